/**
 * Sub-agents as a tree in a frame of its own, so that nobody takes their words for the agent's: a row for each with its name,
 * what it was asked, how far it is; opened, its steps (and the sub-agents among them) and its result.
 */
import { ChevronRight, CircleAlert, CircleCheck, CircleSlash, Network } from 'lucide-react';
import { memo, useId, type KeyboardEvent } from 'react';
import type { ItemStatus } from '#contract/items.ts';
import { duration } from '#renderer/ui/age.ts';
import { Button } from '#renderer/ui/button.tsx';
import { cx } from '#renderer/ui/class-names.ts';
import { SignalDot } from '#renderer/ui/signal.tsx';
import { plural } from '#renderer/ui/units.ts';
import { countSteps, currentStep, isNode, sameNode, type AgentNode, type AgentStep } from './agent-tree.ts';
import type { BlockOf } from './conversation.ts';
import { Markdown } from './markdown.tsx';
import { useOpenMark } from './open-marks.ts';
import { firstLine, stepText } from './step-text.ts';
import { useElapsed } from './use-elapsed.ts';
import { useMore } from './use-more.ts';
import { WorkStep } from './work-step.tsx';

/** Steps shown at once: the newest matter, and each has its weight on the page. */
const STEPS_AT_ONCE = 60;

const stateWords: Readonly<Record<ItemStatus, string>> = {
  live: 'works',
  done: 'done',
  failed: 'failed',
  declined: 'declined',
  interrupted: 'interrupted',
};

const StateMark = ({ status }: { readonly status: ItemStatus }) => {
  switch (status) {
    case 'live':
      return <SignalDot tone="run" moving label="Works" />;
    case 'done':
      return <CircleCheck size={13} aria-label="Done" className="shrink-0 text-run" />;
    case 'failed':
      return <CircleAlert size={13} aria-label="Failed" className="shrink-0 text-fail" />;
    case 'declined':
    case 'interrupted':
      return <CircleSlash size={13} aria-label={stateWords[status]} className="shrink-0 text-muted" />;
  }
};

const nameOf = ({ item }: AgentNode): string => firstLine(item.title).trim() || item.agent || 'Sub-agent';

/** What stands below the name: what it does now, or what it was asked. */
const underName = (node: AgentNode): { readonly text: string; readonly mono: boolean } | null => {
  const { item } = node;
  const current = item.status === 'live' ? currentStep(node) : null;
  if (current !== null) {
    const { text, mono } = stepText(current);
    return text === '' ? null : { text, mono };
  }
  const asked = firstLine(item.prompt ?? '');
  return asked === '' || asked === nameOf(node) ? null : { text: asked, mono: false };
};

const Steps = ({ steps }: { readonly steps: readonly AgentStep[] }) => {
  const { from, more } = useMore(steps.length, STEPS_AT_ONCE);
  return (
    <>
      {from > 0 && (
        <div className="px-2 py-1">
          <Button look="quiet" onClick={more}>
            Show {Math.min(from, STEPS_AT_ONCE)} of {from} earlier steps
          </Button>
        </div>
      )}
      <ul>
        {steps
          .slice(from)
          .map((step) => (isNode(step) ? <AgentRow key={step.item.id} node={step} /> : <WorkStep key={step.item.id} item={step.item} />))}
      </ul>
    </>
  );
};

const Opened = ({ node, id }: { readonly node: AgentNode; readonly id: string }) => {
  const { item, steps } = node;
  const asked = item.prompt?.trim() ?? '';
  const live = item.status === 'live';
  return (
    <div id={id} className="ms-[1.1rem] grid min-w-0 grid-cols-1 border-s border-line-strong pb-1.5">
      {asked !== '' && (
        <section aria-label="Asked" className="px-3 py-1.5">
          <h4 className="text-xs font-semibold text-faint">Asked</h4>
          <div className="max-h-60 overflow-y-auto text-muted">
            <Markdown text={asked} />
          </div>
        </section>
      )}
      {steps.length > 0 ? <Steps steps={steps} /> : live && <p className="px-3 py-1.5 text-sm text-faint">No steps yet.</p>}
      {item.text.trim() !== '' ? (
        <section aria-label="Result" className="px-3 pt-2 pb-1">
          <h4 className="text-xs font-semibold text-faint">{live ? 'Says' : 'Result'}</h4>
          <div className="max-h-120 overflow-y-auto">
            <Markdown text={item.text} live={live} />
          </div>
        </section>
      ) : (
        !live && <p className="px-3 py-1.5 text-sm text-faint">It ended without a word ({stateWords[item.status]}).</p>
      )}
    </div>
  );
};

