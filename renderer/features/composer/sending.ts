/** What Enter does, and how the hint line says it. */
import type { Settings } from '#contract/settings.ts';
import type { Agent } from '#contract/agents.ts';
import type { ThreadState } from '#contract/threads.ts';
import { isActive } from '#contract/column.ts';

export type Delivery = 'queue' | 'steer';

export interface SendKeys {
  /** While a turn runs; at rest both keys begin a turn. */
  readonly running: boolean;
  readonly enter: Delivery;
  readonly modEnter: Delivery;
}

export const sendKeys = (state: ThreadState, enterWhileRunning: Settings['enterWhileRunning']): SendKeys => ({
  running: isActive(state),
  enter: enterWhileRunning,
  modEnter: enterWhileRunning === 'queue' ? 'steer' : 'queue',
});

const words: Readonly<Record<Delivery, string>> = { queue: 'queue', steer: 'steer now' };

/** One key and what it does, in the order of the hint line. `mod` is the name of the modifier on this machine. */
export const hintParts = (
  keys: SendKeys,
  mod: string,
  steer: Agent['abilities']['steer'],
): readonly { readonly key: string; readonly does: string }[] => {
  if (!keys.running)
    return [
      { key: '↵', does: 'send' },
      { key: '⇧↵', does: 'new line' },
    ];
  const text = (delivery: Delivery) =>
    delivery === 'steer' && steer === 'none'
      ? 'put first in the queue'
      : delivery === 'steer' && steer === 'next-step'
        ? 'steer at the next step'
        : words[delivery];
  return [
    { key: '↵', does: text(keys.enter) },
    { key: `${mod}↵`, does: text(keys.modEnter) },
  ];
};

export const placeholder = (state: ThreadState): string => {
  switch (state.kind) {
    case 'backlog':
      return 'Say more before it starts… @ file, # thread, $ skill, / command';
    case 'preparing':
      return 'Queue the next step… it goes out when the worktree is ready';
    case 'running':
    case 'waiting':
      return 'Steer, or queue the next step… @ file, # thread, $ skill, / command';
    case 'idle':
    case 'failed':
      return 'Reply… @ file, # thread, $ skill, / command';
  }
};
