/** Google's streamGenerateContent. */
import { randomBytes } from 'node:crypto';
import { z } from '#contract/zod.ts';
import type { HistoryEntry, ScriptedUsage } from './model-script.ts';
import { argumentNames, textField, type AnswerEnd, type Wire } from './model-wire.ts';

const Request = z.looseObject({
  contents: z.array(z.looseObject({ role: z.string(), parts: z.array(z.record(z.string(), z.unknown())) })),
  tools: z
    .array(
      z.looseObject({
        functionDeclarations: z
          .array(z.looseObject({ name: z.string(), parameters: z.unknown().optional(), parametersJsonSchema: z.unknown().optional() }))
          .default([]),
      }),
    )
    .default([]),
});
type Content = z.infer<typeof Request>['contents'][number];

/** Ids of calls do not always come back: the answers with calls since the last words of the user are counted. */
const historyOf = (contents: readonly Content[]): readonly HistoryEntry[] => {
  let step = -1;
  return contents.flatMap(({ role, parts }) => {
    if (parts.some((part) => 'functionCall' in part)) step += 1;
    return parts.map((part) => {
      const text = textField(part, 'text');
      const isUser = role === 'user' && text !== '';
      if (isUser) step = -1;
      return { role: isUser ? 'user' : 'other', text, callId: 'functionCall' in part ? `call_s${step}_` : '' } satisfies HistoryEntry;
    });
  });
};

const usageOf = ({ input, cached, output, reasoning }: ScriptedUsage): object => ({
  promptTokenCount: input,
  cachedContentTokenCount: cached,
  candidatesTokenCount: output - reasoning,
  thoughtsTokenCount: reasoning,
  totalTokenCount: input + output,
});

const stops: Readonly<Record<AnswerEnd, string>> = { whole: 'STOP', truncated: 'MAX_TOKENS', refused: 'SAFETY' };

/** Which model should answer: Gemini CLI asks a small one about each message. */
const routing = JSON.stringify({ complexity_reasoning: 'It is a test.', complexity_score: 50 });

export const geminiWire: Wire = {
  name: 'gemini',
  speaks: (path) => path.endsWith(':streamGenerateContent'),
  aside: (path) => {
    if (path.endsWith(':countTokens')) return { totalTokens: 1 };
    if (!path.endsWith(':generateContent')) return null;
    return { candidates: [{ index: 0, content: { role: 'model', parts: [{ text: routing }] }, finishReason: 'STOP' }] };
  },
  read: (body, path) => {
    const { contents, tools } = Request.parse(body);
    return {
      model: decodeURIComponent(/models\/([^:]+):/.exec(path)?.[1] ?? 'unknown'),
      history: historyOf(contents),
      tools: tools.flatMap(({ functionDeclarations }) =>
        functionDeclarations.map((tool) => ({
          name: tool.name,
          type: '',
          namespace: null,
          arguments: argumentNames(tool.parametersJsonSchema ?? tool.parameters),
        })),
      ),
    };
  },
  begin: (say, { model }) => {
    const tell = (parts: readonly object[], more: object = {}, usage: object | null = null): void =>
      say(null, {
        candidates: [{ index: 0, content: { role: 'model', parts }, ...more }],
        ...(usage === null ? {} : { usageMetadata: usage }),
        modelVersion: model,
      });
    return {
      part: async (part, pieces) => {
        const thoughtSignature = Buffer.from(`signed ${randomBytes(8).toString('hex')}`).toString('base64');
        if (part.kind === 'call')
          return tell([
            { functionCall: { id: part.id, name: part.call.name, args: JSON.parse(part.call.input) as unknown }, thoughtSignature },
          ]);
        for await (const text of pieces) tell([part.kind === 'reasoning' ? { text, thought: true } : { text }]);
      },
      failed: (code) => say(null, { error: { code: 500, message: 'failed by the script', status: code } }),
      end: (end, usage) => tell([{ text: '' }], { finishReason: stops[end] }, usageOf(usage)),
    };
  },
  error: (status, message, code) => ({ error: { code: status, message, status: code ?? 'FAILED' } }),
};