const AgentRow = memo(
  ({ node }: { readonly node: AgentNode }) => {
    const { item } = node;
    const [open, setOpen] = useOpenMark(item.id);
    const id = useId();
    const live = item.status === 'live';
    const elapsed = useElapsed(item.startedAt, live);
    const steps = countSteps(node);
    const under = open ? null : underName(node);
    const took = live ? elapsed : (item.endedAt ?? item.startedAt) - item.startedAt;
    return (
      <li className="border-t border-line first:border-t-0">
        <button
          type="button"
          data-agent-row
          aria-expanded={open}
          aria-controls={open ? id : undefined}
          onClick={() => setOpen(!open)}
          className="ring-inset-focus flex min-h-8.5 w-full items-start gap-2 px-3 py-1.5 text-start hover:bg-hover coarse:min-h-11"
        >
          <ChevronRight
            size={13}
            aria-hidden
            className={cx('mt-1 shrink-0 text-faint transition-transform rtl:rotate-180', open && 'rotate-90 rtl:rotate-90')}
          />
          <span className="grid min-w-0 flex-1 gap-0.5">
            <span className="flex min-w-0 items-center gap-2">
              <StateMark status={item.status} />
              <span dir="auto" className="min-w-0 truncate font-medium">
                {nameOf(node)}
              </span>
              {item.agent !== undefined && item.agent !== nameOf(node) && (
                <span className="max-w-40 shrink-0 truncate rounded-sm bg-active px-1.25 text-xs leading-[1.6] text-muted">
                  {item.agent}
                </span>
              )}
            </span>
            {under !== null && (
              <span dir="auto" className={cx('truncate text-sm text-muted', under.mono && 'font-mono')}>
                {under.text}
              </span>
            )}
          </span>
          <span className="flex shrink-0 items-center gap-2 pt-0.5 text-sm text-faint tabular-nums">
            {item.status !== 'live' && item.status !== 'done' && (
              <span className={item.status === 'failed' ? 'text-fail' : 'text-muted'}>{stateWords[item.status]}</span>
            )}
            {steps > 0 && <span>{plural(steps, 'step')}</span>}
            <span>{duration(took)}</span>
          </span>
        </button>
        {open && <Opened node={node} id={id} />}
      </li>
    );
  },
  (a, b) => sameNode(a.node, b.node),
);

/** Arrows go from row to row; the one to the side opens and closes. */
const onKeys = (event: KeyboardEvent<HTMLElement>): void => {
  const row = (event.target as Element).closest<HTMLButtonElement>('button[data-agent-row]');
  if (row === null || event.altKey || event.ctrlKey || event.metaKey) return;
  const rows = [...event.currentTarget.querySelectorAll<HTMLButtonElement>('button[data-agent-row]')];
  const at = rows.indexOf(row);
  const isOpen = row.getAttribute('aria-expanded') === 'true';
  const towards = document.dir === 'rtl' ? 'ArrowLeft' : 'ArrowRight';
  if (event.key === 'ArrowDown') rows[at + 1]?.focus();
  else if (event.key === 'ArrowUp') rows[at - 1]?.focus();
  else if (event.key === 'ArrowRight' || event.key === 'ArrowLeft') {
    if ((event.key === towards) !== isOpen) row.click();
  } else return;
  event.preventDefault();
  event.stopPropagation();
};

const headText = (nodes: readonly AgentNode[]): string => {
  const live = nodes.filter(({ item }) => item.status === 'live').length;
  const bad = nodes.filter(({ item }) => item.status === 'failed').length;
  return [
    plural(nodes.length, 'sub-agent'),
    live > 0 && live < nodes.length ? `${live} at work` : null,
    live > 0 && live === nodes.length ? 'at work' : null,
    bad > 0 ? `${bad} failed` : null,
  ]
    .filter((part) => part !== null)
    .join(' · ');
};

interface AgentsBlockProps {
  readonly block: BlockOf<'agents'>;
}

export const AgentsBlock = memo(
  ({ block: { nodes } }: AgentsBlockProps) => {
    const { from, more } = useMore(nodes.length, STEPS_AT_ONCE);
    const live = nodes.some(({ item }) => item.status === 'live');
    return (
      <section aria-label="Sub-agents" onKeyDown={onKeys} className="overflow-hidden rounded-md border border-line bg-raised">
        <h3 className="flex items-center gap-2 border-b border-line px-3 py-1.5 text-sm text-muted">
          <Network size={13} aria-hidden className={cx('shrink-0', live ? 'text-run' : 'text-faint')} />
          {headText(nodes)}
        </h3>
        {from > 0 && (
          <div className="border-b border-line px-2 py-1">
            <Button look="quiet" onClick={more}>
              Show {Math.min(from, STEPS_AT_ONCE)} of {from} earlier ones
            </Button>
          </div>
        )}
        <ul>
          {nodes.slice(from).map((node) => (
            <AgentRow key={node.item.id} node={node} />
          ))}
        </ul>
      </section>
    );
  },
  ({ block: a }, { block: b }) =>
    a.key === b.key &&
    a.nodes.length === b.nodes.length &&
    a.nodes.every((node, index) => b.nodes[index] !== undefined && sameNode(node, b.nodes[index])),
);
