/** The state of the changes panel: what is shown and how, what is open over it, and what its buttons and keys do. */
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import type { Changes, ChangeScope, Risk } from '#contract/review.ts';
import type { Thread } from '#contract/threads.ts';
import { useChanges } from '#renderer/state/changes.ts';
import { useComments } from '#renderer/state/comments.ts';
import { useReviewMarks } from '#renderer/state/review-marks.ts';
import { takeReviewRequest, useReviewRequest } from '#renderer/state/review-request.ts';
import { changeSettings, useSettings } from '#renderer/state/settings.ts';
import { useMedia } from '#renderer/ui/use-media.ts';
import type { BarActions } from './changes-bar.tsx';
import { openDrafts } from './comment-drafts.ts';
import { createDesk, foldFiles, releaseFolds } from './desk.ts';
import { openInEditor } from './editor-actions.ts';
import { filterFiles, inTreeOrder } from './file-tree.ts';
import { keepOptions, readOptions, type PanelOptions } from './panel-options.ts';
import type { Target } from './reading.ts';
import { markFiles, type ReviewPlace } from './review-actions.ts';
import type { PanelDeeds } from './use-deeds.ts';
import { useLook } from './use-look.ts';
import { usePatches } from './use-patches.ts';

/** A file to show, asked for from the conversation. */
export type Reveal = { readonly number: number; readonly path: string; readonly line: number | null } | null;
export interface Opened {
  readonly path: string;
  readonly line: number | null;
}
export interface Narrowed {
  readonly risk: Risk;
  readonly paths: ReadonlySet<string>;
}
export type OpenDialog = 'commit' | 'land' | 'comments' | 'review' | null;

const useOptions = () => {
  const [options, set] = useState<PanelOptions>(() => readOptions(localStorage));
  const setOptions = useCallback((next: PanelOptions) => {
    keepOptions(localStorage, next);
    set(next);
  }, []);
  return { options, setOptions };
};

/** The scope that is shown; another part of the page may ask for one. */
const useScope = (thread: Thread) => {
  const [scope, setScope] = useState<ChangeScope>('base');
  const asked = useReviewRequest((state) => (state.request?.thread === thread.id ? state.request.scope : null));
  useEffect(() => {
    if (asked === null) return;
    takeReviewRequest();
    setScope(asked);
  }, [asked]);
  return [scope, setScope] as const;
};

/** Files as they stand in the tree: filtered by words and by kind. */
const useFiles = (changes: Changes | null, filter: string, narrowed: Narrowed | null) =>
  useMemo(() => {
    const files = changes?.files ?? [];
    return inTreeOrder(filterFiles(narrowed === null ? files : files.filter(({ path }) => narrowed.paths.has(path)), filter));
  }, [changes?.files, filter, narrowed]);

/** What was asked to be shown: in the list where the file is part of the change, else whole. */
const useReveal = (reveal: Reveal, changes: Changes | null, openWhole: (opened: Opened) => void) => {
  const revealed = useRef(0);
  const [aim, setAim] = useState<{ readonly number: number; readonly target: Target } | null>(null);
  const aimAt = useCallback((target: Target) => setAim((before) => ({ number: (before?.number ?? 0) + 1, target })), []);
  useEffect(() => {
    if (reveal === null || changes === null || reveal.number === revealed.current) return;
    revealed.current = reveal.number;
    const { path, line } = reveal;
    if (!changes.files.some((file) => file.path === path)) openWhole(reveal);
    else aimAt(line === null ? { path, file: true } : { path, ref: { side: 'after', line } });
  }, [reveal, changes, aimAt, openWhole]);
  return { aim, aimAt };
};

const useOver = () => {
  const [dialog, setDialog] = useState<OpenDialog>(null);
  const [scopesOpen, setScopesOpen] = useState(false);
  const [opened, setOpened] = useState<Opened | null>(null);
  /** The tree over the diffs, where there is no room beside them. */
  const [drawer, setDrawer] = useState(false);
  return { dialog, setDialog, scopesOpen, setScopesOpen, opened, setOpened, drawer, setDrawer };
};

