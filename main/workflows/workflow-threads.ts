/** The threads of a long task: made, asked, taken up again. Each is an ordinary thread that the user can open and write to. */
import type { ThreadId } from '#contract/ids.ts';
import { NewThread, type WorkflowLink } from '#contract/threads.ts';
import { stageOf, type RoleChoice, type Workflow, type WorkflowRole } from '#contract/workflows.ts';
import { createThread } from '#main/threads/create-thread.ts';
import { isPendingMessage } from '#main/threads/end-turn.ts';
import { resumeThread, retryThread, startThread } from '#main/threads/go-on.ts';
import { sendMessage } from '#main/threads/send-message.ts';
import { stopThread } from '#main/threads/stop-thread.ts';
import type { ThreadSlot } from '#main/threads/thread-slot.ts';
import type { ThreadsContext } from '#main/threads/threads-context.ts';
import type { AskedThread } from './next-move.ts';

/** Items looked at for an answer. */
const ANSWER_ITEMS = 300;
const GO_ON_TEXT = 'You were stopped in the middle of your work. Look at the state of the folder, then go on where you were.';

export const linkOf = (workflow: Workflow, role: WorkflowRole, round = workflow.rounds.length): WorkflowLink => ({
  id: workflow.id,
  role,
  stage: stageOf(workflow),
  round,
  rounds: workflow.limits.rounds,
});

/** What the agent said in its newest turn. */
const answerOf = (context: ThreadsContext, slot: ThreadSlot): string => {
  const turn = context.book.storage.turns.newest(slot.id);
  if (turn === null) return '';
  return slot.log
    .page(null, ANSWER_ITEMS, true)
    .flatMap((item) => (item.kind === 'assistant' && item.turn === turn.id ? [item.text] : []))
    .join('\n\n');
};

export const askedThread = (context: ThreadsContext, workflow: Workflow): AskedThread | null => {
  const slot = workflow.asked === null ? null : context.book.find(workflow.asked.thread);
  if (slot === null) return null;
  const atRest = slot.thread.state.kind === 'idle';
  return { thread: slot.thread, answer: atRest ? answerOf(context, slot) : '' };
};

/** Agent and model of a role: planner and evaluator take the generator's when nothing else is said. */
const choiceOf = (context: ThreadsContext, workflow: Workflow, role: WorkflowRole): Partial<NewThread> => {
  const choice: RoleChoice = workflow.roles[role];
  const lead = context.book.find(workflow.generator)?.thread;
  const agent = choice.agent ?? lead?.agent;
  const model = choice.model ?? (agent === lead?.agent ? lead?.model : null);
  return {
    ...(agent === undefined ? {} : { agent }),
    model: model ?? null,
    effort: choice.effort,
    policy: choice.policy ?? 'read-only',
  };
};

const titles: Readonly<Record<'planner' | 'evaluator', (workflow: Workflow) => string>> = {
  planner: ({ title }) => `Plan: ${title}`,
  evaluator: ({ title, rounds }) => `Judge round ${rounds.length}: ${title}`,
};

/** The thread of a role in this round: the one that is there already, or a new one in the backlog. */
export const helperThread = (
  context: ThreadsContext,
  workflow: Workflow,
  role: 'planner' | 'evaluator',
  text: string,
  base: string | null,
): ThreadSlot => {
  const link = linkOf(workflow, role);
  const known = context.book
    .all()
    .find(({ thread }) => thread.workflow?.id === link.id && thread.workflow.role === role && thread.workflow.round === link.round);
  if (known !== undefined) return known;
  const lead = context.book.find(workflow.generator)?.thread.worktree;
  const input = NewThread.parse({
    project: workflow.project,
    prompt: text,
    title: titles[role](workflow).slice(0, 200),
    ...choiceOf(context, workflow, role),
    placement: { kind: 'worktree', base: base ?? lead?.base ?? null, branch: null },
    start: false,
  });
  return createThread(context, input, [], { workflow: link });
};

/** Puts the whole text in the place of the prompt that the thread was made with, as long as no turn has taken it. */
export const replacePrompt = (context: ThreadsContext, slot: ThreadSlot, text: string): void => {
  const stored = slot.log.page(null, 10).find(isPendingMessage);
  if (stored?.kind !== 'user' || stored.text === text) return;
  context.book.commit(slot, { items: [{ item: { ...stored, text } }] });
};

const inMailbox = async (context: ThreadsContext, id: ThreadId, work: (slot: ThreadSlot) => unknown): Promise<void> => {
  const slot = context.book.get(id);
  await slot.mailbox.put(async () => void (await work(slot)));
};

/** Begins the turn that was asked for, when it has not begun. */
export const deliver = (context: ThreadsContext, thread: ThreadId, text: string): Promise<void> =>
  inMailbox(context, thread, async (slot) => {
    if (slot.activity.kind !== 'none') return;
    const untouched = !slot.private.prepared || slot.log.page(null, 10).some((item) => isPendingMessage(item));
    if (untouched && slot.thread.turns === 0) return startThread(context, slot);
    await sendMessage(context, slot, { text, attachments: [] }, 'queue');
  });

export const resume = (context: ThreadsContext, thread: ThreadId): Promise<void> =>
  inMailbox(context, thread, (slot) => (slot.activity.kind === 'none' ? resumeThread(context, slot) : undefined));

/** Goes on with a thread that was stopped, failed or cut off; does nothing while it works or when it is done. */
export const goOn = (context: ThreadsContext, thread: ThreadId): Promise<void> =>
  inMailbox(context, thread, async (slot) => {
    const { state } = slot.thread;
    if (slot.activity.kind !== 'none') return;
    if (state.kind === 'failed') return state.during === 'prepare' ? startThread(context, slot) : retryThread(context, slot);
    if (state.kind !== 'idle') return;
    if (state.outcome === 'interrupted') return resumeThread(context, slot);
    if (state.outcome === 'stopped') await sendMessage(context, slot, { text: GO_ON_TEXT, attachments: [] }, 'queue');
  });

/** Ends the turn that runs; what the user had queued stays queued. */
export const halt = (context: ThreadsContext, thread: ThreadId): Promise<void> =>
  inMailbox(context, thread, async (slot) => {
    if (slot.activity.kind === 'none') return;
    const queue = await stopThread(context, slot);
    if (queue.length > 0) context.book.commit(slot, { queue });
  });
