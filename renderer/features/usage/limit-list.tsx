/** How much of the allowances of accounts is used, as agents told it last, and when they begin anew. */
import type { AgentLimits, KeptWindow } from '#contract/usage.ts';
import { windowNow, type WindowNow } from '#contract/usage.ts';
import { useNow } from '#renderer/state/clock.ts';
import { age, moment } from '#renderer/ui/age.ts';
import { cx } from '#renderer/ui/class-names.ts';
import { untilText } from './until-text.ts';

const fills = { fine: 'bg-review', near: 'bg-needs', reached: 'bg-fail' } as const;
const words = { fine: '', near: 'nearly used up', reached: 'used up' } as const;

const afterwards = (window: KeptWindow, state: WindowNow, now: number): string => {
  if (state.hasReset) return `began anew ${age(now - (window.resetsAt ?? now))} ago; what was used since is told with the next turn`;
  const reset = window.resetsAt === null ? '' : `begins anew ${untilText(window.resetsAt, now)} (${moment(window.resetsAt, now)})`;
  const told = `told ${now - window.toldAt < 10_000 ? 'just now' : `${age(now - window.toldAt)} ago`}`;
  return [reset, told].filter(Boolean).join(' · ');
};

const Window = ({ window, now, of }: { readonly window: KeptWindow; readonly now: number; readonly of: string }) => {
  const state = windowNow(window, now);
  const percent = Math.round(state.usedPercent);
  return (
    <li className="grid gap-1">
      <p className="flex flex-wrap items-baseline justify-between gap-x-3">
        <span>{window.label}</span>
        <span className={cx('tabular-nums', state.state === 'near' && 'text-needs', state.state === 'reached' && 'text-fail')}>
          {percent}% used{words[state.state] === '' ? '' : `, ${words[state.state]}`}
        </span>
      </p>
      <div
        role="meter"
        aria-label={`${window.label} of ${of}`}
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={Math.min(100, percent)}
        aria-valuetext={`${percent}% used`}
        className="h-1.5 overflow-hidden rounded-full bg-active"
      >
        <div className={cx('h-full rounded-full', fills[state.state])} style={{ width: `${Math.min(100, percent)}%` }} />
      </div>
      <p className="text-sm text-faint">{afterwards(window, state, now)}</p>
    </li>
  );
};

export const LimitList = ({ limits, nameOf }: { readonly limits: readonly AgentLimits[]; readonly nameOf: (agent: string) => string }) => {
  const now = useNow();
  return (
    <ul className="grid gap-2 tablet:grid-cols-2">
      {limits.map(({ agent, account, windows }) => (
        <li key={`${agent} ${account ?? ''}`} className="grid content-start gap-2.5 rounded-md border border-line bg-raised px-3 py-2.5">
          <h3 className="font-medium wrap-anywhere">
            {nameOf(agent)}
            {account !== null && <span className="font-normal text-muted"> · {account}</span>}
          </h3>
          <ul className="grid gap-2.5">
            {windows.map((window) => (
              <Window key={window.id} window={window} now={now} of={nameOf(agent)} />
            ))}
          </ul>
        </li>
      ))}
    </ul>
  );
};
