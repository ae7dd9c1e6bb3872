/** Approvals of the scripted agent: when it asks, and what the answers mean. */
import type { ApprovalDetail, Decision } from '#contract/approvals.ts';
import type { AgentAction } from '#contract/rules.ts';
import type { AgentItem, AgentRequest } from '#main/agents/agent-backend.ts';
import { streamText } from './stream-text.ts';
import type { Stage, StepResult } from './stage.ts';

const decisions: readonly Decision[] = [
  { id: 'allow-once', label: 'Allow once', effect: 'allow' },
  { id: 'deny', label: 'Deny', effect: 'deny' },
  { id: 'deny-and-stop', label: 'Deny and stop', effect: 'deny' },
];

interface Action {
  readonly kind: AgentRequest['kind'];
  readonly item: AgentItem;
  readonly title: string;
  readonly detail: ApprovalDetail;
  readonly action: AgentAction;
  /** The script's own reason to ask. */
  readonly reason: string | undefined;
  readonly whenDenied: 'go-on' | 'end';
}

/** Why it asks; null when it need not. A script that asks by itself is heard; else the policy and the rules decide. */
const whyAsk = (stage: Stage, { action, reason }: Action): string | null => {
  if (stage.settings.policy === 'full-access') return null;
  if (reason !== undefined) return reason;
  if (stage.settings.policy !== 'read-only' || action.kind === 'tool' || stage.judge(action).verdict === 'allow') return null;
  return 'The policy of this thread is read only.';
};

const sayDenied = async (stage: Stage, action: Action, reason: string): Promise<StepResult> => {
  stage.emit({ kind: 'item-ended', item: action.item, status: 'declined' });
  const end = action.whenDenied === 'end';
  const closing = end ? 'so I stop here.' : 'so I leave that out and go on.';
  const text = reason === '' ? `That was denied, ${closing}` : `That was denied (“${reason}”), ${closing}`;
  await streamText(stage, (key, whole) => ({ key, kind: 'assistant', text: whole }), { text, chunk: 24, delayMs: 0 });
  return end ? { kind: 'end' } : null;
};

/** `allowed`, or how the step leaves the turn after a denial. The item must have been started. */
export const askFirst = async (stage: Stage, action: Action): Promise<'allowed' | { readonly denied: StepResult }> => {
  const reason = whyAsk(stage, action);
  if (reason === null) return 'allowed';
  const detail = { ...action.detail, reason };
  const answer = await stage.ask({
    key: stage.newKey(),
    kind: action.kind,
    itemKey: action.item.key,
    title: action.title,
    detail,
    decisions,
    action: action.action,
  });
  if (answer.decision === 'allow-once') return 'allowed';
  if (answer.decision === 'deny-and-stop') {
    stage.emit({ kind: 'item-ended', item: action.item, status: 'declined' });
    return { denied: { kind: 'stop' } };
  }
  return { denied: await sayDenied(stage, action, answer.text ?? '') };
};
