/** The AI SDK's provider packages, made from our configuration. Nothing outside this folder sees their types. */
import { createAnthropic } from '@ai-sdk/anthropic';
import { createGoogle } from '@ai-sdk/google';
import { createOpenAI } from '@ai-sdk/openai';
import { createOpenAICompatible } from '@ai-sdk/openai-compatible';
import type { ModelWire } from '#contract/models.ts';

export type Wire = ModelWire;

export type WireModel = ReturnType<ReturnType<typeof createOpenAI>['responses']>;
export type WireCall = Parameters<WireModel['doStream']>[0];
export type WirePrompt = WireCall['prompt'];
export type WireMessage = WirePrompt[number];
export type WireStream = Awaited<ReturnType<WireModel['doStream']>>['stream'];
export type WirePart = WireStream extends ReadableStream<infer Part> ? Part : never;
export type ProviderOptions = NonNullable<WireCall['providerOptions']>;

/** Where the providers themselves are reached. */
export const ownAddresses: Readonly<Record<Exclude<Wire, 'compatible'>, string>> = {
  openai: 'https://api.openai.com/v1',
  anthropic: 'https://api.anthropic.com/v1',
  google: 'https://generativelanguage.googleapis.com/v1beta',
};

export interface WireTarget {
  readonly wire: Wire;
  /** Name of the provider; part of the metadata's key for compatible ones. */
  readonly provider: string;
  readonly address: string;
  readonly key: string | null;
  readonly model: string;
}

export const openWireModel = ({ wire, provider, address: baseURL, key, model }: WireTarget): WireModel => {
  // An empty key keeps the packages from looking into the environment: whether that is used is our decision.
  const apiKey = key ?? '';
  switch (wire) {
    case 'openai':
      return createOpenAI({ baseURL, apiKey }).responses(model);
    case 'anthropic':
      return createAnthropic({ baseURL, apiKey })(model);
    case 'google':
      return createGoogle({ baseURL, apiKey })(model);
    case 'compatible':
      return createOpenAICompatible({ name: provider, baseURL, includeUsage: true, ...(key === null ? {} : { apiKey: key }) })(model);
  }
};
