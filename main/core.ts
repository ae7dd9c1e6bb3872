/**
 * The core: the one place where things are constructed. Reads as the boot order. A host (desktop, serve) starts it,
 * serves its handlers, and disposes it.
 */
import { homedir } from 'node:os';
import type { ThreadId } from '#contract/ids.ts';
import { agentCalls, openAgents } from '#main/agents-side.ts';
import type { AgentRegistry } from '#main/agents/registry.ts';
import { appHandlers } from '#main/app/app-handlers.ts';
import { openDemo } from '#main/app/demo.ts';
import { WorktreeMeasure } from '#main/app/measure-worktrees.ts';
import { offeredFolder } from '#main/app/offered-folder.ts';
import { StatusTopic } from '#main/app/status-topic.ts';
import { appVersion } from '#main/app/version.ts';
import { openApprovals } from '#main/approvals/open-approvals.ts';
import { rulesHandlers } from '#main/approvals/rules-handlers.ts';
import { Attention } from '#main/attention/attention.ts';
import { Lifetime, type Disposable } from '#main/base/disposable.ts';
import { failureOf } from '#main/base/errors.ts';
import type { Handlers } from '#main/base/handlers.ts';
import type { HostAbilities } from '#main/base/host.ts';
import { followWarden } from '#main/base/follow-warden.ts';
import { log, openLog } from '#main/base/log.ts';
import { dataPaths, type DataPaths } from '#main/base/paths.ts';
import { Checkpoints } from '#main/checkpoints/checkpoints.ts';
import { keptFolders } from '#main/checkpoints/kept-folders.ts';
import { Emitter } from '#main/base/topic.ts';
import { createGit } from '#main/git/git.ts';
import { createShadows } from '#main/git/shadow.ts';
import { addProject } from '#main/projects/add-project.ts';
import { Clones } from '#main/projects/clone-project.ts';
import { lockDataFolder } from '#main/lock-data-folder.ts';
import { mcpHandlers } from '#main/mcp/mcp-handlers.ts';
import { Mcp } from '#main/mcp/mcp.ts';
import { KeyStore } from '#main/models/key-store.ts';
import { modelHandlers } from '#main/models/model-handlers.ts';
import { Models } from '#main/models/models.ts';
import type { PtyHost } from '#main/pty/pty-host.ts';
import { openPtyHost } from '#main/pty/start-pty-host.ts';
import { projectHandlers } from '#main/projects/project-handlers.ts';
import { Projects } from '#main/projects/projects.ts';
import type { ReviewParts } from '#main/review/compute-changes.ts';
import { createChangesWatch } from '#main/review/create-changes-watch.ts';
import { finishLandings } from '#main/review/land.ts';
import { openReviewSide } from '#main/review-side.ts';
import { createRepositoryQueue } from '#main/review/repository-queue.ts';
import { Attachments, attachmentHandlers } from '#main/settings/attachments.ts';
import { draftHandlers } from '#main/settings/drafts.ts';
import { SettingsStore, settingsHandlers } from '#main/settings/settings-store.ts';
import { landingSide } from '#main/landing-side.ts';
import { finishTakeIns } from '#main/landing/take-in.ts';
import { guidanceFor } from '#main/skills/guidance.ts';
import { surroundingsSide } from '#main/surroundings-side.ts';
import { skillHandlers } from '#main/skills/skill-handlers.ts';
import { SkillSwitches } from '#main/skills/skill-switches.ts';
import { Skills } from '#main/skills/skills.ts';
import { keepBackups } from '#main/storage/keep-backups.ts';
import { openDatabase } from '#main/storage/open-database.ts';
import { createStorage } from '#main/storage/storage.ts';
import { openSandboxes } from '#main/sandboxes/sandboxes.ts';
import { openRefusals } from '#main/threads/refusals.ts';
import { sandboxedThread } from '#main/threads/sandboxed-thread.ts';
import { choiceHandlers } from '#main/threads/choice-handlers.ts';
import { conversationOf } from '#main/threads/conversation.ts';
import { createThread } from '#main/threads/create-thread.ts';
import { ModelCalls } from '#main/threads/model-calls.ts';
import { threadHandlers } from '#main/threads/thread-handlers.ts';
import type { ThreadBook } from '#main/threads/thread-book.ts';
import type { ThreadPrivate } from '#main/threads/thread-private.ts';
import { withinTime } from '#main/threads/sessions.ts';
import { findPlace, type ThreadsContext } from '#main/threads/threads-context.ts';
import { refuseWhileAtWork } from '#main/threads/refuse-while-at-work.ts';
import { openThreadBook, openThreads } from '#main/threads/threads.ts';
import { keepState } from '#main/workflows/keep-state.ts';
import { workflowHandlers } from '#main/workflows/workflow-handlers.ts';
import { Workflows } from '#main/workflows/workflows.ts';
import { terminalHandlers } from '#main/terminals/terminal-handlers.ts';
import { Terminals } from '#main/terminals/terminals.ts';
import { ThreadProcesses } from '#main/terminals/thread-processes.ts';
import { terminalPlace } from '#main/threads/terminal-place.ts';
import { TerminalsTable } from '#main/storage/terminals-table.ts';
import { openUsageSide } from '#main/usage-side.ts';
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
  /** Whether the app runs a command of a project: that is no turn, and ends with the core all the same. */
  readonly runsCommands: () => boolean;
  /** What ends in terminals when the app ends; a shell that waits for a command is none. */
  readonly programsInTerminals: () => readonly string[];
  readonly dispose: () => Promise<void>;
}

