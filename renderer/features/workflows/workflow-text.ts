/** What the page of a long task says. Pure. */
import type { Criterion, Round, Workflow } from '#contract/workflows.ts';

/** How a criterion did in the newest round that was judged; null before one was. */
export const standingOf = (workflow: Pick<Workflow, 'rounds'>, criterion: string): 'pass' | 'fail' | null => {
  const verdict = workflow.rounds.findLast((round) => round.verdict !== null)?.verdict;
  const finding = verdict?.findings.find((one) => one.criterion === criterion);
  return finding === undefined ? null : finding.pass ? 'pass' : 'fail';
};

export const roundWord = (round: Round, workflow: Pick<Workflow, 'step' | 'status' | 'rounds'>): string => {
  if (round.verdict !== null) {
    const passed = round.verdict.findings.filter(({ pass }) => pass).length;
    return round.verdict.pass ? 'Passed' : `${passed} of ${round.verdict.findings.length} criteria hold`;
  }
  if (workflow.status.kind === 'over') return 'Not judged';
  if (workflow.status.kind === 'paused') return 'Paused';
  return workflow.step === 'evaluating' ? 'Being judged' : 'At work';
};

/** What ended it or holds it up, as a sentence; null while it runs. */
export const statusSentence = ({ status, limits, rounds }: Pick<Workflow, 'status' | 'limits' | 'rounds'>): string | null => {
  if (status.kind === 'running') return null;
  if (status.kind === 'paused') return status.why;
  switch (status.outcome) {
    case 'passed':
      return `Every criterion holds, said the evaluator in round ${rounds.length}. Review the change and land it.`;
    case 'rounds':
      return `The limit of ${limits.rounds} rounds is reached, and not every criterion holds.`;
    case 'tokens':
      return 'The limit of tokens is reached.';
    case 'stopped':
      return 'Ended by you. Its threads are still there.';
  }
};

/** Names them anew, so that they are c1, c2 … whatever was added and taken away. */
export const renumbered = (criteria: readonly Pick<Criterion, 'text' | 'verify'>[]): Criterion[] =>
  criteria
    .filter(({ text }) => text.trim() !== '')
    .map(({ text, verify }, index) => ({ id: `c${index + 1}`, text: text.trim(), verify: verify.trim() }));
