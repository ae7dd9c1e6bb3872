/** What a turn that is over took: time, tokens, cost as the agent told it. Leads to the figures of all turns. */
import { memo } from 'react';
import type { Turn } from '#contract/threads.ts';
import { openDialog } from '#renderer/state/dialogs.ts';
import { duration } from '#renderer/ui/age.ts';
import { money, tokens } from '#renderer/ui/units.ts';
import { contextPercent } from './thread-signal.ts';

/** “1m 48s · 12.4 k tokens · $0.12 · context 42% full”; what the agent does not tell is left out. */
export const turnUsageWords = ({ startedAt, endedAt, usage }: Pick<Turn, 'startedAt' | 'endedAt' | 'usage'>): string => {
  const context = usage === null ? null : contextPercent(usage);
  return [
    endedAt === null ? null : duration(endedAt - startedAt),
    usage === null ? null : `${tokens(usage.inputTokens + usage.outputTokens)} tokens`,
    usage?.costUsd == null ? null : money(usage.costUsd),
    context === null || context === 0 ? null : `context ${context}% full`,
  ]
    .filter(Boolean)
    .join(' · ');
};

export const TurnUsageLine = memo(({ turn }: { readonly turn: Turn }) => (
  <div className="-mt-2 flex justify-end">
    <button
      type="button"
      onClick={() => openDialog({ kind: 'thread-usage', thread: turn.thread })}
      className="min-h-6 rounded-sm px-1 text-xs text-faint tabular-nums hover:text-fg coarse:min-h-10"
    >
      <span className="sr-only">This turn took </span>
      {turnUsageWords(turn)}
      <span className="sr-only">: all turns</span>
    </button>
  </div>
));
