/** Plan mode of the scripted agent: before the first step that does something it shows the rest as a plan and asks. */
import type { Decision } from '#contract/approvals.ts';
import type { AgentItem } from '#main/agents/agent-backend.ts';
import type { ScriptStep } from './script.ts';
import type { Stage, StepResult } from './stage.ts';

const decisions: readonly Decision[] = [
  { id: 'allow-once', label: 'Carry it out', effect: 'allow' },
  { id: 'deny', label: 'Keep planning', effect: 'deny' },
];

const lineOf = (step: ScriptStep): string | null => {
  if (step.do === 'run') return `Run \`${step.command.split('\n')[0]}\``;
  return step.do === 'change' ? `Change ${step.files.map(({ path }) => path).join(', ')}` : null;
};

export const needsPlan = (step: ScriptStep): boolean => lineOf(step) !== null;

/** Null when the plan was approved; else how the turn goes on: it ends, and the words of the person are for the next one. */
export const askPlan = async (stage: Stage, steps: readonly ScriptStep[]): Promise<StepResult> => {
  const lines = steps.flatMap((step) => lineOf(step) ?? []);
  const text = lines.map((line, index) => `${index + 1}. ${line}`).join('\n');
  const item: AgentItem = {
    key: stage.newKey(),
    kind: 'plan',
    steps: lines.map((line) => ({ text: line.replaceAll('`', ''), status: 'pending' })),
    text: '',
  };
  stage.emit({ kind: 'item-started', item });
  stage.emit({ kind: 'item-ended', item, status: 'done' });
  const request = {
    key: stage.newKey(),
    kind: 'plan',
    itemKey: item.key,
    title: 'Carry out this plan?',
    detail: { text },
    decisions,
  } as const;
  const answer = await stage.ask(request);
  return answer.decision === 'allow-once' ? null : { kind: 'end' };
};
