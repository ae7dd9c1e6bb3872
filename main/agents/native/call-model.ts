/** One call of the model: its parts become items as they stream, its answer an entry of the journal. */
import { failure } from '#contract/failure.ts';
import type { ModelEnd, ModelPart } from '#main/models/model-client.ts';
import { systemText } from './context/parts.ts';
import type { AssistantMessage } from './conversation.ts';
import { Speech } from './speech.ts';
import { contentOf, count, type Turn } from './turn.ts';
import { unlessAborted } from './wait.ts';

const isAnswer = (message: ModelEnd['message']): message is AssistantMessage => message.role === 'assistant';

/** Parts in order; a stopped turn lets go of the stream at once, whatever the provider does about it. */
const partsOf = async function* (stream: AsyncIterable<ModelPart>, signal: AbortSignal): AsyncGenerator<ModelPart> {
  const parts = stream[Symbol.asyncIterator]();
  try {
    for (;;) {
      const next = await unlessAborted(parts.next(), signal);
      if (next.done === true) return;
      yield next.value;
    }
  } finally {
    void parts.return?.().catch(() => undefined);
  }
};

const tellRetry = ({ desk }: Turn, part: Extract<ModelPart, { kind: 'retry' }>): void => {
  const seconds = Math.max(1, Math.round(part.waitMilliseconds / 1000));
  desk.emit({ kind: 'notice', level: 'warning', text: `${part.why} Trying again in ${seconds} s (try ${part.attempt + 1}).` });
};

const endNotes: Readonly<Partial<Record<ModelEnd['reason'], string>>> = {
  length: 'The answer was cut off: it reached the longest length that the model gives.',
  refusal: 'The model declined to answer.',
};

const listen = async (turn: Turn, speech: Speech): Promise<ModelEnd> => {
  const { client, desk, settings } = turn;
  const content = contentOf(turn);
  const stream = client.stream({
    system: systemText(content.prompt),
    messages: content.messages,
    tools: content.tools,
    effort: settings.effort,
    outputTokensMax: null,
    cacheKey: turn.cacheKey,
    signal: desk.signal,
  });
  for await (const part of partsOf(stream, desk.signal)) {
    if (part.kind === 'text' || part.kind === 'reasoning') speech.take(part);
    else if (part.kind === 'retry') tellRetry(turn, part);
    else if (part.kind === 'limits') desk.emit(part);
    else if (part.kind === 'end') {
      count(turn, content, part.end.usage);
      return part.end;
    }
  }
  throw failure('agent', 'The model’s answer ended before it was whole.', 'Try again.');
};

/**
 * Whether somebody said something meanwhile that the model has yet to hear. Throws what the client throws; what was said
 * until then stays in the conversation.
 */
export const callModel = async (turn: Turn): Promise<{ readonly goesOn: boolean }> => {
  const { client, desk } = turn;
  const speech = new Speech(desk.emit, desk.newKey);
  turn.record({ kind: 'calling', model: client.id });
  try {
    const { message, reason, usage } = await listen(turn, speech);
    if (!isAnswer(message)) throw failure('agent', 'The model’s answer makes no sense.', 'Try again.');
    speech.end('done');
    const note = endNotes[reason];
    if (note !== undefined) desk.emit({ kind: 'notice', level: 'warning', text: note });
    const heard = turn.conversation().later.length > 0;
    turn.record({ kind: 'answer', model: client.id, message, usedTokens: usage.inputTokens + usage.outputTokens });
    return { goesOn: heard || turn.conversation().calls.length > 0 };
  } catch (error) {
    speech.end('interrupted');
    const text = `${speech.said.trimEnd()}\n[cut off here]`;
    const message: AssistantMessage = { role: 'assistant', content: [{ kind: 'text', text, provider: null }] };
    turn.record(speech.said.trim() === '' ? { kind: 'silence' } : { kind: 'answer', model: client.id, message, usedTokens: null });
    throw error;
  }
};
