/** The changes of a thread: files and their diffs, commit and landing. */
import { FileDiff } from 'lucide-react';
import { lazy, Suspense, useCallback, useEffect, useMemo, useRef, useState } from 'react';
import type { Changes, ChangeScope, FileChange } from '#contract/review.ts';
import type { Thread } from '#contract/threads.ts';
import { isActive } from '#contract/column.ts';
import { useChanges } from '#renderer/state/changes.ts';
import { call } from '#renderer/state/core.ts';
import { useCommands, type Command } from '#renderer/state/commands.ts';
import { changeSettings, useSettings } from '#renderer/state/settings.ts';
import { Panes } from '#renderer/ui/panes.tsx';
import { Empty, ProblemNote } from '#renderer/ui/states.tsx';
import { useMedia } from '#renderer/ui/use-media.ts';
import { ChangesBar } from './changes-bar.tsx';
import { CommitDialog } from './commit-dialog.tsx';
import type { DiffListHandle } from './diff-list.tsx';
import { FileList } from './file-list.tsx';
import { stepPath } from './file-steps.ts';
import { filterFiles, inTreeOrder } from './file-tree.ts';
import { FileView } from './file-view.tsx';
import { LandDialog } from './land-dialog.tsx';
import { keepOptions, readOptions, type PanelOptions } from './panel-options.ts';
import { usePatches } from './use-patches.ts';
import { WaitingChanges } from './waiting-changes.tsx';

const DiffList = lazy(async () => ({ default: (await import('./diff-list.tsx')).DiffList }));

interface ChangesPanelProps {
  readonly thread: Thread;
  readonly readOnly: boolean;
  /** A file to show, asked for from the conversation. */
  readonly reveal: { readonly number: number; readonly path: string; readonly line: number | null } | null;
}

interface Opened {
  readonly path: string;
  readonly line: number | null;
}

const NothingChanged = ({ thread, scope }: { readonly thread: Thread; readonly scope: ChangeScope }) => (
  <Empty icon={FileDiff} title={scope === 'uncommitted' ? 'Nothing uncommitted' : 'Nothing changed yet'}>
    {thread.worktree.status === 'planned' || thread.worktree.status === 'creating'
      ? 'The worktree is not there yet.'
      : isActive(thread.state)
        ? 'What the agent changes shows here while it works.'
        : scope === 'uncommitted'
          ? 'All changes of this thread are committed.'
          : 'What the agent changes in the worktree will stand here, to be read, committed and landed.'}
  </Empty>
);

const useOptions = () => {
  const [options, set] = useState<PanelOptions>(() => readOptions(localStorage));
  const setOptions = useCallback((next: PanelOptions) => {
    keepOptions(localStorage, next);
    set(next);
  }, []);
  return { options, setOptions };
};

const useCollapsed = () => {
  const [collapsed, setCollapsed] = useState<ReadonlySet<string>>(new Set());
  const collapse = useCallback((path: string, on: boolean) => {
    setCollapsed((before) => {
      const next = new Set(before);
      if (on) next.add(path);
      else next.delete(path);
      return next;
    });
  }, []);
  return { collapsed, setCollapsed, collapse };
};

/** Which file is looked at, and how to go to another one. */
const useFileSteps = (files: readonly FileChange[]) => {
  const list = useRef<DiffListHandle>(null);
  const [current, setCurrent] = useState<string | null>(null);
  const paths = useMemo(() => files.map((file) => file.path), [files]);
  const goTo = useCallback((path: string, line: number | null = null) => {
    list.current?.scrollToFile(path, line);
    setCurrent(path);
  }, []);
  const step = useCallback(
    (by: 1 | -1): boolean => {
      const next = stepPath(paths, current, by);
      if (next !== null) goTo(next);
      return next !== null;
    },
    [paths, current, goTo],
  );
  useCommands(
    useMemo<readonly Command[]>(
      () => [
        { id: 'changes.next-file', title: 'Next changed file', group: 'Changes', keys: ['j', ']'], when: 'thread', run: () => step(1) },
        {
          id: 'changes.previous-file',
          title: 'Previous changed file',
          group: 'Changes',
          keys: ['k', '['],
          when: 'thread',
          run: () => step(-1),
        },
      ],
      [step],
    ),
  );
  return { list, current: current !== null && paths.includes(current) ? current : (paths[0] ?? null), setCurrent, goTo, step };
};

interface FilesProps extends Pick<ChangesPanelProps, 'thread' | 'reveal'> {
  readonly scope: ChangeScope;
  readonly changes: Changes;
  readonly layout: 'split' | 'unified';
  readonly options: PanelOptions;
  readonly collapsed: ReadonlySet<string>;
  readonly onCollapse: (path: string, on: boolean) => void;
  /** Lets the bar above step through the files. */
  readonly onStepper: (step: (by: 1 | -1) => boolean) => void;
}

