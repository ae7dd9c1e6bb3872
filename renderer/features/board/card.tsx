/**
 * One thread on the board. Takes only an id and asks the stores for the rest, so that an event about one thread draws one
 * card (e2e/board.spec.ts counts).
 */
import { Ellipsis, ListChecks, ListTodo, Pin } from 'lucide-react';
import { memo, type MouseEvent } from 'react';
import type { ThreadId } from '#contract/ids.ts';
import type { Thread } from '#contract/threads.ts';
import { isPlanning } from '#renderer/state/agent-choice.ts';
import { modelLabel, useAgent } from '#renderer/state/agents.ts';
import { useAsked, useBoardStore, useProject, useThreadSummary } from '#renderer/state/board.ts';
import { useClock } from '#renderer/state/clock.ts';
import { hashOf, openThread } from '#renderer/state/route.ts';
import { sinceOf } from '#renderer/state/waiting.ts';
import { longTaskChip, stageText } from '#renderer/state/workflows.ts';
import { age, exactTime, moment } from '#renderer/ui/age.ts';
import { AgentBadge } from '#renderer/ui/agent-badge.tsx';
import { FullAccessMark } from '#renderer/ui/full-access-note.tsx';
import { Chip } from '#renderer/ui/chip.tsx';
import { cx } from '#renderer/ui/class-names.ts';
import { GoalText } from '#renderer/ui/goal-text.tsx';
import { DiffStat } from '#renderer/ui/diff-stat.tsx';
import { plural } from '#renderer/ui/units.ts';
import { selectTo, toggleSelected, useSelection } from './board-selection.ts';
import { Bar, CardBody } from './card-body.tsx';
import { cardLine, placeText, planShare } from './card-line.ts';
import { ReplyField } from './reply-field.tsx';

const Title = ({ thread }: { readonly thread: Thread }) => (
  <div className="flex items-start gap-1.5 coarse:min-h-8 coarse:pe-20">
    {thread.unread && <span role="img" aria-label="Unread" className="mt-1.5 size-1.75 shrink-0 rounded-full bg-fg" />}
    <a
      href={hashOf({ screen: 'thread', thread: thread.id })}
      tabIndex={-1}
      dir="auto"
      title={thread.title}
      className="line-clamp-3 min-w-0 flex-1 leading-snug font-semibold wrap-anywhere"
    >
      {thread.title}
    </a>
    {thread.pinned && <Pin size={12} aria-label="Pinned" className="mt-0.75 shrink-0 text-faint" />}
  </div>
);

const CardTools = ({ id, selected, title }: { readonly id: ThreadId; readonly selected: boolean; readonly title: string }) => (
  <div
    className={cx(
      'absolute end-1 top-1 flex items-center gap-0.5 rounded-sm bg-raised ps-1 opacity-0 group-focus-within:opacity-100 group-hover:opacity-100 coarse:bg-transparent coarse:opacity-100',
      selected && 'opacity-100',
    )}
  >
    <label className="grid size-6 cursor-pointer place-items-center rounded-sm hover:bg-hover coarse:size-10">
      <input
        type="checkbox"
        aria-label={`Select ${title}`}
        checked={selected}
        onChange={() => toggleSelected(id)}
        className="size-3.5 accent-(--accent)"
      />
    </label>
    <button
      type="button"
      aria-label={`Actions for ${title}`}
      aria-haspopup="menu"
      onClick={(event) => useSelection.setState({ menu: { thread: id, anchor: event.currentTarget, show: 'all' }, focused: id })}
      className="grid size-6 place-items-center rounded-sm text-muted hover:bg-hover hover:text-fg coarse:size-10"
    >
      <Ellipsis size={15} aria-hidden />
    </button>
  </div>
);

const Facts = ({ thread }: { readonly thread: Thread }) => {
  const agent = useAgent(thread.agent);
  const project = useProject(thread.project);
  // With one project its name says nothing, and the branch needs the room.
  const several = useBoardStore((state) => (state.value?.projects.size ?? 0) > 1);
  const elapsed = useClock((now) => age(now - sinceOf(thread)));
  const working = thread.state.kind === 'running' || thread.state.kind === 'preparing' || thread.state.kind === 'waiting';
  const label = agent?.label ?? thread.agent;
  const model = modelLabel(agent, thread.model);
  return (
    <div className="flex min-w-0 items-center gap-2 text-sm text-faint">
      <span title={[label, model, thread.effort].filter(Boolean).join(' · ')} className="flex min-w-0 shrink items-center gap-1.25">
        <AgentBadge label={label} />
        <span className="truncate">
          {label}
          {model !== null && <span className="sr-only">, model {model}</span>}
        </span>
      </span>
      {isPlanning(agent, thread.mode) && <ListTodo size={12} role="img" aria-label="Plan mode" className="shrink-0 text-review" />}
      <span dir="auto" title={thread.worktree.path ?? undefined} className="min-w-0 flex-[2] truncate">
        {placeText(thread, several ? (project?.name ?? '') : '')}
      </span>
      {thread.policy === 'full-access' && <FullAccessMark />}
      {working && thread.changes.files > 0 && <DiffStat added={thread.changes.added} deleted={thread.changes.deleted} />}
      <time dateTime={new Date(sinceOf(thread)).toISOString()} title={exactTime(sinceOf(thread))} className="shrink-0 tabular-nums">
        {elapsed}
      </time>
    </div>
  );
};

