/**
 * The JSON that the command line prints. Stable and documented in docs/cli.md: fields are added, never renamed or removed.
 * Times are ISO 8601 in UTC; null means “there is none” or “not known”.
 */
import { columnOf } from '#contract/column.ts';
import type { Approval } from '#contract/approvals.ts';
import type { Item, ItemOf } from '#contract/items.ts';
import type { Project } from '#contract/projects.ts';
import type { Rule } from '#contract/rules.ts';
import { matchText } from '#contract/rule-text.ts';
import { changesOf, type Thread, type Turn } from '#contract/threads.ts';

const iso = (time: number): string => new Date(time).toISOString();
const isoOrNull = (time: number | null): string | null => (time === null ? null : iso(time));

export const projectJson = (project: Project) => ({
  id: project.id,
  name: project.name,
  path: project.path,
  state: project.state.kind,
  branch: project.branch,
  defaultBranch: project.defaultBranch,
  trust: project.trust,
  settings: project.settings,
  file: project.file,
  createdAt: iso(project.createdAt),
});

const stateDetail = (state: Thread['state']) => ('since' in state ? { ...state, since: iso(state.since) } : state);

export const threadJson = (thread: Thread, projects: readonly Project[]) => ({
  id: thread.id,
  title: thread.title,
  project: thread.project,
  projectName: projects.find((project) => project.id === thread.project)?.name ?? null,
  agent: thread.agent,
  model: thread.model,
  effort: thread.effort,
  mode: thread.mode ?? null,
  goal: thread.goal ?? null,
  policy: thread.policy,
  column: columnOf(thread),
  state: thread.state.kind,
  stateDetail: stateDetail(thread.state),
  branch: thread.worktree.branch,
  base: thread.worktree.base,
  baseCommit: thread.worktree.baseCommit,
  worktree: thread.worktree.status === 'removed' ? null : thread.worktree.path,
  place: thread.worktree.place,
  firstPort: thread.worktree.firstPort,
  turns: thread.turns,
  queued: thread.queued,
  changes: { ...changesOf(thread) },
  landed: thread.landed === null ? null : { ...thread.landed, at: iso(thread.landed.at) },
  pullRequest: thread.pullRequest ?? null,
  race: thread.race ?? null,
  live: thread.live,
  plan: thread.plan,
  usage: thread.usage,
  tags: thread.tags,
  pinned: thread.pinned,
  unread: thread.unread,
  doneAt: isoOrNull(thread.doneAt),
  archivedAt: isoOrNull(thread.archivedAt),
  snoozedUntil: isoOrNull(thread.snoozedUntil),
  removedAt: isoOrNull(thread.removedAt),
  createdAt: iso(thread.createdAt),
  updatedAt: iso(thread.updatedAt),
});

export const turnJson = (turn: Turn) => ({
  number: turn.number,
  trigger: turn.trigger,
  startedAt: iso(turn.startedAt),
  endedAt: isoOrNull(turn.endedAt),
  outcome: turn.outcome,
  usage: turn.usage,
});

const noticeTimes = ({ retry, resetsAt }: Pick<ItemOf<'notice'>, 'retry' | 'resetsAt'>) => ({
  ...(retry === undefined ? {} : { retry: { ...retry, at: isoOrNull(retry.at) } }),
  ...(resetsAt === undefined ? {} : { resetsAt: isoOrNull(resetsAt) }),
});

/** `turn` is the turn's number within the thread; null for what belongs to no turn. */
export const itemJson = (item: Item, turns: readonly Turn[]) => {
  const { turn, startedAt, endedAt, ...rest } = item;
  return {
    ...rest,
    ...(rest.kind === 'notice' ? noticeTimes(rest) : {}),
    turn: turns.find((other) => other.id === turn)?.number ?? null,
    startedAt: iso(startedAt),
    endedAt: isoOrNull(endedAt),
  };
};

export const approvalJson = (approval: Approval) => ({
  id: approval.id,
  thread: approval.thread,
  kind: approval.kind,
  title: approval.title,
  detail: approval.detail,
  decisions: approval.decisions.map(({ id, label }) => ({ id, label })),
  state: approval.state.kind,
  item: approval.item,
  createdAt: iso(approval.createdAt),
});

export const ruleJson = (rule: Rule) => ({
  id: rule.id,
  verdict: rule.verdict,
  about: rule.match.kind,
  text: matchText(rule.match),
  match: rule.match,
  project: rule.scope.kind === 'project' ? rule.scope.project : null,
  thread: rule.scope.kind === 'thread' ? rule.scope.thread : null,
  by: rule.by,
  usedCount: rule.usedCount,
  lastUsedAt: isoOrNull(rule.lastUsedAt),
  createdAt: iso(rule.createdAt),
});
