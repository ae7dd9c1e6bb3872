/** A table of handlers for tests of the wire: what a test does not give fails as a bug would. */
import { contract } from '#contract/contract.ts';
import type { Handlers } from '#main/base/handlers.ts';
import type { Draft } from '#contract/threads.ts';
import { ValueTopic } from '#main/base/topic.ts';

export const smallCore = (given: Partial<Handlers>): Handlers => {
  const missing = Object.keys(contract).map((name) => [
    name,
    () => {
      throw new Error(`the test has no ${name}`);
    },
  ]);
  return { ...(Object.fromEntries(missing) as Handlers), ...given };
};

export const draft = (text: string): Draft => ({ text, attachments: [] });

/** A topic of the contract with a small value: the draft of the new-task field. */
export const draftTopic = (text = 'start'): ValueTopic<Draft> => new ValueTopic(draft(text));

/** What a topic's listener was told, and a way to wait for more of it. */
export const recorder = () => {
  const told: unknown[] = [];
  let wake: (() => void) | null = null;
  const tell = (what: unknown): void => {
    told.push(what);
    wake?.();
  };
  return {
    told,
    listener: {
      snapshot: (value: Draft) => tell({ snapshot: value.text }),
      events: (events: readonly Draft[]) => tell({ events: events.map((event) => event.text) }),
      failed: ({ kind }: { readonly kind: string }) => tell({ failed: kind }),
    },
    /** Resolves when this many things were told. */
    until: async (count: number): Promise<void> => {
      while (told.length < count) await new Promise<void>((resolve) => (wake = resolve));
    },
  };
};
