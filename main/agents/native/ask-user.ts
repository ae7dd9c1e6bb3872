/** ask_user: questions that only a person can answer. The form waits, across restarts too. */
import type { Question } from '#contract/approvals.ts';
import { z } from '#contract/zod.ts';
import type { RequestAnswer } from '#main/agents/agent-backend.ts';
import { toolText } from './tool-texts.ts';
import { decisionOf, done, parseInput, type NativeTool } from './native-tool.ts';

const Asked = z.object({
  question: z.string().min(1),
  options: z.array(z.string().min(1)).max(20).default([]),
  many: z.boolean().default(false),
});
export const AskInput = z.object({ questions: z.array(Asked).min(1).max(10) });

const questionOf = ({ question, options, many }: z.infer<typeof Asked>, index: number): Question => ({
  id: index === 0 ? 'q' : `q${index + 1}`,
  header: '',
  text: question,
  options: options.map((label) => ({ label, description: '' })),
  many,
  freeText: true,
  secret: false,
});

const answerTo = (question: Question, only: boolean, answer: RequestAnswer): string => {
  const picked = /^option-(\d+)$/.exec(answer.decision)?.[1];
  const label = only && picked !== undefined ? question.options[Number(picked) - 1]?.label : undefined;
  if (label !== undefined) return label;
  const given = answer.answers?.[question.id]?.join(', ') ?? (only ? (answer.text ?? '') : '');
  return given.trim() === '' ? '(no answer: decide yourself)' : given;
};

export const askTool: NativeTool = {
  definition: toolText.ask_user,
  together: () => false,
  run: async (input, { ask }) => {
    const parsed = parseInput(AskInput, input);
    if ('problem' in parsed) return parsed.problem;
    const questions = parsed.value.questions.map(questionOf);
    const only = questions.length === 1 ? questions[0] : undefined;
    const picks = only?.many === false ? only.options.map(({ label }, index) => decisionOf(`option-${index + 1}`, label, 'answer')) : [];
    const answer = await ask({
      kind: 'question',
      itemKey: null,
      title: only?.text ?? `${questions.length} questions`,
      detail: { questions },
      decisions: [...picks, decisionOf('answer', 'Answer', 'answer')],
    });
    return done(questions.map((question) => `${question.text}\n→ ${answerTo(question, only !== undefined, answer)}`).join('\n'));
  },
};
