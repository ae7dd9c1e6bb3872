/** A new thread. It is stored with its prompt before anything that can fail, and appears at once. */
import { failure } from '#contract/failure.ts';
import type { Attachment, Item } from '#contract/items.ts';
import type { AgentId } from '#contract/ids.ts';
import { effectiveSettings, policyFor, type Project } from '#contract/projects.ts';
import type { NewThread, Placement, Thread, Worktree } from '#contract/threads.ts';
import { newId } from '#main/base/new-id.ts';
import { knownMode } from './fit-choice.ts';
import { beginPreparation } from './prepare-thread.ts';
import { noUsage, type ThreadPrivate } from './thread-private.ts';
import { projectOf, type ThreadsContext } from './threads-context.ts';
import type { ThreadSlot } from './thread-slot.ts';
import { titleOf } from './title-of.ts';

const agentFor = (context: ThreadsContext, input: NewThread, project: Project): AgentId => {
  const chosen = input.agent ?? effectiveSettings(project).agent ?? context.settings().agent;
  const agents = context.agents.agents();
  const ready = agents.find((agent) => agent.status.kind === 'ready' && agent.backend !== 'scripted');
  const agent = chosen ?? ready?.id ?? agents.find((candidate) => candidate.backend !== 'scripted')?.id ?? agents[0]?.id;
  if (agent === undefined) throw failure('unavailable', 'There is no agent to give the task to.', 'Connect one in the settings.');
  // Throws with a sentence when there is no such agent.
  context.agents.backend(agent);
  return agent;
};

const unplanned = (placement: Placement): Worktree => ({
  place: placement.kind === 'checkout' ? 'checkout' : placement.kind === 'adopt' ? 'adopted' : 'worktree',
  status: 'planned',
  path: null,
  branch: null,
  base: placement.kind === 'worktree' ? placement.base : null,
  baseCommit: null,
  firstPort: null,
  bytes: null,
  snapshot: null,
});

/** As it begins, before anything is stored or done. */
export const newThread = (context: ThreadsContext, input: NewThread, now: number): Thread => {
  const project = projectOf(context, input.project);
  const settings = effectiveSettings(project);
  const agent = agentFor(context, input, project);
  const mode = knownMode(context, agent, input.mode ?? null);
  return {
    id: newId('t'),
    project: project.id,
    title: input.title?.trim() || titleOf(input.prompt),
    agent,
    model: input.model ?? (agent === settings.agent || settings.agent === undefined ? (settings.model ?? null) : null),
    effort: input.effort ?? null,
    ...(mode === null ? {} : { mode }),
    policy: input.policy ?? policyFor(project, context.settings()),
    ...(input.contextMode === undefined ? {} : { contextMode: input.contextMode }),
    state: { kind: 'backlog' },
    worktree: unplanned(input.placement),
    changes: { files: 0, added: 0, deleted: 0 },
    landed: null,
    turns: 0,
    queued: 0,
    live: null,
    plan: null,
    usage: noUsage,
    tags: input.tags ?? [],
    pinned: false,
    unread: false,
    doneAt: null,
    archivedAt: null,
    snoozedUntil: null,
    removedAt: null,
    createdAt: now,
    updatedAt: now,
  };
};

/** The prompt: live until a turn takes it. */
const promptItem = (input: NewThread, attachments: readonly Attachment[], now: number): Item => ({
  id: newId('i'),
  turn: null,
  position: 1,
  status: 'live',
  startedAt: now,
  endedAt: null,
  kind: 'user',
  text: input.prompt,
  attachments,
  delivery: 'turn',
});

/** `links`: the long task or the race that the thread is made for. */
export const createThread = (
  context: ThreadsContext,
  input: NewThread,
  attachments: readonly Attachment[],
  links: Pick<Thread, 'workflow' | 'race'> = {},
  hidden: Partial<Pick<ThreadPrivate, 'forkedFrom' | 'session'>> = {},
): ThreadSlot => {
  const now = context.now();
  const thread = { ...newThread(context, input, now), ...links };
  const titleBy = input.title === undefined ? 'prompt' : 'person';
  const slot = context.book.add(
    input.start ? { ...thread, state: { kind: 'preparing', step: 'worktree', done: null, total: null, since: now } } : thread,
    { placement: input.placement, session: null, prepared: false, titleBy, usageBefore: noUsage, ...hidden },
    [promptItem(input, attachments, now)],
  );
  if (input.start) beginPreparation(context, slot);
  return slot;
};
