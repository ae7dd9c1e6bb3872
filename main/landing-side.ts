/** What stands on threads and their changes, constructed: taking in and landing, pull requests, the radar, races. Called by core.ts. */
import type { ProjectId } from '#contract/ids.ts';
import { RADAR_THREADS_MAX } from '#contract/radar.ts';
import type { Thread } from '#contract/threads.ts';
import type { Lifetime } from '#main/base/disposable.ts';
import type { Handlers } from '#main/base/handlers.ts';
import { forgeHandlers } from '#main/forge/forge-handlers.ts';
import { watchForge } from '#main/forge/forge-watch.ts';
import { lookAtForge, type ForgeDeps } from '#main/forge/forge.ts';
import { createGh } from '#main/forge/gh.ts';
import { landingHandlers } from '#main/landing/landing-handlers.ts';
import { raceHandlers } from '#main/races/race-handlers.ts';
import { openRadar } from '#main/radar/radar-topic.ts';
import type { ChangesWatch } from '#main/review/changes-watch.ts';
import type { ReviewParts } from '#main/review/compute-changes.ts';
import type { RepositoryQueue } from '#main/review/repository-queue.ts';
import type { Attachments } from '#main/settings/attachments.ts';
import type { ResolutionsTable } from '#main/storage/resolutions-table.ts';
import { createThread } from '#main/threads/create-thread.ts';
import { openPullRequests, takePullRequest } from '#main/threads/pull-request.ts';
import type { Threads } from '#main/threads/threads.ts';
import type { Intents } from '#main/worktrees/intents.ts';

export interface LandingSideNeeds {
  readonly threads: Threads;
  readonly reviewParts: ReviewParts;
  readonly changes: ChangesWatch;
  readonly inRepository: RepositoryQueue;
  readonly intents: Intents;
  readonly resolutions: ResolutionsTable;
  readonly attachments: Attachments;
  readonly threadCalls: Pick<Handlers, 'threads.stop' | 'threads.update'>;
  /** A folder of ours in which `gh` is started. */
  readonly ghFolder: string;
  readonly lifetime: Lifetime;
}

/** Has a folder of its own, and a change that may land. Of a race only the winner does: the others are another way to the same end. */
const isUnderWay = ({ worktree, changes, archivedAt, doneAt, race }: Thread): boolean => {
  if (archivedAt !== null || doneAt !== null || (race !== undefined && race.outcome !== 'won')) return false;
  return worktree.status === 'ready' && worktree.place !== 'checkout' && changes.files > 0;
};

const newestUnderWay = (threads: readonly Thread[], project: ProjectId) =>
  threads
    .filter((thread) => thread.project === project && isUnderWay(thread))
    .toSorted((a, b) => b.updatedAt - a.updatedAt)
    .slice(0, RADAR_THREADS_MAX)
    .map(({ id }) => id);

type LandingKey = Extract<keyof Handlers, `landing.${string}` | `forge.${string}` | `races.${string}` | 'radar'>;

export const landingSide = (needs: LandingSideNeeds): Pick<Handlers, LandingKey> => {
  const { threads, reviewParts, changes, lifetime } = needs;
  const { context } = threads;
  const { book } = context;
  const all = (): readonly Thread[] => book.all().map((slot) => slot.thread);
  const forge: ForgeDeps = {
    review: reviewParts,
    gh: createGh({ folder: needs.ghFolder }),
    describe: threads.review.describe,
    onPullRequest: (thread, pullRequest) => takePullRequest(context, thread, pullRequest),
  };
  lifetime.own(watchForge({ open: () => openPullRequests(context), look: (thread, signal) => lookAtForge(forge, thread, signal) }));
  const radar = lifetime.own(
    openRadar({
      parts: reviewParts,
      threads: (project) => newestUnderWay(all(), project),
      projectOf: (thread) => book.find(thread)?.thread.project ?? null,
      onMoved: changes.onTotals,
      now: context.now,
    }),
  );
  return {
    ...landingHandlers({
      parts: { review: reviewParts, intents: needs.intents },
      resolutions: needs.resolutions,
      watch: changes,
      threads: threads.review,
      inRepository: needs.inRepository,
    }),
    ...forgeHandlers(forge),
    ...radar.handlers,
    ...raceHandlers({
      threads: all,
      create: (thread, race) => createThread(context, thread, needs.attachments.all(thread.attachments ?? []), { race }).thread,
      link: (thread, race) => void book.record(book.get(thread), { thread: { race } }),
      checkAgent: (agent) => void context.agents.backend(agent),
      calls: needs.threadCalls,
    }),
  };
};
