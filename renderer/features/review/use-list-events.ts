/** What the list of diffs tells: presses on rows and headers, lines that are chosen, the file at the upper edge. */
import { useCallback, useEffect, useMemo, useRef } from 'react';
import type { Anchor } from '#renderer/ui/menu.tsx';
import { HUNK, SEEN } from '#renderer/features/review/diff/file-rows.ts';
import { hunkOfRow, refOfRow } from './chosen-lines.ts';
import { compose, foldFiles, releaseFolds, showLonger, unfoldHunk } from './desk.ts';
import type { FileAct } from './file-header.tsx';
import { isViewed } from './hunk-walk.ts';
import { actOn, hunkIds, markFiles, markHunks } from './review-actions.ts';
import { commentHere, hunkInView, type Reading } from './reading.ts';
import type { ReviewDeeds } from './review-commands.ts';
import { openBetween, type PanelDeeds } from './use-deeds.ts';
import type { RowAct, RowEvents, RowPlace } from './use-row-pointer.ts';

interface ListEventsOptions {
  readonly reading: Reading;
  readonly deeds: ReviewDeeds;
  readonly panel: PanelDeeds;
  readonly setMenu: (menu: { readonly anchor: Anchor; readonly path: string }) => void;
  readonly setTop: (path: string) => void;
}

const TREE_FOLLOWS_MS = 80;

const gaps = { 'open-top': 'top', 'open-bottom': 'bottom', 'open-all': 'all' } as const;

const chooseRow = (reading: Reading, { path, entry, row, side }: RowPlace, extend: boolean): void => {
  const { desk } = reading;
  const { chosen } = desk.getState();
  const head = refOfRow(entry, row, side);
  if (head === null) return;
  const anchor = extend && chosen?.path === path ? chosen.anchor : head;
  desk.setState({ chosen: { path, anchor, head }, cursor: { path, hunk: hunkOfRow(entry, row) } });
};

/** The line that a press on “more characters” is about. */
const lineOfRow = ({ entry, row, side }: RowPlace): number => {
  const [a, b] = [entry.rows.a[row] ?? -1, entry.rows.b[row] ?? -1];
  return side === 'after' ? b : a;
};

const onHunk = (reading: Reading, act: RowAct, { path }: RowPlace, hunk: number): void => {
  const { desk, loader, place, marksOf } = reading;
  const state = loader.get(path);
  if (state?.kind !== 'ready') return;
  const { patch, diff } = state.loaded;
  desk.setState({ cursor: { path, hunk } });
  if (act === 'view') {
    const viewed = marksOf(path)[hunk] !== '1';
    unfoldHunk(desk, path, diff, hunk, false);
    if (viewed) releaseFolds(desk, [path]);
    void markHunks(place, patch, [hunk], viewed);
  } else if (act === 'unfold') unfoldHunk(desk, path, diff, hunk, true);
  else if (act === 'comment-hunk') {
    desk.setState({ chosen: null });
    commentHere(reading, { path, hunk });
  } else if (act === 'stage' || act === 'unstage' || act === 'revert')
    void actOn(act, place, { kind: 'hunks', path, hunks: hunkIds(patch, [hunk]) });
};

const onRow = (reading: Reading, act: RowAct, at: RowPlace): void => {
  const { entry, row, path } = at;
  const index = entry.rows.a[row] ?? 0;
  if (act in gaps) return void openBetween(reading, path, index, gaps[act as keyof typeof gaps]);
  if (act === 'longer') return showLonger(reading.desk, path, entry.diff, lineOfRow(at));
  if (act === 'comment-line') {
    const { chosen } = reading.desk.getState();
    // A range that was chosen is what the comment is about, also when the plus stands on its last line.
    if (chosen?.path !== path || (chosen.anchor.line === chosen.head.line && chosen.anchor.side === chosen.head.side))
      chooseRow(reading, at, false);
    commentHere(reading);
    return;
  }
  const type = entry.rows.types[row];
  if (type === HUNK || type === SEEN) onHunk(reading, act, at, index);
};

export const useListEvents = ({ reading, deeds, panel, setMenu, setTop }: ListEventsOptions) => {
  const latest = useRef({ reading, deeds, panel });
  useEffect(() => {
    latest.current = { reading, deeds, panel };
  });
  const rowEvents = useMemo<RowEvents>(
    () => ({
      onAct: (act, at) => onRow(latest.current.reading, act, at),
      onChoose: (at, extend) => chooseRow(latest.current.reading, at, extend),
    }),
    [],
  );
  const onFileAct = useCallback(
    (act: FileAct, path: string, from: HTMLElement) => {
      const { desk, view, place, marksOf } = latest.current.reading;
      const entry = view?.model?.entries[view.model.byPath.get(path) ?? -1];
      desk.setState({ cursor: { path, hunk: 0 }, chosen: null });
      if (act === 'fold') foldFiles(desk, [path], entry?.input.folded !== true);
      else if (act === 'comment') compose(desk, { kind: 'file', path });
      else if (act === 'menu') setMenu({ anchor: from, path });
      else {
        const viewed = !isViewed(marksOf(path));
        releaseFolds(desk, [path]);
        void markFiles(place, [path], viewed);
      }
    },
    [setMenu],
  );
  const topTimer = useRef<ReturnType<typeof setTimeout> | null>(null);
  useEffect(() => () => clearTimeout(topTimer.current ?? undefined), []);
  const onTop = useCallback(
    (path: string) => {
      // The tree follows when the scrolling pauses.
      if (topTimer.current !== null) clearTimeout(topTimer.current);
      topTimer.current = setTimeout(() => setTop(path), TREE_FOLLOWS_MS);
      const now = latest.current.reading;
      const { cursor, chosen } = now.desk.getState();
      // The reader scrolled away: what he looks at now is what is in view.
      if (cursor !== null && chosen === null && hunkInView(now) !== cursor) now.desk.setState({ cursor: null });
    },
    [setTop],
  );
  return { rowEvents, onFileAct, onTop };
};
