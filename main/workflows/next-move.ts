/**
 * What a long task does next. Pure: from its row and what its thread looks like to one move. Everything that a crash must not
 * repeat is in the row before it is done, so the same question asked again gives the same or the next move.
 */
import type { Thread } from '#contract/threads.ts';
import type { Criterion, Round, RoundVerdict, Workflow, WorkflowRole } from '#contract/workflows.ts';
import { readPlan, readVerdict } from './read-answer.ts';
import { askAgainText, findingsText } from './role-texts.ts';

/** The thread that was asked, as it is now. */
export interface AskedThread {
  readonly thread: Pick<Thread, 'state' | 'turns' | 'queued' | 'removedAt'>;
  /** The last words of its newest turn. */
  readonly answer: string;
}

export type Move =
  | { readonly kind: 'wait' }
  /** Asks a role for the first time in this step: makes its thread, or writes to the generator's. Null: the opening text. */
  | { readonly kind: 'ask'; readonly role: WorkflowRole; readonly text: string | null }
  /** What was asked may not have reached the thread. */
  | { readonly kind: 'deliver' }
  /** The app was closed while the thread worked. */
  | { readonly kind: 'resume' }
  | { readonly kind: 'ask-again'; readonly text: string }
  | { readonly kind: 'planned'; readonly plan: string; readonly criteria: readonly Criterion[] }
  /** The generator's turn is over: its folder is to be judged as it is now. */
  | { readonly kind: 'judge' }
  | { readonly kind: 'judged'; readonly verdict: RoundVerdict }
  | { readonly kind: 'over'; readonly outcome: 'rounds' | 'tokens' }
  | { readonly kind: 'trouble'; readonly why: string };

/** Unreadable answers that are asked for again, and crashes after which a step is taken up by itself. */
const AGAIN_MAX = 2;
const RESUMED_MAX = 5;

const roleOf: Readonly<Record<Exclude<Workflow['step'], 'agreeing'>, WorkflowRole>> = {
  planning: 'planner',
  generating: 'generator',
  evaluating: 'evaluator',
};

export const currentRound = (workflow: Workflow): Round | null => workflow.rounds.at(-1) ?? null;

const firstAsk = (workflow: Workflow): Move => {
  if (workflow.step === 'agreeing') return { kind: 'wait' };
  const role = roleOf[workflow.step];
  const before = workflow.rounds.findLast(({ verdict }) => verdict !== null);
  const verdict = role === 'generator' ? (before?.verdict ?? null) : null;
  return { kind: 'ask', role, text: verdict === null ? null : findingsText(before?.number ?? 1, verdict, workflow.criteria) };
};

const readable = (workflow: Workflow, answer: string): Move => {
  const { asked, criteria } = workflow;
  if (workflow.step === 'generating') return { kind: 'judge' };
  const planning = workflow.step === 'planning';
  const found = planning ? readPlan(answer) : readVerdict(answer, criteria);
  if (found.kind === 'unreadable') {
    const who = planning ? 'planner' : 'evaluator';
    if ((asked?.again ?? 0) >= AGAIN_MAX) return { kind: 'trouble', why: `The ${who}’s answer could not be read: ${found.why}.` };
    return { kind: 'ask-again', text: askAgainText(planning ? 'criteria' : 'verdict', found.why) };
  }
  return 'criteria' in found.value
    ? { kind: 'planned', plan: found.value.plan, criteria: found.value.criteria }
    : { kind: 'judged', verdict: found.value };
};

const moveOnRest = (workflow: Workflow, { thread, answer }: AskedThread): Move => {
  const { state } = thread;
  const asked = workflow.asked;
  const reached = thread.turns > (asked?.turns ?? 0);
  switch (state.kind) {
    case 'backlog':
      return { kind: 'deliver' };
    case 'preparing':
    case 'running':
    case 'waiting':
      return { kind: 'wait' };
    case 'failed':
      return { kind: 'trouble', why: state.failure.message };
    case 'idle':
      // A message waits in the queue: the thread goes on by itself.
      if (thread.queued > 0 && state.outcome === 'completed') return { kind: 'wait' };
      if (state.outcome === 'interrupted' && reached)
        return (asked?.resumed ?? 0) < RESUMED_MAX
          ? { kind: 'resume' }
          : { kind: 'trouble', why: 'The app was closed again and again while this step ran.' };
      if (!reached) return { kind: 'deliver' };
      if (state.outcome === 'stopped') return { kind: 'trouble', why: 'The agent was stopped.' };
      return readable(workflow, answer);
  }
};

/** `asked`: null when nothing was asked in this step, or its thread is gone. */
export const nextMove = (workflow: Workflow, asked: AskedThread | null): Move => {
  if (workflow.status.kind !== 'running' || workflow.step === 'agreeing') return { kind: 'wait' };
  const { tokens } = workflow.limits;
  if (tokens !== null && workflow.tokens >= tokens) return { kind: 'over', outcome: 'tokens' };
  if (workflow.asked === null) return firstAsk(workflow);
  if (asked === null || asked.thread.removedAt !== null) return { kind: 'trouble', why: 'The task that worked on this step was removed.' };
  return moveOnRest(workflow, asked);
};

/** The row after a move that only changes the row; null for moves that act on threads. */
export const afterMove = (workflow: Workflow, move: Move, now: number): Workflow | null => {
  switch (move.kind) {
    case 'planned': {
      const { plan, criteria } = move;
      const planned = { ...workflow, plan, criteria, asked: null };
      return workflow.agreement === 'auto' ? beginRound(planned, now) : { ...planned, step: 'agreeing' };
    }
    case 'judged':
      return afterVerdict(workflow, move.verdict, now);
    case 'over':
      return { ...workflow, status: { kind: 'over', outcome: move.outcome, at: now } };
    case 'trouble':
      return { ...workflow, status: { kind: 'paused', by: 'trouble', why: move.why } };
    default:
      return null;
  }
};

export const beginRound = (workflow: Workflow, now: number): Workflow => ({
  ...workflow,
  step: 'generating',
  asked: null,
  rounds: [
    ...workflow.rounds,
    { number: workflow.rounds.length + 1, startedAt: now, endedAt: null, commit: null, evaluator: null, verdict: null },
  ],
});

export const inRound = (workflow: Workflow, change: Partial<Round>): Workflow => ({
  ...workflow,
  rounds: workflow.rounds.map((round, index) => (index === workflow.rounds.length - 1 ? { ...round, ...change } : round)),
});

const afterVerdict = (workflow: Workflow, verdict: RoundVerdict, now: number): Workflow => {
  const judged = { ...inRound(workflow, { verdict, endedAt: now }), asked: null };
  if (verdict.pass) return { ...judged, status: { kind: 'over', outcome: 'passed', at: now } };
  if (judged.rounds.length >= workflow.limits.rounds) return { ...judged, status: { kind: 'over', outcome: 'rounds', at: now } };
  return beginRound(judged, now);
};
