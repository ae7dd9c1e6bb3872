/** What a thread is telling, as a tone and a word; the dot never stands alone. */
import type { Thread } from '#contract/threads.ts';
import type { Tone } from '#renderer/ui/chip.tsx';

export interface ThreadSignal {
  readonly tone: Tone;
  readonly word: string;
  /** It runs this moment. */
  readonly moving: boolean;
}

const still = (tone: Tone, word: string): ThreadSignal => ({ tone, word, moving: false });

export const threadSignal = (thread: Pick<Thread, 'state' | 'doneAt' | 'archivedAt' | 'removedAt'>): ThreadSignal => {
  if (thread.removedAt !== null) return still('idle', 'Removed');
  const { state } = thread;
  switch (state.kind) {
    case 'backlog':
      return still('idle', 'In the backlog');
    case 'preparing':
      return { tone: 'run', word: 'Preparing', moving: true };
    case 'running':
      return { tone: 'run', word: 'Running', moving: true };
    case 'waiting':
      return still('needs', state.reason === 'question' ? 'Asks you' : 'Needs your approval');
    case 'failed':
      return still('fail', 'Failed');
    case 'idle':
      if (thread.archivedAt !== null) return still('idle', 'Archived');
      if (thread.doneAt !== null) return still('idle', 'Done');
      if (state.outcome === 'interrupted') return still('needs', 'Interrupted');
      return still('review', state.outcome === 'stopped' ? 'Stopped' : 'Ready to review');
  }
};

/** Share of the context that is used, 0 to 100; null when the agent does not say. */
export const contextPercent = (usage: Thread['usage']): number | null =>
  usage.contextTokens === null || usage.contextWindow === null || usage.contextWindow === 0
    ? null
    : Math.min(100, Math.round((usage.contextTokens / usage.contextWindow) * 100));

/** How far the preparation is, in words; the bar beside it stands only on numbers git told. */
export const preparingText = (
  state: Extract<Thread['state'], { kind: 'preparing' }>,
): { readonly text: string; readonly done: number | null; readonly total: number | null } => {
  const text = { worktree: 'Making the worktree', files: 'Checking out files', setup: 'Running the setup command' }[state.step];
  return { text, done: state.total === null ? null : state.done, total: state.total };
};
