/** A model client of each wire format against the model server on loopback. */
import { modelMessage, type ModelStepText } from '#main/agents/testing/model-script.ts';
import type { ModelServer } from '#main/agents/testing/model-server.ts';
import { createModelClient, type ModelMeans, type ModelTarget } from '#main/models/create-model-client.ts';
import type { ModelEnd, ModelMessage, ModelPart, ModelRequest } from '#main/models/model-client.ts';
import type { Wire } from '#main/models/wire-model.ts';

/** Names that the packages know as models that reason. */
const models: Readonly<Record<Wire, string>> = {
  openai: 'gpt-5.5',
  anthropic: 'claude-opus-5',
  google: 'gemini-3.5-flash',
  compatible: 'qwen3-coder',
};

export const wires: readonly Wire[] = ['openai', 'anthropic', 'google', 'compatible'];

export const targetOf = (wire: Wire, port: number, more: Partial<ModelTarget> = {}): ModelTarget => ({
  wire,
  provider: wire === 'compatible' ? 'my-box' : wire,
  label: 'The provider',
  address: `http://127.0.0.1:${port}/${wire === 'google' ? 'v1beta' : 'v1'}`,
  key: 'key-of-the-test',
  model: models[wire],
  contextWindow: null,
  outputTokensMax: null,
  price: null,
  ...more,
});

/** Clock stands, chance is nought, waits pass at once and are written down. */
export const quickMeans = (): ModelMeans & { readonly waits: readonly number[] } => {
  const waits: number[] = [];
  return { now: () => 0, random: () => 0, wait: async (milliseconds) => void waits.push(milliseconds), waits };
};

export const loopbackClient = (wire: Wire, server: ModelServer, means: ModelMeans = quickMeans()) =>
  createModelClient(targetOf(wire, server.port), means);

let messages = 0;

/** Each message differs, so that faults that happen a number of times happen in each anew. */
export const userMessage = (steps: readonly ModelStepText[]): ModelMessage => ({
  role: 'user',
  text: modelMessage(steps, `Message ${++messages}`),
  images: [],
});

export const requestOf = (messages: readonly ModelMessage[], more: Partial<ModelRequest> = {}): ModelRequest => ({
  system: 'Be of use.',
  messages,
  tools: [
    {
      name: 'shell',
      description: 'Runs a command.',
      parameters: { type: 'object', properties: { command: { type: 'string' } }, required: ['command'] },
    },
  ],
  effort: 'high',
  outputTokensMax: null,
  cacheKey: 'thread-1',
  signal: new AbortController().signal,
  ...more,
});

export const collect = async (parts: AsyncIterable<ModelPart>): Promise<readonly ModelPart[]> => {
  const all: ModelPart[] = [];
  for await (const part of parts) all.push(part);
  return all;
};

/** The parts with neighbours of one kind put together, ids left out. */
export const told = (parts: readonly ModelPart[]): readonly (readonly [string, string])[] => {
  const out: [string, string][] = [];
  for (const part of parts) {
    const text = 'text' in part ? part.text : part.kind === 'tool-call' ? part.input : part.kind === 'end' ? part.end.reason : part.why;
    const last = out.at(-1);
    if (last !== undefined && last[0] === part.kind && 'text' in part && part.kind !== 'limits') last[1] += text;
    else out.push([part.kind, text]);
  }
  return out;
};

export const endOf = (parts: readonly ModelPart[]): ModelEnd => {
  const last = parts.at(-1);
  if (last?.kind !== 'end') throw new Error('the answer has no end');
  return last.end;
};
