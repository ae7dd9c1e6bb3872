/** The teardown command of a project, before the worktree of a thread is taken away. What it does never keeps the worktree. */
import { failure } from '#contract/failure.ts';
import { effectiveSettings } from '#contract/projects.ts';
import { tell } from './notice.ts';
import { startProjectCommand, type ProjectCommand } from './project-command.ts';
import { withinTime } from './sessions.ts';
import { projectOf, type ThreadsContext } from './threads-context.ts';
import type { ThreadSlot } from './thread-slot.ts';
import { trustCommand } from './trust.ts';

/** Longer than stopping containers takes; whoever does not want to wait ends the command. */
const TEARDOWN_MAX_MS = 60_000;

/** Sentences about what did not go well. Only for worktrees of our own: others stay as they are, and had no setup. */
export const tearDown = async (context: ThreadsContext, slot: ThreadSlot, maxMs = TEARDOWN_MAX_MS): Promise<readonly string[]> => {
  const { place, status } = slot.thread.worktree;
  const text = effectiveSettings(projectOf(context, slot.thread.project)).teardown?.trim() ?? '';
  if (text === '' || place !== 'worktree' || status !== 'ready') return [];
  const command: ProjectCommand = { use: 'teardown', name: null, text };
  const note = (await trustCommand(context, slot, command))
    ? await play(context, slot, command, maxMs)
    : 'The teardown command of the repository was not run, as you decided.';
  if (context.isClosing()) throw failure('cancelled', 'The app is closing, so the task was kept.', 'Remove it again.');
  if (note === null) return [];
  tell(context, slot, { level: 'warning', text: note });
  return [note];
};

const play = async (context: ThreadsContext, slot: ThreadSlot, command: ProjectCommand, maxMs: number): Promise<string | null> => {
  const running = startProjectCommand(context, slot, command);
  let isOver = false;
  const over = running.over.finally(() => (isOver = true));
  await withinTime(over, maxMs);
  if (!isOver) {
    await running.end();
    return `The teardown command did not end within ${Math.round(maxMs / 1_000)} s and was ended.`;
  }
  const exitCode = await over;
  if (exitCode === 0) return null;
  return exitCode === null
    ? 'The teardown command was ended before it was done.'
    : `The teardown command failed with exit code ${exitCode}.`;
};
