/** The files of a change: their tree, their diffs, and the reader in them. */
import { useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react';
import { useStore } from 'zustand';
import type { Comment } from '#contract/comments.ts';
import { actsOf, type Changes, type ReviewMarks } from '#contract/review.ts';
import type { DiffView } from '#renderer/features/review/diff/diff-view.ts';
import { FloatingMenu, type Anchor } from '#renderer/ui/menu.tsx';
import { Drawer } from '#renderer/ui/drawer.tsx';
import { Panes } from '#renderer/ui/panes.tsx';
import { BetweenLines, type BlockActions } from './between-lines.tsx';
import { addComment } from './comment-actions.ts';
import { draftText, keepDraft } from './comment-drafts.ts';
import { endComposing, showLarge, type Desk } from './desk.ts';
import { DiffList } from './diff-list-later.tsx';
import { createFileInputs, withoutLines } from './file-inputs.ts';
import { FileList } from './file-list.tsx';
import { fileMenu } from './file-menu.tsx';
import { ChosenBar } from './chosen-bar.tsx';
import type { PanelOptions } from './panel-options.ts';
import { bringIntoView, classesFor, goToHunk, type Reading, type Target } from './reading.ts';
import type { ReviewPlace } from './review-actions.ts';
import { useCommentBlocks } from './use-comment-blocks.ts';
import { useDeeds, type PanelDeeds } from './use-deeds.ts';
import type { Patches } from './use-patches.ts';
import { useListEvents } from './use-list-events.ts';

export interface ReviewFilesProps {
  readonly place: ReviewPlace;
  readonly changes: Changes;
  readonly patches: Patches;
  /** Files as they stand in the tree, filtered. */
  readonly files: Changes['files'];
  readonly marks: ReviewMarks | null;
  readonly comments: readonly Comment[];
  readonly desk: Desk;
  readonly split: boolean;
  readonly options: PanelOptions;
  readonly filter: string;
  readonly onFilter: (filter: string) => void;
  /** The tree is shown: beside the diffs, or over them. */
  readonly tree: boolean;
  /** Wide enough for the tree beside the diffs. */
  readonly roomy: boolean;
  readonly touch: boolean;
  readonly panel: Omit<PanelDeeds, 'focusList'>;
  /** Something to bring into view; a new number each time. */
  readonly aim: { readonly number: number; readonly target: Target } | null;
}

const useMarks = (marks: ReviewMarks | null): ((path: string) => string) => {
  const byPath = useMemo(() => new Map((marks?.files ?? []).map((file) => [file.path, file.hunks])), [marks]);
  return useCallback((path: string) => byPath.get(path) ?? '', [byPath]);
};

/** Brings targets into view, and again as what was to come arrives, until the reader scrolls by himself. */
const useAim = (reading: Reading, inputs: unknown) => {
  const pending = useRef<Target | null>(null);
  const latest = useRef(reading);
  useLayoutEffect(() => {
    latest.current = reading;
  });
  useLayoutEffect(() => {
    if (pending.current !== null) bringIntoView(latest.current, pending.current);
  }, [inputs]);
  useEffect(() => {
    const let_go = (): void => {
      pending.current = null;
    };
    window.addEventListener('wheel', let_go, { passive: true });
    window.addEventListener('touchmove', let_go, { passive: true });
    window.addEventListener('pointerdown', let_go, { passive: true });
    return () => {
      window.removeEventListener('wheel', let_go);
      window.removeEventListener('touchmove', let_go);
      window.removeEventListener('pointerdown', let_go);
    };
  }, []);
  return useCallback((target: Target) => {
    pending.current = target;
    bringIntoView(latest.current, target);
  }, []);
};

/** A field that was just opened is brought into view with its line: out of view it could not take the words. */
const useFieldsInView = (desk: Desk, aimAt: (target: Target) => void): void => {
  useEffect(
    () =>
      desk.subscribe(({ composing }, before) => {
        const opened = composing.at(-1);
        if (composing.length !== before.composing.length + 1 || opened === undefined || opened.place.kind === 'change') return;
        const { place } = opened;
        aimAt(place.kind === 'file' ? { path: place.path, file: true } : { path: place.path, ref: { side: place.side, line: place.to } });
      }),
    [desk, aimAt],
  );
};

const useBlockActions = (props: ReviewFilesProps, retry: (path: string) => void): BlockActions => {
  const { place, comments, desk, panel } = props;
  const composing = useStore(desk, (state) => state.composing);
  return useMemo(
    () => ({
      place,
      comments: new Map(comments.map((comment) => [comment.id, comment])),
      composing,
      draftOf: (key) => draftText(localStorage, place.thread, key),
      onDraft: (field, text) => keepDraft(localStorage, place.thread, field, text),
      onSave: async (field, text) => {
        const saved = await addComment(place.thread, place.scope, field.place, text);
        if (!saved) return false;
        keepDraft(localStorage, place.thread, field, '');
        endComposing(desk, field.key);
        return true;
      },
      onCancel: (field) => {
        keepDraft(localStorage, place.thread, field, '');
        endComposing(desk, field.key);
      },
      onRetry: retry,
      onShowLarge: (path) => showLarge(desk, path),
      onOpen: (path) => panel.openWhole(path, null),
    }),
    [place, comments, composing, desk, panel, retry],
  );
};

const countComments = (comments: readonly Comment[]): ReadonlyMap<string, number> => {
  const counts = new Map<string, number>();
  for (const { place, state } of comments)
    if (place.kind !== 'change' && state !== 'resolved' && state !== 'dismissed') counts.set(place.path, (counts.get(place.path) ?? 0) + 1);
  return counts;
};

export const ReviewFiles = (props: ReviewFilesProps) => {
  const { place, changes, files, comments, desk, options, panel, aim } = props;
  const state = useStore(desk);
  const marksOf = useMarks(props.marks);
  const { loader, count } = props.patches;
  const blocksOf = useCommentBlocks(comments, state.composing);
  const [build] = useState(createFileInputs);
  const { foldViewed } = options;
  const inputs = useMemo(
    () => build({ files, patchOf: loader.get, desk: state, marksOf, foldViewed, blocksOf }),
    // `count` stands for what the loader holds.
    // oxlint-disable-next-line react/exhaustive-deps
    [build, files, loader, state.folds, state.large, state.files, marksOf, foldViewed, blocksOf, count],
  );
  const [view, setView] = useState<DiffView | null>(null);
  const [top, setTop] = useState<string | null>(null);
  const [menu, setMenu] = useState<{ readonly anchor: Anchor; readonly path: string } | null>(null);
  const reading: Reading = { desk, view, files, marksOf, loader, place };
  const aimAt = useAim(reading, inputs);
  useFieldsInView(desk, aimAt);
  const whole: PanelDeeds = {
    ...panel,
    focusList: () => document.querySelector<HTMLElement>('[data-diff]')?.focus({ preventScroll: true }),
  };
  const deeds = useDeeds(reading, whole, aimAt);
  const aimed = useRef(0);
  useEffect(() => {
    if (aim === null || aim.number === aimed.current || view === null) return;
    aimed.current = aim.number;
    loader.want([aim.target.path]);
    aimAt(aim.target);
  }, [aim, view, loader, aimAt]);
  const retry = useCallback((path: string) => loader.want([path], true), [loader]);
  const blockActions = useBlockActions(props, retry);
  const byPath = useMemo(() => new Map(files.map((file) => [file.path, file])), [files]);
  const near = useCallback(
    (paths: readonly string[]) => loader.want(paths.filter((path) => byPath.get(path)?.binary === false)),
    [loader, byPath],
  );
  useEffect(() => view?.draw(), [view, byPath]);
  const classesOf = useMemo(() => classesFor({ cursor: state.cursor, chosen: state.chosen }), [state.cursor, state.chosen]);
  const counts = useMemo(() => countComments(comments), [comments]);
  const acts = useMemo(() => actsOf(place.scope), [place.scope]);
  const { rowEvents, onFileAct, onTop } = useListEvents({ reading, deeds, panel: whole, setMenu, setTop });
  const current = state.cursor?.path ?? top ?? files[0]?.path ?? null;
  const choose = (path: string): void => {
    goToHunk(reading, { path, hunk: 0 });
    aimAt({ path, file: true });
    if (!props.roomy && props.tree) panel.tree();
  };
  const tree = (
    <FileList
      files={files}
      total={changes.files.length}
      filter={props.filter}
      onFilter={props.onFilter}
      current={current}
      touch={props.touch}
      marksOf={marksOf}
      commentsOf={counts}
      onChoose={choose}
    />
  );
  const diffs = (
    <div className="relative flex min-h-0 flex-1 flex-col">
      <DiffList
        inputs={inputs}
        split={props.split}
        wrap={options.wrap}
        touch={props.touch}
        acts={acts}
        marksOf={marksOf}
        commentsOf={useCallback((path: string) => counts.get(path) ?? 0, [counts])}
        classesOf={classesOf}
        current={current}
        renderBlock={(input, block) => (
          <BetweenLines
            block={block.key}
            file={input.file}
            note={withoutLines(input.file, loader.get(input.file.path))}
            actions={blockActions}
          />
        )}
        onTop={onTop}
        onNear={near}
        onFileAct={onFileAct}
        rowEvents={rowEvents}
        onView={setView}
      />
      <ChosenBar chosen={state.chosen} acts={acts} deeds={deeds} />
      <FloatingMenu
        anchor={menu?.anchor ?? null}
        onClose={() => setMenu(null)}
        entries={() => (menu === null ? [] : fileMenu({ path: menu.path, reading, panel: whole }))}
      />
    </div>
  );
  if (!props.roomy)
    return (
      <>
        {diffs}
        <Drawer open={props.tree} onClose={panel.tree} label="Changed files">
          {tree}
        </Drawer>
      </>
    );
  if (!props.tree) return diffs;
  return (
    <Panes
      name="changes"
      panes={[
        { id: 'files', children: tree, initial: '220px', min: '140px' },
        { id: 'diffs', children: diffs, min: '240px' },
      ]}
    />
  );
};
