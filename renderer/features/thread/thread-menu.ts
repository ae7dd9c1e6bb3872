/** The actions of a thread's menu, as data. Which of them are there follows from what the thread is. */
import type { Thread } from '#contract/threads.ts';
import { isActive } from '#contract/column.ts';
import { moment } from '#renderer/ui/age.ts';
import type { MenuEntry } from '#renderer/ui/menu.tsx';
import { snoozeTimes } from '#renderer/state/snooze-times.ts';

export interface ThreadMenuActions {
  readonly stop: () => void;
  readonly retry: () => void;
  readonly resume: () => void;
  readonly start: () => void;
  readonly rename: () => void;
  readonly pin: (on: boolean) => void;
  readonly done: (on: boolean) => void;
  readonly archive: (on: boolean) => void;
  readonly unread: () => void;
  readonly snooze: (until: number | null) => void;
  readonly copy: (text: string, what: string) => void;
  /** Null where the host cannot open folders. */
  readonly openFolder: ((path: string) => void) | null;
  readonly exportThread: () => void;
  readonly runCommand: (name: string) => void;
  readonly context: () => void;
  readonly usage: () => void;
  readonly makeSkill: () => void;
  readonly surroundings: () => void;
  readonly takeIn: () => void;
  readonly pullRequest: () => void;
  readonly amend: () => void;
  readonly overlaps: () => void;
  readonly remove: () => void;
  readonly restore: () => void;
}

const when = (on: boolean, ...entries: MenuEntry[]): readonly MenuEntry[] => (on ? entries : []);
const line = (id: string): MenuEntry => ({ kind: 'line', id });

/** What begins, ends and takes up its work. */
const workEntries = (thread: Thread, runNames: readonly string[], actions: ThreadMenuActions): readonly MenuEntry[] => {
  const { state, worktree } = thread;
  const failed = state.kind === 'failed';
  const cut = state.kind === 'idle' && state.outcome === 'interrupted';
  const stopped = state.kind === 'idle' && state.outcome === 'stopped';
  return [
    ...when(isActive(state), { id: 'stop', label: 'Stop', hint: 'Gives queued messages back', run: actions.stop }),
    ...when(state.kind === 'backlog' && thread.workflow === undefined, { id: 'start', label: 'Start', run: actions.start }),
    ...when(failed || cut || stopped, { id: 'retry', label: 'Retry', hint: 'Sends the last message again', run: actions.retry }),
    ...when(cut || stopped || (failed && state.during === 'turn'), {
      id: 'resume',
      label: 'Go on',
      hint: 'Tells the agent it was cut off',
      run: actions.resume,
    }),
    ...when(
      worktree.status === 'ready',
      ...runNames.map((name) => ({ id: `run-${name}`, label: `Run ${name}`, run: () => actions.runCommand(name) })),
    ),
  ];
};

/** What takes its branch further. */
const branchEntries = (thread: Thread, actions: ThreadMenuActions): readonly MenuEntry[] => {
  const { worktree } = thread;
  return when(
    worktree.status === 'ready' && worktree.place !== 'checkout' && worktree.base !== null,
    line('branch-line'),
    { id: 'take-in', label: `Take in ${worktree.base ?? 'the base'}…`, run: actions.takeIn },
    { id: 'amend', label: 'Amend the last commit…', run: actions.amend },
    {
      id: 'pull-request',
      label: thread.pullRequest === undefined ? 'Push, pull request…' : `Pull request #${thread.pullRequest.number}…`,
      run: actions.pullRequest,
    },
    { id: 'overlaps', label: 'Overlaps with other threads', run: actions.overlaps },
  );
};

/** `runNames`: the project's own commands. */
export const threadMenu = (thread: Thread, runNames: readonly string[], actions: ThreadMenuActions, now: number): readonly MenuEntry[] => {
  const { worktree } = thread;
  if (thread.removedAt !== null)
    return [
      { id: 'restore', label: 'Restore', run: actions.restore },
      { id: 'export', label: 'Export as JSON lines', run: actions.exportThread },
    ];
  return [
    ...workEntries(thread, runNames, actions),
    { id: 'rename', label: 'Rename', keys: ['F2'], run: actions.rename },
    { id: 'pin', label: thread.pinned ? 'Unpin' : 'Pin', run: () => actions.pin(!thread.pinned) },
    { id: 'done', label: thread.doneAt === null ? 'Mark done' : 'Not done after all', run: () => actions.done(thread.doneAt === null) },
    { id: 'unread', label: 'Mark unread', run: actions.unread },
    {
      kind: 'submenu',
      id: 'snooze',
      label: 'Snooze',
      entries: [
        ...snoozeTimes(now).map((time) => ({
          id: time.id,
          label: time.label,
          hint: moment(time.until, now),
          run: () => actions.snooze(time.until),
        })),
        ...when(thread.snoozedUntil !== null && thread.snoozedUntil > now, {
          id: 'wake',
          label: 'Wake up now',
          run: () => actions.snooze(null),
        }),
      ],
    },
    ...branchEntries(thread, actions),
    line('places'),
    ...when(worktree.branch !== null, {
      id: 'branch',
      label: 'Copy branch name',
      run: () => actions.copy(worktree.branch ?? '', 'Branch name'),
    }),
    ...when(worktree.path !== null, { id: 'path', label: 'Copy path', run: () => actions.copy(worktree.path ?? '', 'Path') }),
    ...when(worktree.path !== null && actions.openFolder !== null && worktree.status === 'ready', {
      id: 'folder',
      label: 'Open folder',
      run: () => actions.openFolder?.(worktree.path ?? ''),
    }),
    { id: 'context', label: 'What fills the context', run: actions.context },
    ...when(thread.turns > 0, { id: 'usage', label: 'What it used', run: actions.usage }),
    { id: 'surroundings', label: 'What the agent sees', run: actions.surroundings },
    ...when(worktree.status === 'ready' && thread.turns > 0, {
      id: 'make-skill',
      label: 'Make a skill from this…',
      run: actions.makeSkill,
    }),
    { id: 'export', label: 'Export as JSON lines', run: actions.exportThread },
    line('end'),
    {
      id: 'archive',
      label: thread.archivedAt === null ? 'Archive' : 'Bring back from the archive',
      run: () => actions.archive(thread.archivedAt === null),
    },
    { id: 'remove', label: 'Remove…', danger: true, run: actions.remove },
  ];
};
