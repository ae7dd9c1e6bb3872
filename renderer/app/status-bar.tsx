/** The lower edge: what the app uses of this machine, and today's tokens. */
import { policyTexts } from '#contract/policy.ts';
import type { AppStatus, ProcessInfo } from '#contract/app.ts';
import { useAgents } from '#renderer/state/agents.ts';
import { useStatusStore } from '#renderer/state/app-state.ts';
import { useNow } from '#renderer/state/clock.ts';
import { navigate, usualUsage } from '#renderer/state/route.ts';
import { useSettings } from '#renderer/state/settings.ts';
import { fullestLimit, useLimitsStore } from '#renderer/state/usage.ts';
import { moment } from '#renderer/ui/age.ts';
import { cx } from '#renderer/ui/class-names.ts';
import { Tooltip } from '#renderer/ui/tooltip.tsx';
import { bytes, dollars, percent, plural, tokens } from '#renderer/ui/units.ts';

const sum = (values: readonly (number | null)[]): number | null => {
  const known = values.filter((value) => value !== null);
  return known.length === 0 ? null : known.reduce((total, value) => total + value, 0);
};

/** “5 agents · 612 MB · 14% CPU”; what was not measured is left out. */
export const processLine = (processes: readonly ProcessInfo[]): string => {
  const memory = sum(processes.map((process) => process.bytes));
  const cpu = sum(processes.map((process) => process.cpu));
  return [
    plural(processes.length, 'agent process', 'agent processes'),
    memory === null ? null : bytes(memory),
    cpu === null ? null : `${percent(cpu)} CPU`,
  ]
    .filter(Boolean)
    .join(' · ');
};

export const worktreeLine = (status: Pick<AppStatus, 'worktrees' | 'worktreeBytes'>): string =>
  [plural(status.worktrees, 'worktree'), status.worktreeBytes === null ? null : bytes(status.worktreeBytes)].filter(Boolean).join(' · ');

const Processes = ({ status }: { readonly status: AppStatus }) => (
  <div className="grid gap-0.5 tabular-nums">
    {[...status.agents, { ...status.core, name: 'Switchyard core' }].map((process) => (
      <div key={process.pid} className="flex gap-4">
        <span className="min-w-0 flex-1">{process.name}</span>
        <span>{process.bytes === null ? '' : bytes(process.bytes)}</span>
        <span className="w-10 text-end">{process.cpu === null ? '' : percent(process.cpu)}</span>
      </div>
    ))}
  </div>
);

/** The allowance that is nearest to its end, once it is nearly used up. */
const LimitWarning = () => {
  const limits = useLimitsStore(({ value }) => value);
  const now = useNow();
  const agents = useAgents();
  const fullest = fullestLimit(limits ?? [], now);
  if (fullest === null) return null;
  const { agent, label, usedPercent, resetsAt } = fullest;
  const name = agents.find(({ id }) => id === agent)?.label ?? agent;
  return (
    <Tooltip
      side="top"
      text={resetsAt === null ? 'A limit of your account' : `A limit of your account; it begins anew at ${moment(resetsAt, now)}`}
    >
      <button
        type="button"
        className={cx('rounded-sm px-1 font-medium whitespace-nowrap', usedPercent >= 100 ? 'text-fail' : 'text-needs')}
        onClick={() => navigate({ screen: 'usage', view: usualUsage })}
      >
        {name}: {label} {Math.round(usedPercent)}% used
      </button>
    </Tooltip>
  );
};

const cell = 'rounded-sm px-1 whitespace-nowrap hover:text-fg';

export const StatusBar = () => {
  const status = useStatusStore((state) => state.value);
  const policy = useSettings((settings) => settings.policy);
  const ready = useAgents().filter((agent) => agent.status.kind === 'ready').length;
  return (
    <footer className="hidden min-h-6.5 shrink-0 items-center gap-3.5 overflow-hidden border-t border-line bg-sunken px-2 text-xs text-faint tablet:flex">
      {status !== null && (
        <>
          <Tooltip
            side="top"
            text={status.diskFreeBytes === null ? 'Worktrees of your threads' : `${bytes(status.diskFreeBytes)} free on the disk`}
          >
            <button type="button" className={cell} onClick={() => navigate({ screen: 'settings', section: 'about' })}>
              {worktreeLine(status)}
            </button>
          </Tooltip>
          <Tooltip side="top" text={<Processes status={status} />}>
            <button type="button" className={cell} onClick={() => navigate({ screen: 'settings', section: 'agents' })}>
              {status.agents.length === 0 ? `no agent process · ${plural(ready, 'agent')} ready` : processLine(status.agents)}
            </button>
          </Tooltip>
        </>
      )}
      <Tooltip side="top" text={policyTexts[policy].effect}>
        <button
          type="button"
          className={cx(cell, policy === 'full-access' && 'font-medium text-fail')}
          onClick={() => navigate({ screen: 'settings', section: 'defaults' })}
        >
          policy: {policyTexts[policy].label.toLowerCase()}
        </button>
      </Tooltip>
      {status !== null && (
        <span className="ms-auto inline-flex items-center gap-3.5">
          <LimitWarning />
          <Tooltip side="top" text="What agents used, over time and for what">
            <button type="button" className={cx(cell, 'tabular-nums')} onClick={() => navigate({ screen: 'usage', view: usualUsage })}>
              {tokens(status.tokensToday)} tokens today{status.costToday === null ? '' : ` · ${dollars(status.costToday)}`}
            </button>
          </Tooltip>
        </span>
      )}
    </footer>
  );
};