/** Recovery may be at git when the app closes; it goes on at the next start. */
const RECOVERY_END_MS = 3_000;

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

const boot = async (options: CoreOptions, lifetime: Lifetime): Promise<Core> => {
  const paths = dataPaths(options.dataFolder);
  lifetime.own({ dispose: lockDataFolder(paths).release });
  openLog(paths.logs);
  await followWarden(paths.warden);
  const stores = openStores(paths, options.host, lifetime);
  const ptys = lifetime.own(openPtyHost());
  const left: { terminals: Terminals | null } = { terminals: null };
  const agents = await openAgents(paths, stores, { ptys, terminals: () => left.terminals }, lifetime);
  const ground = openGround(paths, stores, lifetime);
  const work = openWork(paths, options, stores, ground, { agents, ptys }, lifetime);
  left.terminals = work.terminals;
  const recovered = recover(ground, work, stores);
  lifetime.own({ dispose: () => withinTime(recovered, RECOVERY_END_MS) });
  return {
    handlers: handlersOf(options, paths, { stores, agents, ground, work }, lifetime),
    recovered,
    runsCommands: () => work.terminals.running > 0 || work.book.all().some((slot) => slot.commands.size > 0),
    programsInTerminals: () => work.terminals.runningOf(null).flatMap(({ label, idle }) => (idle ? [] : [label])),
    dispose: () => lifetime.dispose(),
  };
};

/** What is stored, and what is read from it at once. */
const openStores = (paths: DataPaths, host: HostAbilities, lifetime: Lifetime) => {
  const { database, readOnly } = openDatabase(paths, Date.now());
  lifetime.own({ dispose: database.close });
  const storage = createStorage<ThreadPrivate>(database, paths.blobs);
  lifetime.own(storage.search);
  if (readOnly === null) {
    lifetime.own(keepBackups(database, paths.backups));
    storage.search.mark();
  }
  const keys = new KeyStore({ file: paths.keys, protection: () => host.secrets?.() ?? null, environment: process.env });
  return {
    readOnly,
    storage,
    terminals: new TerminalsTable(database, paths.terminals),
    settings: new SettingsStore(storage.settings),
    attachments: new Attachments(storage.attachments, paths.attachments),
    keys,
    models: new Models({ table: storage.settings, keys }),
    mcp: lifetime.own(new Mcp({ table: storage.settings, keys, environment: process.env })),
  };
};
type Stores = ReturnType<typeof openStores>;

/** Git, and the folders that people and agents work in. */
const openGround = (paths: DataPaths, { storage, settings }: Stores, lifetime: Lifetime) => {
  const { intents } = storage;
  const git = createGit();
  const shadows = createShadows(git, paths.temporary);
  const projects = lifetime.own(new Projects({ git, rows: storage.projects, remembered: storage.settings, intents, home: homedir() }));
  const clones = lifetime.own(new Clones(projects));
  const worktrees = lifetime.own(createWorktrees({ git, shadows, intents, paths, settings: () => settings.value }));
  return { git, shadows, projects, clones, worktrees };
};
type Ground = ReturnType<typeof openGround>;