const Files = ({ thread, scope, changes, layout, options, collapsed, onCollapse, onStepper, reveal }: FilesProps) => {
  const [filter, setFilter] = useState('');
  const [opened, setOpened] = useState<Opened | null>(null);
  const touch = useMedia('(pointer: coarse)');
  const roomy = useMedia('(min-width: 52rem)');
  const files = useMemo(() => inTreeOrder(filterFiles(changes.files, filter)), [changes.files, filter]);
  const { loader, count } = usePatches(thread.id, scope, options.ignoreSpace, changes);
  const { list, current, setCurrent, goTo, step } = useFileSteps(files);
  useEffect(() => onStepper(step), [onStepper, step]);
  const revealed = useRef(0);
  useEffect(() => {
    if (reveal === null || reveal.number === revealed.current) return;
    revealed.current = reveal.number;
    if (changes.files.some((file) => file.path === reveal.path)) goTo(reveal.path, reveal.line);
    else setOpened(reveal);
  }, [reveal, changes.files, goTo]);
  const open = useCallback((path: string) => setOpened({ path, line: null }), []);
  const readBoth = useCallback(
    async (path: string) => {
      const { before, after, tooLarge, binary } = await call('review.file', { thread: thread.id, scope, path });
      if (tooLarge || binary) throw new Error('this file is not shown whole');
      return { before: before ?? '', after: after ?? '' };
    },
    [thread.id, scope],
  );
  const choose = (path: string): void => {
    onCollapse(path, false);
    goTo(path);
  };
  if (opened !== null)
    return (
      <FileView
        thread={thread.id}
        scope={scope}
        path={opened.path}
        line={opened.line}
        split={layout === 'split'}
        wrap={options.wrap}
        version={changes.version}
        onClose={() => setOpened(null)}
      />
    );
  const tree = (
    <FileList
      files={files}
      total={changes.files.length}
      filter={filter}
      onFilter={setFilter}
      current={current}
      touch={touch}
      onChoose={choose}
    />
  );
  const diffs = (
    <Suspense fallback={<WaitingChanges />}>
      <DiffList
        files={files}
        loader={loader}
        patches={count}
        layout={roomy ? layout : 'unified'}
        wrap={options.wrap}
        collapsed={collapsed}
        current={current}
        onCurrent={setCurrent}
        onCollapse={onCollapse}
        onOpen={open}
        readBoth={readBoth}
        handle={list}
      />
    </Suspense>
  );
  if (!options.tree) return diffs;
  if (!roomy)
    return (
      <>
        <div className="flex max-h-[30vh] min-h-32 flex-col border-b border-line">{tree}</div>
        {diffs}
      </>
    );
  return (
    <Panes
      name="changes"
      panes={[
        { id: 'files', children: tree, initial: '200px', min: '120px' },
        { id: 'diffs', children: diffs, min: '240px' },
      ]}
    />
  );
};

export const ChangesPanel = ({ thread, readOnly, reveal }: ChangesPanelProps) => {
  const [scope, setScope] = useState<ChangeScope>('base');
  const [dialog, setDialog] = useState<'commit' | 'land' | null>(null);
  const { value: changes, failure } = useChanges(thread.id, scope);
  const { value: uncommitted } = useChanges(thread.id, 'uncommitted');
  const layout = useSettings((settings) => settings.diffLayout);
  const { options, setOptions } = useOptions();
  const { collapsed, setCollapsed, collapse } = useCollapsed();
  const stepper = useRef<(by: 1 | -1) => boolean>(() => false);
  const setStepper = useCallback((step: (by: 1 | -1) => boolean) => {
    stepper.current = step;
  }, []);
  const files = changes?.files ?? [];
  const ownBranch = thread.worktree.place !== 'checkout' && thread.worktree.base !== null;
  const body = () => {
    if (failure !== null && changes === null)
      return (
        <div className="p-4">
          <ProblemNote problem={failure} />
        </div>
      );
    if (changes === null) return <WaitingChanges />;
    if (files.length === 0 && reveal === null) return <NothingChanged thread={thread} scope={scope} />;
    return (
      <Files
        key={scope}
        thread={thread}
        scope={scope}
        changes={changes}
        layout={layout}
        options={options}
        collapsed={collapsed}
        onCollapse={collapse}
        onStepper={setStepper}
        reveal={reveal}
      />
    );
  };
  return (
    <section aria-label="Changes" className="flex min-h-0 min-w-0 flex-1 flex-col">
      <ChangesBar
        scope={scope}
        base={thread.worktree.base}
        changes={changes}
        layout={layout}
        options={options}
        canCommit={!readOnly && (uncommitted?.files.length ?? 0) > 0}
        canLand={!readOnly && ownBranch && (changes?.files.length ?? 0) + thread.changes.files > 0}
        onScope={setScope}
        onLayout={(next) => void changeSettings({ diffLayout: next })}
        onOptions={setOptions}
        onStep={(by) => stepper.current(by)}
        onFoldAll={(fold) => setCollapsed(fold ? new Set(files.map((file) => file.path)) : new Set())}
        onCommit={() => setDialog('commit')}
        onLand={() => setDialog('land')}
      />
      {body()}
      {dialog === 'commit' && <CommitDialog thread={thread.id} files={uncommitted?.files ?? []} onClose={() => setDialog(null)} />}
      {dialog === 'land' && <LandDialog thread={thread.id} onClose={() => setDialog(null)} />}
    </section>
  );
};