/** The pull request with what is most urgent about it. */
const PullRequestChip = ({ pullRequest }: { readonly pullRequest: NonNullable<Thread['pullRequest']> }) => {
  const { number, url, state, review, checks } = pullRequest;
  const word =
    state === 'merged' || state === 'closed'
      ? state
      : checks.failed > 0
        ? `${plural(checks.failed, 'check')} failed`
        : review === 'changes-requested'
          ? 'changes requested'
          : checks.pending > 0
            ? 'checks running'
            : review === 'approved'
              ? 'approved'
              : state;
  return (
    <a href={url} target="_blank" rel="noreferrer" className="rounded-sm hover:underline">
      <Chip>
        #{number} {word}
      </Chip>
    </a>
  );
};

const Labels = ({ thread }: { readonly thread: Thread }) => {
  const snoozed = useClock((now) => (thread.snoozedUntil !== null && thread.snoozedUntil > now ? moment(thread.snoozedUntil, now) : ''));
  const { pullRequest, race, workflow, tags, queued } = thread;
  if (tags.length === 0 && snoozed === '' && queued === 0 && [pullRequest, race, workflow].every((one) => one === undefined)) return null;
  return (
    <div className="flex min-w-0 flex-wrap gap-1">
      {workflow !== undefined && (
        <a href={hashOf({ screen: 'long', workflow: workflow.id })} className="inline-flex max-w-full rounded-sm hover:underline">
          <Chip tone={stageText(workflow).tone}>
            <ListChecks size={12} aria-hidden className="me-1 inline" />
            {longTaskChip(workflow)}
          </Chip>
        </a>
      )}
      {snoozed !== '' && <Chip>until {snoozed}</Chip>}
      {thread.queued > 0 && <Chip>{plural(thread.queued, 'message')} queued</Chip>}
      {race !== undefined && (
        <a href={hashOf({ screen: 'race', race: race.id })} className="rounded-sm hover:underline">
          <Chip>{race.outcome === 'won' ? 'won its race' : race.outcome === 'lost' ? 'not picked' : 'race'}</Chip>
        </a>
      )}
      {pullRequest !== undefined && <PullRequestChip pullRequest={pullRequest} />}
      {thread.tags.map((tag) => (
        <Chip key={tag}>{tag}</Chip>
      ))}
    </div>
  );
};

/** How far the plan is, in numbers and as a bar, and the step it is at. */
const PlanLine = ({ plan, share }: { readonly plan: NonNullable<Thread['plan']>; readonly share: number }) => (
  <div className="grid gap-1.25">
    <p className="flex min-w-0 items-center gap-1.5 text-sm text-muted">
      <ListChecks size={13} aria-hidden className="shrink-0 text-faint" />
      <span className="shrink-0 tabular-nums">
        {plan.done}/{plan.total}
      </span>
      {plan.active !== undefined && (
        <span dir="auto" title={plan.active} className="min-w-0 truncate">
          {plan.active}
        </span>
      )}
    </p>
    <Bar share={share} label={`Plan: ${plan.done} of ${plan.total} steps`} />
  </div>
);

const interactive = 'a, button, input, textarea, select, label, form';

const onClick = (event: MouseEvent<HTMLElement>, id: ThreadId): void => {
  if (event.defaultPrevented || (event.target as Element).closest('button, input, textarea, select, label, form') !== null) return;
  if (event.shiftKey || event.metaKey || event.ctrlKey) {
    event.preventDefault();
    if (event.shiftKey) selectTo(id);
    else toggleSelected(id);
  } else if ((event.target as Element).closest(interactive) === null && String(getSelection()) === '') openThread(id);
};

const openMenuAt = (event: MouseEvent<HTMLElement>, id: ThreadId): void => {
  if ((event.target as Element).closest('input, textarea') !== null) return;
  event.preventDefault();
  const point = DOMRect.fromRect({ x: event.clientX, y: event.clientY });
  useSelection.setState({ menu: { thread: id, anchor: { getBoundingClientRect: () => point }, show: 'all' }, focused: id });
};

export const Card = memo(({ id }: { readonly id: ThreadId }) => {
  const thread = useThreadSummary(id);
  const asked = useAsked(id);
  const focused = useSelection((state) => state.focused === id);
  const selected = useSelection((state) => state.selected.has(id));
  const replying = useSelection((state) => state.replying === id);
  if (thread === undefined) return null;
  const share = planShare(thread);
  const quiet = thread.doneAt !== null || thread.archivedAt !== null;
  return (
    <article
      data-card={id}
      data-state={thread.state.kind}
      tabIndex={focused ? 0 : -1}
      aria-label={selected ? `${thread.title}, selected` : thread.title}
      onFocus={() => useSelection.setState({ focused: id })}
      onClick={(event) => onClick(event, id)}
      onContextMenu={(event) => openMenuAt(event, id)}
      className={cx(
        'group relative grid min-w-0 grid-cols-1 gap-2 rounded-md border bg-raised px-3 py-2.75 outline-offset-0 transition-colors *:min-w-0 hover:border-line-strong',
        selected ? 'border-accent bg-active' : 'border-line',
        quiet && 'bg-bg',
      )}
    >
      <Title thread={thread} />
      <CardTools id={id} selected={selected} title={thread.title} />
      <CardBody thread={thread} line={cardLine(thread, asked)} />
      {thread.goal !== undefined && <GoalText goal={thread.goal} className="text-sm text-muted" />}
      {replying && <ReplyField thread={thread} />}
      {share !== null && thread.plan !== null && <PlanLine plan={thread.plan} share={share} />}
      <Labels thread={thread} />
      <Facts thread={thread} />
    </article>
  );
});
Card.displayName = 'Card';