/** Terminals of people, and of the commands that run in threads. */
const openTerminals = (paths: DataPaths, { terminals: rows }: Stores, ptys: PtyHost, places: TerminalPlaces): Terminals =>
  new Terminals({
    ptys,
    rows,
    shellFolder: paths.shell,
    place: (owner) => terminalPlace(places, owner),
    sandbox: places.sandboxes.of,
    now: Date.now,
  });
type TerminalPlaces = Pick<ThreadsContext, 'book' | 'projects' | 'worktrees' | 'sandboxes'>;

interface Programs {
  readonly agents: AgentRegistry;
  readonly ptys: PtyHost;
}

const openCheckpoints = (paths: DataPaths, { storage }: Stores, { git, shadows, projects }: Ground, book: ThreadBook): Checkpoints =>
  new Checkpoints({
    git,
    shadows,
    table: storage.checkpoints,
    folder: paths.checkpoints,
    findPlace: (thread) => findPlace({ book, projects }, thread),
    projectPath: (thread) => {
      const project = storage.threads.get(thread)?.thread.project;
      return projects.list().find(({ id }) => id === project)?.path ?? null;
    },
    conversationOf: conversationOf(book),
    now: Date.now,
  });

/** Threads, their changes, and who is told of them. Turns of an earlier run are settled before anybody sees them. */
const openWork = (paths: DataPaths, options: CoreOptions, stores: Stores, ground: Ground, programs: Programs, lifetime: Lifetime) => {
  const { agents, ptys } = programs;
  const { git, shadows, projects, worktrees } = ground;
  const settings = () => stores.settings.value;
  const book = openThreadBook(stores.storage, Date.now);
  const calls = new ModelCalls(stores.storage.modelCalls, Date.now);
  const skills = new Skills(homedir(), new SkillSwitches(stores.storage.settings));
  const place = (thread: ThreadId) => findPlace({ book, projects }, thread);
  const checkpoints = lifetime.own(openCheckpoints(paths, stores, ground, book));
  const reviewParts: ReviewParts = { git, shadows, findPlace: place, kept: keptFolders(checkpoints) };
  const changes = lifetime.own(createChangesWatch(reviewParts));
  const refusals = lifetime.own(openRefusals({ book, projects, settings, now: Date.now }));
  const sandboxes = lifetime.own(
    openSandboxes({
      folder: paths.sandboxes,
      hidden: [paths.folder],
      find: (thread) => sandboxedThread({ book, projects, settings }, thread, approvals.rules.rules),
      onRefused: refusals.host,
    }),
  );
  const terminals = lifetime.own(openTerminals(paths, stores, ptys, { book, projects, worktrees, sandboxes }));
  const approvals = openApprovals(stores.storage.rules, stores.settings, (model) => stores.models.client(model), lifetime);
  const usage = openUsageSide({ ...stores, agents, book, readOnly: stores.readOnly !== null, lifetime });
  const threads = lifetime.own(
    openThreads({
      book,
      limits: usage.limits,
      approvals,
      checkpoints: stores.readOnly === null ? checkpoints : null,
      worktrees,
      changes,
      projects,
      agents,
      calls,
      guidance: ({ project }, root) => guidanceFor(skills, { project, root }),
      surroundingsMoved: new Emitter(),
      servers: ({ id, agent, project }, where) => stores.mcp.handed(id, agent, () => projects.find(project), where),
      sandboxes,
      terminals,
      refusals,
      settings,
      attachmentPath: stores.attachments.pathOf,
      keepImage: stores.attachments.keepImage,
      now: Date.now,
      readOnly: stores.readOnly !== null,
    }),
  );
  lifetime.own({ dispose: changes.onTotals(threads.setTotals) });
  threads.recover();
  const review = lifetime.own(
    openReviewSide({ threads, storage: stores.storage, parts: reviewParts, watch: changes, checkpoints, temporary: paths.temporary }),
  );
  const workflows = lifetime.own(
    new Workflows({
      context: threads.context,
      table: stores.storage.workflows,
      keepState: (workflow, round, thread) => keepState(reviewParts, workflow, round, thread),
    }),
  );
  lifetime.own(new Attention({ book, host: options.host, settings, now: Date.now }));
  return { book, checkpoints, review, reviewParts, changes, threads, sandboxes, terminals, calls, skills, usage, workflows };
};
type Work = ReturnType<typeof openWork>;

