/**
 * Commands that come from a repository run only after the user said so, once for each new text of them. The question is
 * an approval of the thread that needs them first; the answer counts for the project.
 */
import type { Approval } from '#contract/approvals.ts';
import type { Project } from '#contract/projects.ts';
import { newId } from '#main/base/new-id.ts';
import type { ThreadsContext } from './threads-context.ts';
import { projectOf } from './threads-context.ts';
import type { ThreadSlot } from './thread-slot.ts';

const askFor = (slot: ThreadSlot, project: Project, command: string, now: number): Approval => ({
  id: newId('a'),
  thread: slot.id,
  turn: null,
  item: null,
  kind: 'trust',
  title: `Run the setup command of ${project.name}?`,
  detail: {
    command,
    cwd: slot.thread.worktree.path ?? project.path,
    reason:
      'It comes from switchyard.json in the repository and runs with your rights, outside the sandbox. You are asked again when it changes.',
  },
  decisions: [
    { id: 'allow-always', label: 'Trust and run', effect: 'allow' },
    { id: 'deny', label: 'Go on without', effect: 'deny' },
  ],
  state: { kind: 'open' },
  createdAt: now,
});

const isFromFile = (project: Project, command: string): boolean =>
  project.settings.setup === undefined && project.file?.setup?.trim() === command;

/** Whether the command may run. Waits for the person's word when it is needed; rejects when aborted. */
export const trustCommands = async (
  context: ThreadsContext,
  slot: ThreadSlot,
  _use: 'setup',
  command: string,
  signal: AbortSignal,
): Promise<boolean> => {
  const project = projectOf(context, slot.thread.project);
  if (!isFromFile(project, command) || project.trust === 'granted' || project.trust === 'not-needed') return true;
  if (project.trust === 'refused') return false;
  const now = context.now();
  const open = [...slot.approvals.values()].find(({ approval }) => approval.kind === 'trust' && approval.detail.command === command);
  context.book.commit(slot, {
    thread: { state: { kind: 'waiting', turn: null, reason: 'approval', since: now } },
    approvals: open === undefined ? [{ approval: askFor(slot, project, command, now), request: null }] : [],
  });
  return await decided(context, slot, signal);
};

const decided = (context: ThreadsContext, slot: ThreadSlot, signal: AbortSignal): Promise<boolean> =>
  new Promise((resolve, reject) => {
    const settle = (): void => {
      void listening.dispose();
      signal.removeEventListener('abort', aborted);
    };
    const look = (): void => {
      const trust = context.projects.find(slot.thread.project)?.trust;
      if (trust === 'asked') return;
      settle();
      const granted = trust === 'granted' || trust === 'not-needed';
      closeTrust(context, slot, granted);
      resolve(granted);
    };
    const aborted = (): void => {
      settle();
      reject(signal.reason as Error);
    };
    const listening = context.projects.listen(look);
    signal.addEventListener('abort', aborted, { once: true });
    if (signal.aborted) aborted();
    else look();
  });

/** The project has its answer, wherever it was given: the question of this thread is answered with it. */
const closeTrust = (context: ThreadsContext, slot: ThreadSlot, granted: boolean): void => {
  const decision = granted ? 'allow-always' : 'deny';
  const approvals = [...slot.approvals.values()]
    .filter(({ approval }) => approval.kind === 'trust')
    .map(({ approval, request }) => ({
      approval: { ...approval, state: { kind: 'answered' as const, decision, at: context.now() } },
      request,
    }));
  context.book.record(slot, { approvals });
};
