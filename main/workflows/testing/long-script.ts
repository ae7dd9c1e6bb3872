/** A long task for the scripted agent: the evaluator sends it back once, and the second round passes. */
import type { ScriptStepText } from '#main/agents/scripted/script.ts';

const block = (name: string, value: unknown): string => `\`\`\`${name}\n${JSON.stringify(value)}\n\`\`\``;
const say = (text: string): ScriptStepText => ({ do: 'say', text, chunk: 4_000 });
const steps = (...list: readonly ScriptStepText[]) => ({ steps: list });

const plan = {
  plan: 'Write `greet.txt`, then sign it.',
  criteria: [
    { text: 'greet.txt says hello', verify: 'cat greet.txt' },
    { text: 'greet.txt is signed', verify: 'tail -1 greet.txt' },
  ],
};
const verdict = (signed: boolean) => ({
  summary: signed ? 'All is there.' : 'The signature is missing.',
  findings: [
    { criterion: 'c1', pass: true, note: 'It says hello.' },
    { criterion: 'c2', pass: signed, note: signed ? 'The last line is a signature.' : 'The last line is “hello”.' },
  ],
});

/** `slow`: a pause in milliseconds at the beginning of each role, in which a test can do something. */
export const longTaskPrompt = (slow = 0): string => {
  const begin: readonly ScriptStepText[] = slow === 0 ? [] : [{ do: 'wait', ms: slow }];
  const script = {
    planner: steps(...begin, say(`I have looked.\n\n${block('criteria', plan)}\n`)),
    generator: {
      steps: [...begin, { do: 'change', files: [{ path: 'greet.txt', content: 'hello\n' }] }, say('It greets.')],
      then: [[...begin, { do: 'change', files: [{ path: 'greet.txt', content: 'hello\nsigned\n' }] }, say('It is signed now.')]],
    },
    evaluators: [
      steps(...begin, { do: 'think', text: 'I look at greet.txt.' }, say(`Not yet.\n\n${block('verdict', verdict(false))}\n`)),
      steps(...begin, { do: 'think', text: 'I look at greet.txt.' }, say(`Yes.\n\n${block('verdict', verdict(true))}\n`)),
    ],
  };
  return `Greet whoever comes, and sign it.\n\n~~~script\n${JSON.stringify(script)}\n~~~`;
};