/** What needs git or the disk goes on beside a user who is there already. Never rejects. */
const recover = async (
  { clones, projects }: Ground,
  { threads, workflows, reviewParts, review, book, sandboxes }: Work,
  { storage }: Stores,
): Promise<void> => {
  const trouble = (error: unknown): void => log.warning('core.recover', { failure: failureOf(error) });
  await clones.reconcile().catch(trouble);
  await review.recover();
  const landings = await finishLandings(reviewParts, storage.intents).catch(trouble);
  for (const { thread, landed } of landings ?? []) threads.review.onLanded(thread, landed);
  await finishTakeIns({ review: reviewParts, intents: storage.intents }).catch(trouble);
  await sandboxes.tidy(new Set(book.all().map(({ id }) => id)));
  projects.start().catch(trouble);
  await threads.recoverPlaces().catch(trouble);
  workflows.start();
};

const statusOf = (dataFolder: string, { agents, ground, work }: Parts, lifetime: Lifetime): StatusTopic => {
  const measure = lifetime.own(new WorktreeMeasure(work.book, ground.worktrees));
  return lifetime.own(
    new StatusTopic({
      threads: () => work.book.all().map((slot) => slot.thread),
      processes: agents.processes,
      usageToday: work.usage.today,
      dataFolder,
      measureNext: measure.step,
      now: Date.now,
    }),
  );
};

interface Parts {
  readonly stores: Stores;
  readonly agents: AgentRegistry;
  readonly ground: Ground;
  readonly work: Work;
}

const projectCalls = ({ projects, clones }: Ground, { book }: Work): ReturnType<typeof projectHandlers> => {
  const calls = projectHandlers({ projects, clones, ownedPaths: () => book.all().flatMap((slot) => slot.thread.worktree.path ?? []) });
  return {
    ...calls,
    'projects.remove': (input, context) => {
      refuseWhileAtWork(book, input.project);
      return calls['projects.remove'](input, context);
    },
  };
};

/** The table of everything that the contract promises. A missing one does not compile. */
const handlersOf = (options: CoreOptions, paths: DataPaths, parts: Parts, lifetime: Lifetime): Handlers => {
  const { stores, agents, ground, work } = parts;
  const { storage, settings, attachments } = stores;
  const { projects } = ground;
  const { threads, book } = work;
  const inRepository = createRepositoryQueue();
  const threadCalls = threadHandlers({ threads, attachments: attachments.all });
  const demo = () =>
    openDemo({
      folder: paths.demo,
      existing: (path) => projects.list().find((project) => project.path === path) ?? null,
      addProject: (path) => addProject(projects, path),
      createThread: (thread) => createThread(threads.context, thread, []),
    });
  return {
    ...appHandlers({
      host: options.host,
      version: appVersion,
      dataFolder: options.dataFolder,
      readOnly: stores.readOnly,
      status: statusOf(options.dataFolder, parts, lifetime),
      offeredFolder: () => offeredFolder(ground.git, options.startFolder, projects.list()),
      demo,
      folderOf: (thread) => book.get(thread).thread.worktree.path,
      editor: () => settings.value.editor,
    }),
    ...settingsHandlers(settings),
    ...rulesHandlers(threads.context.approvals, () => projects.list()),
    ...draftHandlers({
      drafts: storage.drafts,
      attachments,
      tellThread: (thread, draft) => book.get(thread).publisher.push({ kind: 'draft', draft }),
    }),
    ...attachmentHandlers(attachments),
    ...modelHandlers(stores.models),
    ...mcpHandlers(stores.mcp),
    ...agentCalls(agents, paths, stores, book),
    ...projectCalls(ground, work),
    ...threadCalls,
    ...choiceHandlers({ ...work, attachments: attachments.all }),
    ...landingSide({
      ...work,
      inRepository,
      intents: storage.intents,
      resolutions: storage.resolutions,
      ghFolder: paths.folder,
      attachments,
      threadCalls,
      lifetime,
    }),
    ...surroundingsSide({ threads, agents, projects, skills: work.skills, mcp: stores.mcp, lifetime }),
    ...skillHandlers({ skills: work.skills, book, calls: work.calls, agents, projects, poke: work.changes.poke }),
    ...workflowHandlers({ workflows: work.workflows, attachments: attachments.all, isClosing: threads.context.isClosing }),
    ...work.review.handlers(inRepository),
    ...work.usage.handlers,
    ...terminalHandlers({
      terminals: work.terminals,
      processes: new ThreadProcesses(work.terminals, Date.now),
      place: (owner) => terminalPlace(threads.context, owner),
    }),
  };
};
