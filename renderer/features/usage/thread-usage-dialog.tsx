/** What a task used, turn by turn. */
import type { ThreadId } from '#contract/ids.ts';
import type { ThreadUsage, TurnUsage } from '#contract/usage.ts';
import { useAgents } from '#renderer/state/agents.ts';
import { useThreadSummary } from '#renderer/state/board.ts';
import { navigate, usualUsage } from '#renderer/state/route.ts';
import { useThreadUsage } from '#renderer/state/usage.ts';
import { exactTime } from '#renderer/ui/age.ts';
import { Button } from '#renderer/ui/button.tsx';
import { Dialog } from '#renderer/ui/dialog.tsx';
import { Loading, ProblemNote, Skeleton } from '#renderer/ui/states.tsx';
import { count, plural, tokens } from '#renderer/ui/units.ts';
import { timeText } from './picture-shape.ts';
import { Cost } from './usage-groups.tsx';

const head = 'px-2.5 py-1.5 font-medium whitespace-nowrap';
const cell = 'px-2.5 py-1.5 text-end whitespace-nowrap tabular-nums';

const contextText = ({ contextTokens, contextWindow }: TurnUsage): string => {
  if (contextTokens === null) return '–';
  return contextWindow === null ? tokens(contextTokens) : `${Math.round((contextTokens / contextWindow) * 100)}%`;
};

const Row = ({ turn, nameOf }: { readonly turn: TurnUsage; readonly nameOf: (agent: string) => string }) => (
  <tr className="border-t border-line">
    <th scope="row" className="px-2.5 py-1.5 text-start font-normal" title={exactTime(turn.startedAt)}>
      {turn.number}
    </th>
    <td className="w-full min-w-36 px-2.5 py-1.5">
      {nameOf(turn.agent)}
      {turn.model !== '' && <span className="block font-mono text-xs text-faint wrap-anywhere">{turn.model}</span>}
    </td>
    <td className={cell}>
      <Cost sums={turn} />
    </td>
    <td className={cell}>{tokens(turn.inputTokens)}</td>
    <td className={`${cell} text-muted`}>{turn.cachedTokens === 0 ? '–' : tokens(turn.cachedTokens)}</td>
    <td className={cell} title={turn.reasoningTokens === 0 ? undefined : `${count(turn.reasoningTokens)} of it reasoning`}>
      {tokens(turn.outputTokens)}
    </td>
    <td className={cell} title={turn.contextTokens === null ? undefined : `${count(turn.contextTokens)} tokens`}>
      {contextText(turn)}
    </td>
    <td className={cell}>{timeText(turn.workMs)}</td>
  </tr>
);

const Turns = ({ usage, nameOf }: { readonly usage: ThreadUsage; readonly nameOf: (agent: string) => string }) => (
  <div tabIndex={0} role="region" aria-label="Turns" className="ring-inset-focus max-h-100 overflow-auto rounded-md border border-line">
    <table className="w-full text-sm">
      <thead className="sticky top-0 bg-raised text-faint">
        <tr>
          {['Turn', 'Agent and model'].map((title) => (
            <th key={title} scope="col" className={`${head} text-start`}>
              {title}
            </th>
          ))}
          {['Cost', 'Read', 'Cached', 'Written', 'Context', 'At work'].map((title) => (
            <th key={title} scope="col" className={`${head} text-end`}>
              {title}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {usage.turns.toReversed().map((turn) => (
          <Row key={turn.turn} turn={turn} nameOf={nameOf} />
        ))}
      </tbody>
    </table>
  </div>
);

const Totals = ({ totals }: Pick<ThreadUsage, 'totals'>) => (
  <p className="tabular-nums">
    {plural(totals.turns, 'turn')} · {timeText(totals.workMs)} at work · {tokens(totals.inputTokens)} tokens read
    {totals.cachedTokens > 0 && `, ${tokens(totals.cachedTokens)} of them from the cache`} · {tokens(totals.outputTokens)} written ·{' '}
    <Cost sums={totals} />
    {totals.reckonedUsd > 0 && <span className="text-faint"> (by the price of tokens)</span>}
  </p>
);

export const ThreadUsageDialog = ({ thread, onClose }: { readonly thread: ThreadId; readonly onClose: () => void }) => {
  const summary = useThreadSummary(thread);
  const agents = useAgents();
  const asked = useThreadUsage(thread, summary?.turns ?? 0);
  const nameOf = (agent: string): string => agents.find(({ id }) => id === agent)?.label ?? agent;
  const toPage = (): void => {
    onClose();
    navigate({ screen: 'usage', view: { ...usualUsage, by: 'thread' } });
  };
  return (
    <Dialog
      open
      onClose={onClose}
      width="wide"
      title="What this task used"
      footer={
        <Button size="md" onClick={toPage}>
          All tasks
        </Button>
      }
    >
      {asked.failure !== null && <ProblemNote problem={asked.failure} onRetry={asked.again} />}
      {asked.value === null && asked.failure === null && (
        <Loading what="usage">
          <Skeleton className="h-40" />
        </Loading>
      )}
      {asked.value !== null && asked.value.turns.length === 0 && <p className="text-muted">No turn of it has used anything yet.</p>}
      {asked.value !== null && asked.value.turns.length > 0 && (
        <div className="grid gap-3">
          <Totals totals={asked.value.totals} />
          <Turns usage={asked.value} nameOf={nameOf} />
        </div>
      )}
    </Dialog>
  );
};
