/** What each key of a review does, put together from the reader's moves and the core's acts. */
import { useCallback, useEffect, useMemo, useRef } from 'react';
import { actsOf, type Selection } from '#contract/review.ts';
import { call } from '#renderer/state/core.ts';
import { useCommands } from '#renderer/state/commands.ts';
import { say } from '#renderer/state/notices.ts';
import { attempt } from '#renderer/state/thread-actions.ts';
import { sendComments } from './comment-actions.ts';
import { compose, foldFiles, openGap, releaseFolds } from './desk.ts';
import { stepPath } from './file-steps.ts';
import { isViewed, type HunkPlace } from './hunk-walk.ts';
import { actOn, markFiles, undoLast, type ActKind } from './review-actions.ts';
import { commentHere, goToHunk, hunkBeside, hunkInView, markHere, moveLine, selectionHere, type Reading, type Target } from './reading.ts';
import { reviewCommands, type ReviewDeeds } from './review-commands.ts';

/** What the panel around the list does. */
export interface PanelDeeds {
  readonly openWhole: (path: string, line: number | null) => void;
  readonly openInEditor: (path: string, line: number | null) => void;
  readonly showComments: () => void;
  readonly scopes: () => void;
  readonly filter: () => void;
  readonly reviewByAgent: () => void;
  readonly tree: () => void;
  readonly split: () => void;
  readonly wrap: () => void;
  readonly ignoreSpace: () => void;
  readonly foldViewed: () => void;
  readonly evidence: () => void;
  /** Every file of the change has been counted and viewed. */
  readonly focusList: () => void;
}

/** Tells the reader's place to whoever wants a file: the chosen line, else the hunk's first. */
export const lineHere = (reading: Reading): { readonly path: string; readonly line: number | null } | null => {
  const { chosen } = reading.desk.getState();
  if (chosen !== null) return { path: chosen.path, line: chosen.head.side === 'after' ? chosen.head.line : null };
  const here = hunkInView(reading);
  if (here === null) return null;
  const state = reading.loader.get(here.path);
  const hunk = state?.kind === 'ready' ? state.loaded.diff.hunks[here.hunk] : undefined;
  return { path: here.path, line: hunk === undefined ? null : Math.max(1, hunk.afterStart) };
};

/** Reads the whole file once, for what lies between its hunks. */
export const openBetween = async (reading: Reading, path: string, gap: number, how: 'top' | 'bottom' | 'all'): Promise<void> => {
  const { desk, loader, place } = reading;
  const state = loader.get(path);
  if (state?.kind !== 'ready') return;
  const { diff } = state.loaded;
  const known = desk.getState().files.get(path);
  if (known?.diff === diff && known.whole !== null) return openGap(desk, path, diff, gap, how, known.whole);
  await attempt(
    call('review.file', { thread: place.thread, scope: place.scope, path }).then(({ after, before, tooLarge }) => {
      if (tooLarge) say({ text: 'The file is too large to show more of it here' });
      const lines = (after ?? before ?? '').split('\n');
      if (lines.at(-1) === '') lines.pop();
      if (!tooLarge) openGap(desk, path, diff, gap, how, lines);
    }),
    'The file could not be read.',
  );
};

const actDeeds = (reading: () => Reading, kind: ActKind) => {
  const act = (what: Selection | null): boolean => {
    const now = reading();
    const allowed = actsOf(now.place.scope)[kind];
    if (!allowed) {
      say({
        text:
          kind === 'unstage'
            ? 'There is nothing staged in what is shown'
            : `What is shown cannot be ${kind === 'stage' ? 'staged' : 'reverted'}`,
      });
      return true;
    }
    if (what === null) return false;
    void actOn(kind, now.place, what);
    now.desk.setState({ chosen: null });
    return true;
  };
  return {
    here: () => act(selectionHere(reading())),
    file: () => {
      const here = hunkInView(reading());
      return act(here === null ? null : { kind: 'files', paths: [here.path] });
    },
    all: () => act({ kind: 'all' }),
  };
};

const markDeeds = (reading: () => Reading, go: (place: HunkPlace | null) => boolean) => {
  const onward = (from: HunkPlace | null): boolean => {
    const next = from === null ? null : hunkBeside(reading(), 1, true, from);
    const done = next === null || (next.path === from?.path && next.hunk === from.hunk);
    if (done) say({ text: 'Everything here was viewed' });
    return done || go(next);
  };
  const file = (viewed: boolean | null): string | null => {
    const now = reading();
    const here = hunkInView(now);
    if (here === null) return null;
    const next = viewed ?? !isViewed(now.marksOf(here.path));
    if (next) releaseFolds(now.desk, [here.path]);
    void markFiles(now.place, [here.path], next);
    return here.path;
  };
  const all = (viewed: boolean): void => {
    const { files, desk, place } = reading();
    const paths = files.map(({ path }) => path);
    releaseFolds(desk, paths);
    void markFiles(place, paths, viewed);
  };
  return {
    markAndGo: () => {
      const now = reading();
      const from = markHere(now, true);
      if (from !== null) releaseFolds(now.desk, [from.path]);
      return onward(from);
    },
    markFileAndGo: () => {
      const path = file(true);
      return onward(path === null ? null : { path, hunk: Number.MAX_SAFE_INTEGER });
    },
    toggleMark: () => markHere(reading(), null) !== null,
    toggleFileMark: () => file(null) !== null,
    markAll: () => all(true),
    unmarkAll: () => all(false),
    look: async () => {
      if (await attempt(call('review.look', { thread: reading().place.thread }), 'It was not noted.'))
        say({ text: '“Since I last looked” begins here' });
    },
  };
};

