/** What an agent is told to do, as the answers of a model. */
import type { Act } from './behaviour-subject.ts';
import type { ModelBlockText, ModelStepText } from './model-script.ts';

/** An act that the model does by calling tools: what follows belongs to the next answer. */
const callsTools = (act: Act): boolean =>
  'run' in act || 'create' in act || 'question' in act || 'plan' in act || 'propose' in act || 'delegate' in act || 'together' in act;

const blocksOf = (step: ModelStepText): readonly ModelBlockText[] => [step].flat() as readonly ModelBlockText[];

/**
 * Text and reasoning belong to the model call that follows them, up to and including one tool call. `stepOf` gives the blocks
 * of one answer; a list of lists is several answers.
 */
export const callsOf = (
  acts: readonly Act[],
  stepOf: (act: Act) => ModelStepText | { readonly answers: readonly ModelStepText[] },
): readonly ModelStepText[] => {
  const calls: ModelBlockText[][] = [[]];
  const add = (act: Act): void => {
    const step = stepOf(act);
    const answers = 'answers' in step ? step.answers : [step];
    for (const [index, answer] of answers.entries()) {
      if (index > 0) calls.push([]);
      calls.at(-1)?.push(...blocksOf(answer));
    }
  };
  for (const act of acts) {
    if ('together' in act) for (const one of act.together) add(one);
    else add(act);
    if (callsTools(act)) calls.push([]);
  }
  return calls.map((blocks) => (blocks.length === 0 ? { say: 'Done.' } : blocks));
};

/** The acts that are the provider's and the model's own, whoever the agent is. */
export const faultOf = (act: Act): ModelStepText => {
  if ('refuse' in act) return { status: act.refuse, ...(act.times === undefined ? {} : { times: act.times }) };
  if ('truncate' in act) return { truncated: true };
  if ('decline' in act) return { refuse: act.decline };
  if ('cut' in act) return [{ say: 'half an ans' }, { cut: true }];
  return { say: `Nobody knows how to do ${JSON.stringify(act)}.` };
};
