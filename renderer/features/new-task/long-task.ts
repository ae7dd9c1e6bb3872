/** What is chosen for a long task beside the prompt, and what that becomes for the core. Pure. */
import type { CallInput } from '#contract/contract.ts';
import type { AgentId, AttachmentId } from '#contract/ids.ts';
import { ROUNDS_MAX } from '#contract/workflows.ts';
import type { Choices } from './new-task-choices.ts';

/** A role's agent and model; empty: the same as the agent that works. */
export interface RoleWish {
  readonly agent: string;
  readonly model: string;
}

export interface LongChoices {
  readonly on: boolean;
  readonly rounds: string;
  /** Empty: no limit. */
  readonly tokens: string;
  readonly agreement: 'ask' | 'auto';
  readonly planner: RoleWish;
  readonly evaluator: RoleWish;
  /** The evaluator may write in its own copy: tests that leave files behind need it. */
  readonly evaluatorWrites: boolean;
}

const same: RoleWish = { agent: '', model: '' };
export const noLongTask: LongChoices = {
  on: false,
  rounds: '4',
  tokens: '',
  agreement: 'ask',
  planner: same,
  evaluator: same,
  evaluatorWrites: false,
};

/** A number with or without a thousands sign; null when it is none. */
const numberOf = (text: string): number | null => {
  const plain = text.replace(/[\s_,.’']/g, '');
  return /^\d+$/.test(plain) ? Number(plain) : null;
};

export const roundsError = (text: string): string | null => {
  const rounds = numberOf(text);
  return rounds !== null && rounds >= 1 && rounds <= ROUNDS_MAX ? null : `A number from 1 to ${ROUNDS_MAX}.`;
};

export const tokensError = (text: string): string | null => {
  const tokens = numberOf(text);
  return text.trim() === '' || (tokens !== null && tokens >= 1_000) ? null : 'At least 1,000, or empty for no limit.';
};

export const isComplete = (long: LongChoices): boolean => roundsError(long.rounds) === null && tokensError(long.tokens) === null;

const roleOf = ({ agent, model }: RoleWish) => ({ agent: agent === '' ? null : agent, model: model === '' ? null : model });

/** The first agent works; planner and evaluator are the same unless something else was chosen. */
export const newLongTask = (
  prompt: string,
  files: readonly AttachmentId[],
  choices: Choices,
  agents: readonly AgentId[],
  long: LongChoices,
): CallInput<'workflows.create'> | null => {
  const { project, place, policy } = choices;
  if (project === null) return null;
  const agent = agents[0] ?? null;
  const model = agent === null ? undefined : choices.models[agent];
  return {
    project,
    prompt,
    attachments: [...files],
    placement: place.kind === 'worktree' ? { kind: place.kind, base: place.base } : place,
    agreement: long.agreement,
    limits: { rounds: numberOf(long.rounds) ?? 4, tokens: numberOf(long.tokens) },
    roles: {
      planner: roleOf(long.planner),
      generator: { agent, model: model?.model ?? null, effort: model?.effort ?? null, policy },
      evaluator: { ...roleOf(long.evaluator), policy: long.evaluatorWrites ? 'workspace-write' : null },
    },
  };
};
