/**
 * Commands that come from a repository run only after the user said so, once for each new text of them. The question is
 * an approval of the thread that needs them first; the answer counts for the project.
 */
import type { Approval } from '#contract/approvals.ts';
import type { ApprovalId } from '#contract/ids.ts';
import { mcpServerText } from '#contract/mcp.ts';
import type { Project, ProjectSettings } from '#contract/projects.ts';
import type { Disposable } from '#main/base/disposable.ts';
import { newId } from '#main/base/new-id.ts';
import type { ProjectCommand } from './project-command.ts';
import type { ThreadsContext } from './threads-context.ts';
import { projectOf } from './threads-context.ts';
import type { ThreadSlot } from './thread-slot.ts';

const withoutWords: Readonly<Record<ProjectCommand['use'], string>> = {
  setup: 'Go on without',
  teardown: 'Remove without',
  run: 'Do not run',
};

/** The other commands that the same answer counts for: nobody allows what was not shown. */
const alsoCovered = (file: ProjectSettings | null, { use, name }: ProjectCommand): string => {
  const listed = [
    ...(file?.setup === undefined || use === 'setup' ? [] : [`setup: ${file.setup}`]),
    ...(file?.teardown === undefined || use === 'teardown' ? [] : [`teardown: ${file.teardown}`]),
    ...Object.entries(file?.run ?? {}).flatMap(([other, text]) => (use === 'run' && other === name ? [] : [`run ${other}: ${text}`])),
    ...Object.entries(file?.mcp ?? {}).map(([server, how]) => `MCP server ${server}: ${mcpServerText(how)}`),
  ];
  return listed.length === 0 ? '' : `Your answer counts for these too:\n${listed.join('\n')}`;
};

const askFor = (slot: ThreadSlot, project: Project, command: ProjectCommand, now: number): Approval => {
  const others = alsoCovered(project.file, command);
  return {
    id: newId('a'),
    thread: slot.id,
    turn: null,
    item: null,
    kind: 'trust',
    title: command.use === 'run' ? `Run “${command.name}” of ${project.name}?` : `Run the ${command.use} command of ${project.name}?`,
    detail: {
      command: command.text,
      cwd: slot.thread.worktree.path ?? project.path,
      reason:
        'It comes from switchyard.json in the repository and runs with your rights, outside the sandbox. You are asked again when it changes.',
      ...(others === '' ? {} : { text: others }),
    },
    decisions: [
      { id: 'allow-always', label: 'Trust and run', effect: 'allow' },
      { id: 'deny', label: withoutWords[command.use], effect: 'deny' },
    ],
    state: { kind: 'open' },
    createdAt: now,
  };
};

/** What the user set for the project wins over the file, and is the user's own. */
const isFromFile = ({ settings, file }: Project, { use, name, text }: ProjectCommand): boolean =>
  settings[use] === undefined && (use === 'run' ? file?.run?.[name ?? ''] : file?.[use])?.trim() === text;

/** Whether the command may run now. */
export const trustOf = (context: ThreadsContext, slot: ThreadSlot, command: ProjectCommand): 'granted' | 'asked' | 'refused' => {
  const project = projectOf(context, slot.thread.project);
  if (!isFromFile(project, command) || project.trust === 'not-needed') return 'granted';
  return project.trust;
};

/** Opens the question, unless it is open already. A thread in preparation waits for the answer, so it shows that. */
export const askForTrust = (context: ThreadsContext, slot: ThreadSlot, command: ProjectCommand): ApprovalId => {
  const now = context.now();
  const open = [...slot.approvals.values()].find(({ approval }) => approval.kind === 'trust' && approval.detail.command === command.text);
  const approval = open?.approval ?? askFor(slot, projectOf(context, slot.thread.project), command, now);
  context.book.commit(slot, {
    ...(command.use === 'setup' ? { thread: { state: { kind: 'waiting', turn: null, reason: 'approval', since: now } } } : {}),
    approvals: open === undefined ? [{ approval, request: null }] : [],
  });
  return approval.id;
};

/** Whether the command may run. Waits for the person's word when it is needed; rejects when aborted. */
export const trustCommand = async (
  context: ThreadsContext,
  slot: ThreadSlot,
  command: ProjectCommand,
  signal?: AbortSignal,
): Promise<boolean> => {
  const trust = trustOf(context, slot, command);
  if (trust !== 'asked') return trust === 'granted';
  askForTrust(context, slot, command);
  return await decided(context, slot, signal);
};

const hasOpenQuestion = (slot: ThreadSlot): boolean => [...slot.approvals.values()].some(({ approval }) => approval.kind === 'trust');

/**
 * The person's word on the project, wherever it is given; false too when the question is withdrawn or its thread goes away.
 * Rejects when aborted.
 */
export const decided = (context: ThreadsContext, slot: ThreadSlot, signal?: AbortSignal): Promise<boolean> =>
  new Promise((resolve, reject) => {
    const listening: Disposable[] = [];
    const settle = (): void => {
      for (const each of listening) void each.dispose();
      signal?.removeEventListener('abort', aborted);
    };
    const look = (): void => {
      const trust = context.projects.find(slot.thread.project)?.trust;
      if (trust === 'asked' && hasOpenQuestion(slot) && context.book.find(slot.id) === slot) return;
      settle();
      const granted = trust === 'granted' || trust === 'not-needed';
      closeTrust(context, slot, granted);
      resolve(granted);
    };
    const aborted = (): void => {
      settle();
      reject(signal?.reason as Error);
    };
    listening.push(
      context.projects.listen(look),
      context.book.events.listen((event) => {
        if (event.slot === slot && (event.kind === 'approval' || event.kind === 'gone')) look();
      }),
    );
    signal?.addEventListener('abort', aborted, { once: true });
    if (signal?.aborted === true) aborted();
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
  if (approvals.length > 0) context.book.record(slot, { approvals });
};
