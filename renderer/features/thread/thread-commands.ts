/** The commands of an open thread, from how it stands. Pure but for what they do when they are run. */
import { isActive } from '#contract/column.ts';
import type { Agent } from '#contract/agents.ts';
import type { Thread } from '#contract/threads.ts';
import type { Command } from '#renderer/state/commands.ts';
import { openDialog } from '#renderer/state/dialogs.ts';
import { clearGoal, compactThread, goOn, patchThreads, retryThread, runCommand } from '#renderer/state/thread-actions.ts';

export interface ThreadCommandActions {
  readonly toggleChanges: () => void;
  readonly toggleConversation: () => void;
  readonly rename: () => void;
  readonly stop: () => Promise<void>;
  readonly exportAll: () => void;
}

/** What the list of commands depends on; as long as it is the same, so is the list. */
export interface ThreadStand {
  readonly id: Thread['id'];
  readonly active: boolean;
  /** It ended in a way that can be taken up again. */
  readonly ended: boolean;
  readonly done: boolean;
  readonly archived: boolean;
  /** Its worktree is there to run commands in. */
  readonly canRun: boolean;
  /** What its agent can be told, by what the agent is able to do; apart from it, whether the thread can be handed to another. */
  readonly canCompact: boolean;
  readonly canReview: boolean;
  readonly takesGoals: boolean;
  readonly hasGoal: boolean;
  readonly canHandOver: boolean;
}

export const threadStand = (
  { id, state, doneAt, archivedAt, worktree, removedAt, goal, turns, workflow }: Thread,
  abilities: Partial<Agent['abilities']> = {},
): ThreadStand => ({
  id,
  active: isActive(state),
  ended: state.kind === 'failed' || (state.kind === 'idle' && (state.outcome === 'stopped' || state.outcome === 'interrupted')),
  done: doneAt !== null,
  archived: archivedAt !== null,
  canRun: worktree.status === 'ready' && removedAt === null,
  canCompact: abilities.compacts === true && turns > 0,
  canReview: abilities.reviews === true && turns > 0,
  takesGoals: abilities.goals === true && turns > 0,
  hasGoal: goal !== undefined,
  canHandOver: turns > 0 && workflow === undefined && removedAt === null,
});

type Own = Omit<Command, 'group' | 'when'>;
const notNow = (): boolean => false;

const onScreen = (actions: () => ThreadCommandActions): readonly Own[] => [
  { id: 'thread.changes', title: 'Show or hide changes', keys: ['Mod+D'], run: () => actions().toggleChanges() },
  { id: 'thread.conversation', title: 'Show or hide the conversation', run: () => actions().toggleConversation() },
  { id: 'thread.rename', title: 'Rename this thread', keys: ['F2'], run: () => actions().rename() },
  { id: 'thread.export', title: 'Export this thread', words: 'save json', run: () => actions().exportAll() },
];

const ofTurn = ({ id, active, ended }: ThreadStand, thread: () => Thread, actions: () => ThreadCommandActions): readonly Own[] => [
  { id: 'thread.stop', title: 'Stop this thread', words: 'cancel interrupt', run: active ? () => actions().stop() : notNow },
  { id: 'thread.retry', title: 'Retry the last message', run: ended ? async () => void (await retryThread(thread())) : notNow },
  {
    id: 'thread.go-on',
    title: 'Go on after the interruption',
    words: 'resume continue',
    run: ended ? async () => void (await goOn(id)) : notNow,
  },
];

const when = (on: boolean, ...commands: Own[]): readonly Own[] => (on ? commands : []);

/** Only what the agent can do. */
const ofAgent = ({ id, canCompact, canReview, takesGoals, hasGoal, canHandOver }: ThreadStand): readonly Own[] => [
  ...when(canCompact, {
    id: 'thread.compact',
    title: 'Sum up the context now',
    words: 'compact summary tokens',
    run: async () => void (await compactThread(id)),
  }),
  ...when(canReview, {
    id: 'thread.review',
    title: 'Review by the agent itself…',
    words: 'findings check',
    run: () => openDialog({ kind: 'review-mode', thread: id }),
  }),
  ...when(takesGoals, {
    id: 'thread.goal',
    title: hasGoal ? 'Change the goal…' : 'Set a goal…',
    words: 'autonomous until',
    run: () => openDialog({ kind: 'goal', thread: id }),
  }),
  ...when(hasGoal, { id: 'thread.clear-goal', title: 'Clear the goal', run: async () => void (await clearGoal(id)) }),
  ...when(canHandOver, {
    id: 'thread.hand-over',
    title: 'Hand over to another agent…',
    words: 'switch agent handoff',
    run: () => openDialog({ kind: 'handoff', thread: id }),
  }),
];

const ofLife = ({ id, done, archived }: ThreadStand): readonly Own[] => [
  {
    id: 'thread.done',
    title: done ? 'Open this thread again' : 'Mark this thread done',
    run: async () => void (await patchThreads([id], { done: !done }, done ? 'Open again' : 'Marked as done')),
  },
  {
    id: 'thread.archive',
    title: archived ? 'Bring this thread back from the archive' : 'Archive this thread',
    run: async () => void (await patchThreads([id], { archived: !archived }, archived ? 'Back from the archive' : 'Archived')),
  },
  {
    id: 'thread.remove',
    title: 'Remove this thread',
    words: 'delete',
    run: () => openDialog({ kind: 'remove-threads', threads: [id] }),
  },
];

/** `runNames`: the project's own commands. `thread` and `actions` give those of now. */
export const threadCommands = (
  stand: ThreadStand,
  runNames: readonly string[],
  thread: () => Thread,
  actions: () => ThreadCommandActions,
): readonly Command[] =>
  [
    ...onScreen(actions),
    ...ofTurn(stand, thread, actions),
    ...ofAgent(stand),
    ...runNames.map((name): Own => ({
      id: `thread.run.${name}`,
      title: `Run ${name}`,
      words: 'start command server',
      run: stand.canRun ? async () => void (await runCommand(stand.id, name)) : notNow,
    })),
    ...ofLife(stand),
  ].map((command) => ({ ...command, group: 'Thread', when: 'thread' }));
