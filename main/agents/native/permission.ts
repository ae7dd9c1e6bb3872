/** Whether an action may be done: the user's policy and rules first, then a person. */
import type { Decision } from '#contract/approvals.ts';
import type { PolicyName } from '#contract/policy.ts';
import type { AgentAction, Judgement } from '#contract/rules.ts';
import type { AgentRequest, RequestAnswer } from '#main/agents/agent-backend.ts';
import type { Permission, Wish } from './native-tool.ts';

const decisions: readonly Decision[] = [
  { id: 'allow-once', label: 'Allow once', effect: 'allow' },
  { id: 'allow-session', label: 'Allow in this task', effect: 'allow' },
  { id: 'allow-always', label: 'Allow in this project', effect: 'allow' },
  { id: 'deny', label: 'Deny', effect: 'deny' },
  { id: 'deny-and-stop', label: 'Deny and stop', effect: 'deny' },
];

/** Without an engine of rules: the policy alone. What the sandbox confines needs no asking. */
export const judgeByPolicy = (policy: PolicyName, action: AgentAction): Judgement => {
  const allow = (why: string): Judgement => ({ verdict: 'allow', why, rule: null });
  if (policy === 'full-access') return allow('The policy is full access.');
  if (action.kind === 'command' && action.sandboxed) return allow('It runs in the sandbox.');
  if (action.kind === 'change' && policy === 'workspace-write') return allow('It stays in the worktree.');
  if (action.kind === 'tool' && action.readOnly) return allow('It changes nothing.');
  return { verdict: 'ask', why: 'The policy does not cover it.', rule: null };
};

export interface PermissionMeans {
  readonly judge: (action: AgentAction) => Judgement;
  readonly ask: (request: Omit<AgentRequest, 'key'>) => Promise<RequestAnswer>;
  /** The words of a denial are the user's: the model hears them as such. */
  readonly hear: (words: string) => void;
  /** Stops the turn; throws. */
  readonly stop: () => never;
  /** What was allowed for the task, where nobody else keeps it; by the action as JSON. */
  readonly allowed: Set<string>;
}

/** Throws the reason of an abort when the turn is stopped, here or meanwhile. */
export const permit = async (wish: Wish, means: PermissionMeans): Promise<Permission> => {
  const name = JSON.stringify(wish.action);
  if (means.allowed.has(name)) return { kind: 'allowed' };
  const judgement = means.judge(wish.action);
  if (judgement.verdict === 'allow') return { kind: 'allowed' };
  if (judgement.verdict === 'refuse') return { kind: 'refused', text: `Refused, nothing was done: ${judgement.why}` };
  const { kind, itemKey, title, action } = wish;
  const detail = { ...wish.detail, reason: wish.detail.reason ?? judgement.why };
  const answer = await means.ask({ kind, itemKey, title, detail, decisions, action });
  if (answer.decision === 'deny-and-stop') means.stop();
  if (decisions.some(({ id, effect }) => id === answer.decision && effect === 'allow')) {
    if (answer.decision !== 'allow-once') means.allowed.add(name);
    return { kind: 'allowed' };
  }
  const words = answer.text?.trim() ?? '';
  if (words !== '') means.hear(words);
  return { kind: 'refused', text: 'The user denied this; nothing was done. Do not try to get it done another way.' };
};
