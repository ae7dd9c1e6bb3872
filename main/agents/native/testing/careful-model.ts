/**
 * A model in the test itself that has a list of things to do, each of which must happen once. It knows nothing but its
 * conversation: what it is told as done it does not repeat, and what is in doubt it looks up first.
 */
import type { ModelClient, ModelMessage, ModelPart } from '#main/models/model-client.ts';

/** What is to be done, in steps of calls that go out together. */
const steps = [['shell 1'], ['patch 2', 'shell 3'], ['shell 4', 'shell 5', 'patch 6'], ['shell 7']] as const;
export const wholeWork: readonly string[] = steps.flat();

const LOOK = 'cat effects.txt; ls';
let calls = 0;

const callOf = (work: string): Extract<ModelPart, { kind: 'tool-call' }> => {
  const [kind, number] = work.split(' ');
  const id = `${work.replace(' ', '-')}-${process.pid}-${(calls += 1)}`;
  if (kind === 'look') return { kind: 'tool-call', id, tool: 'shell', input: JSON.stringify({ command: LOOK }) };
  if (kind === 'shell')
    return { kind: 'tool-call', id, tool: 'shell', input: JSON.stringify({ command: `echo shell ${number} >> effects.txt; sleep 0.01` }) };
  const patch = `*** Begin Patch\n*** Add File: patch-${number}.txt\n+${number}\n*** End Patch`;
  return { kind: 'tool-call', id, tool: 'apply_patch', input: JSON.stringify({ patch }) };
};

const workOf = (callId: string): string => callId.split('-').slice(0, 2).join(' ');

interface Known {
  readonly done: ReadonlySet<string>;
  readonly inDoubt: ReadonlySet<string>;
}

const learn = (messages: readonly ModelMessage[]): Known => {
  const done = new Set<string>();
  const inDoubt = new Set<string>();
  for (const message of messages) {
    if (message.role !== 'tool') continue;
    const work = workOf(message.callId);
    if (work.startsWith('look')) {
      if (message.failed) continue;
      for (const one of inDoubt) if (message.text.includes(one.startsWith('patch') ? `${one.replace(' ', '-')}.txt` : one)) done.add(one);
      inDoubt.clear();
    } else if (message.text.includes('may or may not')) inDoubt.add(work);
    else if (!message.failed) done.add(work);
  }
  return { done, inDoubt };
};

const answer = function* (messages: readonly ModelMessage[]): Generator<ModelPart> {
  const { done, inDoubt } = learn(messages);
  const next = steps.find((step) => step.some((work) => !done.has(work)));
  const works = inDoubt.size > 0 ? ['look 0'] : (next ?? []).filter((work) => !done.has(work));
  const parts = works.map(callOf);
  yield* parts;
  if (parts.length === 0) yield { kind: 'text', id: 't', text: 'All is done.' };
  const content = parts.map((part) => ({ ...part, provider: null }));
  yield {
    kind: 'end',
    end: {
      reason: parts.length === 0 ? 'stop' : 'tool-calls',
      usage: { inputTokens: 1, cachedTokens: 0, outputTokens: 1, reasoningTokens: 0, cacheWriteTokens: 0 },
      message: { role: 'assistant', content: content.length === 0 ? [{ kind: 'text', text: 'All is done.', provider: null }] : content },
    },
  };
};

export const carefulModel: ModelClient = {
  id: 'test/careful',
  contextWindow: null,
  stream: async function* ({ messages }) {
    yield* answer(messages);
  },
  cost: () => null,
};
