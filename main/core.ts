/**
 * The core: the one place where things are constructed. Reads as the boot order. A host (desktop, serve) starts it,
 * serves its handlers, and disposes it.
 */
import { mkdirSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { isActive } from '#contract/column.ts';
import { failure } from '#contract/failure.ts';
import type { ProjectId } from '#contract/ids.ts';
import { NewThread } from '#contract/threads.ts';
import { agentHandlers, openAgentRegistry, type AgentRegistry } from '#main/agents/registry.ts';
import { appHandlers } from '#main/app/app-handlers.ts';
import { openDemo } from '#main/app/demo.ts';
import { WorktreeMeasure } from '#main/app/measure-worktrees.ts';
import { offeredFolder } from '#main/app/offered-folder.ts';
import { StatusTopic } from '#main/app/status-topic.ts';
import { appVersion } from '#main/app/version.ts';
import { Attention } from '#main/attention/attention.ts';
import { Lifetime, after, type Disposable } from '#main/base/disposable.ts';
import { failureOf } from '#main/base/errors.ts';
import type { Handlers } from '#main/base/handlers.ts';
import type { HostAbilities } from '#main/base/host.ts';
import { log, openLog } from '#main/base/log.ts';
import { dataPaths, type DataPaths } from '#main/base/paths.ts';
import { createGit } from '#main/git/git.ts';
import { createShadows } from '#main/git/shadow.ts';
import { addProject } from '#main/projects/add-project.ts';
import { Clones } from '#main/projects/clone-project.ts';
import { projectHandlers } from '#main/projects/project-handlers.ts';
import { Projects } from '#main/projects/projects.ts';
import { createChangesWatch } from '#main/review/create-changes-watch.ts';
import { reviewHandlers } from '#main/review/review-handlers.ts';
import { Attachments, attachmentHandlers } from '#main/settings/attachments.ts';
import { draftHandlers } from '#main/settings/drafts.ts';
import { SettingsStore, settingsHandlers } from '#main/settings/settings-store.ts';
import { backupDaily } from '#main/storage/backups.ts';
import { lockFolder, type FolderLock } from '#main/storage/folder-lock.ts';
import { openDatabase, type OpenDatabase } from '#main/storage/open-database.ts';
import { createStorage } from '#main/storage/storage.ts';
import { storing } from '#main/storage/storage-failure.ts';
import { createThread } from '#main/threads/create-thread.ts';
import { threadHandlers } from '#main/threads/thread-handlers.ts';
import type { ThreadPrivate, ThreadStorage } from '#main/threads/thread-private.ts';
import { findPlace } from '#main/threads/threads-context.ts';
import { openThreadBook, openThreads, type Threads } from '#main/threads/threads.ts';
import { createWorktrees } from '#main/worktrees/create-worktrees.ts';

export interface CoreOptions {
  readonly dataFolder: string;
  readonly host: HostAbilities;
  /** Where the user stood; offered as a project when it is a repository. */
  readonly startFolder: string;
}

export interface Core extends Disposable {
  readonly handlers: Handlers;
  /** Resolves when what an earlier run left behind is dealt with, worktrees included. */
  readonly recovered: Promise<void>;
  readonly dispose: () => Promise<void>;
}

const BACKUP_AFTER_MS = 60_000;

/** The address of the core that is there already, if its host wrote it down. */
const firstAddress = (paths: DataPaths): string => {
  try {
    const { address } = JSON.parse(readFileSync(paths.core, 'utf8')) as { address?: unknown };
    return typeof address === 'string' ? ` at ${address}` : '';
  } catch {
    return '';
  }
};

const lock = (paths: DataPaths): FolderLock => {
  const taken = storing(() => {
    mkdirSync(paths.folder, { recursive: true, mode: 0o700 });
    return lockFolder(paths.lock);
  });
  if (taken !== null) return taken;
  throw failure(
    'busy',
    `Switchyard already runs on this data folder${firstAddress(paths)}.`,
    'Use the one that runs, or set SWITCHYARD_HOME to another folder.',
  );
};

/** Throws AppError: `busy` when a core runs on the folder already, `storage` when the folder cannot be used. */
export const startCore = async (options: CoreOptions): Promise<Core> => {
  const lifetime = new Lifetime();
  try {
    return await boot(options, lifetime);
  } catch (error) {
    await lifetime.dispose();
    throw error;
  }
};

const openStores = (paths: DataPaths, lifetime: Lifetime): { readonly open: OpenDatabase; readonly storage: ThreadStorage } => {
  const held = lock(paths);
  lifetime.own({ dispose: held.release });
  openLog(paths.logs);
  const open = openDatabase(paths, Date.now());
  lifetime.own({ dispose: open.database.close });
  const storage = createStorage<ThreadPrivate>(open.database, paths.blobs);
  lifetime.own(storage.search);
  return { open, storage };
};

const openAgents = async (paths: DataPaths, lifetime: Lifetime): Promise<AgentRegistry> =>
  lifetime.own(await openAgentRegistry({ configFile: paths.config, temporaryFolder: paths.temporary }));

/** A backup a day, beside the work. */
const backUpLater = ({ database, readOnly }: OpenDatabase, paths: DataPaths, lifetime: Lifetime): void => {
  if (readOnly !== null) return;
  const backUp = (): void => {
    backupDaily(database, paths.backups, Date.now()).catch((error: unknown) => log.warning('backup', { failure: failureOf(error) }));
  };
  lifetime.own(after(BACKUP_AFTER_MS, backUp));
};

/** What needs git or the disk goes on beside a user who is there already. */
const recover = async (projects: Projects, clones: Clones, threads: Threads): Promise<void> => {
  const trouble = (error: unknown): void => log.warning('core.recover', { failure: failureOf(error) });
  await clones.reconcile().catch(trouble);
  projects.start().catch(trouble);
  await threads.recoverPlaces();
};

const refuseWhileAtWork = (threads: Threads, project: ProjectId): void => {
  const active = threads.context.book.all().filter(({ thread }) => thread.project === project && isActive(thread.state)).length;
  if (active > 0)
    throw failure(
      'busy',
      `${active === 1 ? 'A task' : `${active} tasks`} of this project ${active === 1 ? 'is' : 'are'} at work.`,
      'Stop them first.',
    );
};

const boot = async ({ dataFolder, host, startFolder }: CoreOptions, lifetime: Lifetime): Promise<Core> => {
  const paths = dataPaths(dataFolder);
  const { open, storage } = openStores(paths, lifetime);
  const { readOnly } = open;
  const settings = new SettingsStore(storage.settings);
  const attachments = new Attachments(storage.attachments, paths.attachments);
  const agents = await openAgents(paths, lifetime);

  const git = createGit();
  const shadows = createShadows(git, paths.temporary);
  const projects = lifetime.own(
    new Projects({ git, rows: storage.projects, remembered: storage.settings, intents: storage.intents, home: homedir() }),
  );
  const clones = lifetime.own(new Clones(projects));
  const worktrees = lifetime.own(createWorktrees({ git, shadows, intents: storage.intents, paths, settings: () => settings.value }));

  const book = openThreadBook(storage, Date.now);
  const reviewParts = { git, shadows, findPlace: (thread: Parameters<typeof book.find>[0]) => findPlace({ book, projects }, thread) };
  const changes = lifetime.own(createChangesWatch(reviewParts));
  const threads = lifetime.own(
    openThreads({
      book,
      worktrees,
      changes,
      projects,
      agents,
      settings: () => settings.value,
      attachmentPath: attachments.pathOf,
      now: Date.now,
      readOnly: readOnly !== null,
    }),
  );
  lifetime.own({ dispose: changes.onTotals(threads.setTotals) });
  threads.recover();
  lifetime.own(new Attention({ book, host, settings: () => settings.value, now: Date.now }));
  const recovered = recover(projects, clones, threads);
  backUpLater(open, paths, lifetime);
  if (readOnly === null) storage.search.mark();

  const measure = lifetime.own(new WorktreeMeasure(book, worktrees));
  const status = lifetime.own(
    new StatusTopic({
      threads: () => book.all().map((slot) => slot.thread),
      processes: agents.processes,
      usageToday: () => storage.usage.ofDay(Date.now()),
      dataFolder,
      measureNext: measure.step,
      now: Date.now,
    }),
  );
  const demo = () =>
    openDemo({
      folder: paths.demo,
      existing: (path) => projects.list().find((project) => project.path === path) ?? null,
      addProject: (path) => addProject(projects, path),
      createThread: (thread) => createThread(threads.context, NewThread.parse(thread), []),
    });

  const projectCalls = projectHandlers({
    projects,
    clones,
    ownedPaths: () => book.all().flatMap((slot) => slot.thread.worktree.path ?? []),
  });
  const handlers: Handlers = {
    ...appHandlers({
      host,
      version: appVersion,
      dataFolder,
      readOnly,
      status,
      offeredFolder: () => offeredFolder(git, startFolder, projects.list()),
      demo,
    }),
    ...settingsHandlers(settings),
    ...draftHandlers({
      drafts: storage.drafts,
      attachments,
      tellThread: (thread, draft) => book.get(thread).publisher.push({ kind: 'draft', draft }),
    }),
    ...attachmentHandlers(attachments),
    ...agentHandlers(agents),
    ...projectCalls,
    'projects.remove': (input, context) => {
      refuseWhileAtWork(threads, input.project);
      return projectCalls['projects.remove'](input, context);
    },
    ...threadHandlers({ threads, attachments: attachments.all }),
    ...reviewHandlers({ parts: reviewParts, watch: changes, intents: storage.intents, threads: threads.review }),
  };
  return { handlers, recovered, dispose: () => lifetime.dispose() };
};
