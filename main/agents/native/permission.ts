/** Whether an action may be done: the user's policy and rules first, then a person. */
import type { Decision } from '#contract/approvals.ts';
import type { AgentAction, Judgement } from '#contract/rules.ts';
import type { AgentRequest, RequestAnswer } from '#main/agents/agent-backend.ts';
import type { Permission, Wish } from './native-tool.ts';

/** Whoever keeps the rules offers to make some beside these. */
const decisions: readonly Decision[] = [
  { id: 'allow-once', label: 'Allow once', effect: 'allow' },
  { id: 'deny', label: 'Deny', effect: 'deny' },
  { id: 'deny-and-stop', label: 'Deny and stop', effect: 'deny' },
];

export interface PermissionMeans {
  readonly judge: (action: AgentAction) => Judgement;
  readonly ask: (request: Omit<AgentRequest, 'key'>) => Promise<RequestAnswer>;
  /** The words of a denial are the user's: the model hears them as such. */
  readonly hear: (words: string) => void;
  /** Stops the turn; throws. */
  readonly stop: () => never;
}

/** Throws the reason of an abort when the turn is stopped, here or meanwhile. */
export const permit = async (wish: Wish, means: PermissionMeans): Promise<Permission> => {
  const judgement = means.judge(wish.action);
  if (judgement.verdict === 'allow') return { kind: 'allowed' };
  if (judgement.verdict === 'refuse') return { kind: 'refused', text: `Refused, nothing was done: ${judgement.why}` };
  const { kind, itemKey, title, action } = wish;
  const detail = { ...wish.detail, reason: wish.detail.reason ?? judgement.why };
  const answer = await means.ask({ kind, itemKey, title, detail, decisions, action });
  if (answer.decision === 'deny-and-stop') means.stop();
  if (answer.decision.startsWith('allow')) return { kind: 'allowed' };
  const words = answer.text?.trim() ?? '';
  if (words !== '') means.hear(words);
  return { kind: 'refused', text: 'The user denied this; nothing was done. Do not try to get it done another way.' };
};