const talkDeeds = (reading: () => Reading, panel: () => PanelDeeds) => {
  const send = (to: Parameters<typeof sendComments>[1]) => async (): Promise<void> => void (await sendComments(reading().place.thread, to));
  return {
    comment: () => commentHere(reading()),
    commentFile: () => {
      const here = hunkInView(reading());
      if (here === null) return false;
      compose(reading().desk, { kind: 'file', path: here.path });
      return true;
    },
    commentChange: () => {
      compose(reading().desk, { kind: 'change' });
      panel().showComments();
    },
    send: send({ kind: 'thread', delivery: 'queue' }),
    sendSteering: send({ kind: 'thread', delivery: 'steer' }),
    sendToNew: send({ kind: 'new-thread' }),
    showComments: () => panel().showComments(),
  };
};

const viewDeeds = (reading: () => Reading, panel: () => PanelDeeds) => {
  const here = () => hunkInView(reading());
  const fold = (folded: boolean) => (): void =>
    foldFiles(
      reading().desk,
      reading().files.map(({ path }) => path),
      folded,
    );
  return {
    fold: () => {
      const { view, desk } = reading();
      const path = here()?.path;
      const index = path === undefined ? undefined : view?.model?.byPath.get(path);
      const entry = index === undefined ? undefined : view?.model?.entries[index];
      if (path === undefined || entry === undefined) return false;
      foldFiles(desk, [path], !entry.input.folded);
      return true;
    },
    foldAll: fold(true),
    unfoldAll: fold(false),
    moreContext: async () => {
      const at = here();
      if (at === null) return;
      await openBetween(reading(), at.path, at.hunk, 'bottom');
      await openBetween(reading(), at.path, at.hunk + 1, 'top');
    },
    wholeFile: () => {
      const at = lineHere(reading());
      if (at !== null) panel().openWhole(at.path, at.line);
      return at !== null;
    },
    openInEditor: () => {
      const at = lineHere(reading());
      if (at !== null) panel().openInEditor(at.path, at.line);
      return at !== null;
    },
    copyPath: () => {
      const path = here()?.path;
      if (path !== undefined) void navigator.clipboard.writeText(path).then(() => say({ text: 'Path copied' }));
      return path !== undefined;
    },
    tree: () => panel().tree(),
    split: () => panel().split(),
    wrap: () => panel().wrap(),
    ignoreSpace: () => panel().ignoreSpace(),
    foldViewed: () => panel().foldViewed(),
    evidence: () => panel().evidence(),
    reviewByAgent: () => panel().reviewByAgent(),
    scopes: () => panel().scopes(),
    filter: () => panel().filter(),
  };
};

const moveDeeds = (reading: () => Reading, go: (place: HunkPlace | null) => boolean, aim: (target: Target) => void) => {
  const hunk = (by: 1 | -1, unviewed: boolean) => (): boolean => {
    const next = hunkBeside(reading(), by, unviewed);
    if (next === null && unviewed) say({ text: 'Everything here was viewed' });
    return go(next) || unviewed;
  };
  const file = (by: 1 | -1) => (): boolean => {
    const { files } = reading();
    const paths = files.map(({ path }) => path);
    const next = stepPath(paths, hunkInView(reading())?.path ?? null, by);
    return go(next === null ? null : { path: next, hunk: 0 });
  };
  const line = (by: 1 | -1, extend: boolean) => (): boolean => {
    const at = moveLine(reading(), by, extend);
    if (at !== null) aim(at);
    return at !== null;
  };
  return {
    nextHunk: hunk(1, false),
    previousHunk: hunk(-1, false),
    nextUnviewed: hunk(1, true),
    previousUnviewed: hunk(-1, true),
    nextFile: file(1),
    previousFile: file(-1),
    lineDown: line(1, false),
    lineUp: line(-1, false),
    extendDown: line(1, true),
    extendUp: line(-1, true),
    chooseNothing: () => {
      const { desk } = reading();
      if (desk.getState().chosen === null) return false;
      desk.setState({ chosen: null });
      return true;
    },
  };
};

/** Registers the keys; gives the deeds for buttons. `aim` brings a target into view, now or as soon as it is there. */
export const useDeeds = (reading: Reading, panel: PanelDeeds, aim: (target: Target) => void): ReviewDeeds => {
  const latest = useRef({ reading, panel, aim });
  useEffect(() => {
    latest.current = { reading, panel, aim };
  });
  const deeds = useMemo<ReviewDeeds>(() => {
    const now = (): Reading => latest.current.reading;
    const around = (): PanelDeeds => latest.current.panel;
    const go = (place: HunkPlace | null): boolean => {
      if (place === null) return false;
      goToHunk(now(), place);
      latest.current.aim(place);
      around().focusList();
      return true;
    };
    const [stage, unstage, revert] = [actDeeds(now, 'stage'), actDeeds(now, 'unstage'), actDeeds(now, 'revert')];
    return {
      ...moveDeeds(now, go, (target) => latest.current.aim(target)),
      ...markDeeds(now, go),
      ...talkDeeds(now, around),
      ...viewDeeds(now, around),
      stage: stage.here,
      stageFile: stage.file,
      stageAll: stage.all,
      unstage: unstage.here,
      unstageFile: unstage.file,
      unstageAll: unstage.all,
      revert: revert.here,
      revertFile: revert.file,
      revertAll: revert.all,
      undo: () => undoLast(now().place.thread),
    };
  }, []);
  const ask = useCallback(() => deeds, [deeds]);
  useCommands(useMemo(() => reviewCommands(ask), [ask]));
  return deeds;
};
