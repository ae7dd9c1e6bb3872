/** What an agent is told to do, as the answers of a model. */
import type { Act } from './behaviour-subject.ts';
import type { ModelStepText } from './model-script.ts';

/** Text and reasoning belong to the model call that follows them, up to and including one tool call. */
export const callsOf = (acts: readonly Act[], stepOf: (act: Act) => ModelStepText): readonly ModelStepText[] => {
  const calls: ModelStepText[][] = [[]];
  for (const act of acts) {
    calls.at(-1)?.push(stepOf(act));
    if ('run' in act || 'create' in act || 'question' in act || 'plan' in act) calls.push([]);
  }
  return calls.map((steps) => (steps.length === 0 ? { say: 'Done.' } : (steps.flat() as ModelStepText)));
};