type Over = ReturnType<typeof useOver>;

const usePanelDeeds = (thread: Thread, over: Over, { options, setOptions }: ReturnType<typeof useOptions>, roomy: boolean) => {
  const layout = useSettings((settings) => settings.diffLayout);
  const latest = useRef(thread);
  useEffect(() => {
    latest.current = thread;
  });
  const { setDialog, setScopesOpen, setOpened, setDrawer } = over;
  const deeds = useMemo<Omit<PanelDeeds, 'focusList'>>(() => {
    const toggle = (key: keyof PanelOptions) => (): void => setOptions({ ...options, [key]: !options[key] });
    return {
      openWhole: (path, line) => setOpened({ path, line }),
      openInEditor: (path, line) => void openInEditor(latest.current, path, line),
      showComments: () => setDialog('comments'),
      scopes: () => setScopesOpen(true),
      filter: () => {
        if (!roomy) setDrawer(true);
        else if (!options.tree) setOptions({ ...options, tree: true });
        requestAnimationFrame(() => document.querySelector<HTMLElement>('[data-file-filter]')?.focus());
      },
      reviewByAgent: () => setDialog('review'),
      tree: roomy ? toggle('tree') : () => setDrawer((open) => !open),
      split: () => void changeSettings({ diffLayout: layout === 'split' ? 'unified' : 'split' }),
      wrap: toggle('wrap'),
      ignoreSpace: toggle('ignoreSpace'),
      foldViewed: toggle('foldViewed'),
      evidence: toggle('evidence'),
    };
  }, [options, setOptions, layout, roomy, setDialog, setScopesOpen, setOpened, setDrawer]);
  return { deeds, layout };
};

export const usePanel = (thread: Thread, reveal: Reveal) => {
  const [scope, setScope] = useScope(thread);
  const over = useOver();
  const [filter, setFilter] = useState('');
  const [narrowed, setNarrowed] = useState<Narrowed | null>(null);
  const kept = useOptions();
  const { options, setOptions } = kept;
  const { value: changes, failure, again, store } = useChanges(thread.id, scope);
  const marks = useReviewMarks(thread.id, scope, options.ignoreSpace);
  const comments = useComments(thread.id);
  const roomy = useMedia('(min-width: 52rem)');
  const touch = useMedia('(pointer: coarse)');
  const [desk] = useState(createDesk);
  const files = useFiles(changes, filter, narrowed);
  const place = useMemo<ReviewPlace>(
    () => ({ thread: thread.id, scope, ignoreSpace: options.ignoreSpace }),
    [thread.id, scope, options.ignoreSpace],
  );
  const patches = usePatches(place, store);
  const aiming = useReveal(reveal, changes, over.setOpened);
  useEffect(() => desk.setState({ composing: openDrafts(localStorage, thread.id) }), [desk, thread.id]);
  useLook(thread.id, changes !== null);
  const { deeds, layout } = usePanelDeeds(thread, over, kept, roomy);
  const changeScope = (next: ChangeScope): void => {
    setScope(next);
    setNarrowed(null);
    desk.setState({ cursor: null, chosen: null });
  };
  const paths = files.map(({ path }) => path);
  const actions: BarActions = {
    onLayout: (next) => void changeSettings({ diffLayout: next }),
    onOptions: setOptions,
    onTree: deeds.tree,
    onFoldAll: (fold) => foldFiles(desk, paths, fold),
    onMarkAll: (viewed) => {
      releaseFolds(desk, paths);
      void markFiles(place, paths, viewed);
    },
    onReview: () => over.setDialog('review'),
    onCommit: () => over.setDialog('commit'),
    onLand: () => over.setDialog('land'),
  };
  return {
    thread,
    scope,
    changeScope,
    changes,
    failure,
    again,
    marks,
    comments,
    files,
    filter,
    setFilter,
    narrowed,
    setNarrowed,
    options,
    setOptions,
    layout,
    roomy,
    touch,
    desk,
    place,
    patches,
    deeds,
    actions,
    ...over,
    ...aiming,
  };
};

export type Panel = ReturnType<typeof usePanel>;
