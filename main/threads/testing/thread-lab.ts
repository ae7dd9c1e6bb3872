/** Threads on a real database with real files, a played agent, and worktrees that are plain folders unless a test brings its own. */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Project } from '#contract/projects.ts';
import { defaultSettings, type Settings } from '#contract/settings.ts';
import { NewThread, type Thread, type ThreadEvent, type ThreadView } from '#contract/threads.ts';
import { reduceThread } from '#contract/thread-reducer.ts';
import type { Agent } from '#contract/agents.ts';
import { Approvals } from '#main/approvals/approvals.ts';
import { newId } from '#main/base/new-id.ts';
import { dataPaths } from '#main/base/paths.ts';
import { Emitter } from '#main/base/topic.ts';
import type { ModelClient } from '#main/models/model-client.ts';
import { Attachments } from '#main/settings/attachments.ts';
import { openDatabase } from '#main/storage/open-database.ts';
import { createStorage } from '#main/storage/storage.ts';
import type { Worktrees } from '#main/worktrees/worktrees.ts';
import type { ProjectsEvent } from '#main/threads/board-topic.ts';
import { createThread } from '#main/threads/create-thread.ts';
import { ModelCalls } from '#main/threads/model-calls.ts';
import { LimitsBook } from '#main/usage/limits-book.ts';
import { threadTopic } from '#main/threads/read-thread.ts';
import type { ThreadPrivate } from '#main/threads/thread-private.ts';
import type { ThreadSlot } from '#main/threads/thread-slot.ts';
import type { ThreadProjects } from '#main/threads/threads-context.ts';
import { openThreadBook, openThreads, type Threads } from '#main/threads/threads.ts';
import { openPtyHost } from '#main/pty/start-pty-host.ts';
import { TerminalsTable } from '#main/storage/terminals-table.ts';
import { Terminals } from '#main/terminals/terminals.ts';
import { terminalPlace } from '#main/threads/terminal-place.ts';
import { openSandboxes } from '#main/sandboxes/sandboxes.ts';
import { playedAgent, type PlayedAgent } from './played-agent.ts';
import { openRefusals } from '#main/threads/refusals.ts';
import { sandboxedThread } from '#main/threads/sandboxed-thread.ts';

export interface Lab {
  readonly folder: string;
  readonly threads: Threads;
  readonly agents: readonly PlayedAgent[];
  readonly agent: PlayedAgent;
  readonly projects: ThreadProjects & { readonly put: (project: Project) => void };
  readonly project: Project;
  readonly database: ReturnType<typeof openDatabase>['database'];
  settings: Settings;
  now: number;
  /** Answers harmless asks when there is one. */
  reviewer: ModelClient | null;
  /** Creates a thread through the same door as the contract. */
  readonly create: (prompt?: string, more?: Partial<NewThread>) => ThreadSlot;
  /** Resolves when the slot fulfils the condition, now or after a change. */
  readonly until: (slot: ThreadSlot, condition: (thread: Thread) => boolean) => Promise<void>;
  /** Ends this run as a kill would: nothing is interrupted or flushed. */
  readonly kill: () => void;
  readonly close: () => Promise<void>;
}

export interface LabOptions {
  /** Go on with the folder of an earlier lab. */
  readonly folder?: string;
  readonly project?: Partial<Project>;
  readonly agents?: readonly PlayedAgent[];
  readonly worktrees?: Partial<Worktrees>;
}

const plainFolders = (root: string): Worktrees => ({
  plan: async ({ thread, placement }) =>
    await Promise.resolve({
      place: placement.kind === 'checkout' ? 'checkout' : 'worktree',
      status: 'planned',
      path: join(root, thread),
      branch: `switchyard/${thread}`,
      base: 'main',
      baseCommit: 'c0ffee',
      firstPort: 42_000,
      bytes: null,
      snapshot: null,
    }),
  create: async ({ worktree, onPlaced, signal }) => {
    await Promise.resolve();
    signal.throwIfAborted();
    mkdirSync(worktree.path ?? '', { recursive: true });
    onPlaced({ ...worktree, status: 'creating' });
    return { worktree: { ...worktree, status: 'ready' }, notes: [] };
  },
  environment: () => ({ SWITCHYARD_PORT: '42000' }),
  removal: async () => await Promise.resolve({ worktree: 'removed', uncommitted: [], uncommittedMore: 0, unpushed: [], bytes: null }),
  remove: async ({ worktree }) => await Promise.resolve({ ...worktree, status: 'removed', snapshot: 'refs/x' }),
  restore: async ({ worktree }) => await Promise.resolve({ worktree: { ...worktree, status: 'ready' }, notes: [] }),
  forget: async () => await Promise.resolve(),
  reconcile: async () => await Promise.resolve([]),
  measure: async () => await Promise.resolve(null),
  exists: async () => await Promise.resolve(true),
  dispose: async () => await Promise.resolve(),
});

const projectStub = (project: Project): Lab['projects'] => {
  let current = project;
  const emitter = new Emitter<ProjectsEvent>();
  const put = (next: Project): void => {
    current = next;
    emitter.emit({ kind: 'project', project: next });
  };
  return {
    list: () => [current],
    listen: emitter.listen,
    find: (id) => (id === current.id ? current : null),
    trust: async (_id, granted) => {
      await Promise.resolve();
      put({ ...current, trust: granted ? 'granted' : 'refused' });
    },
    put,
  };
};

const blankProject = (path: string): Project => ({
  id: newId('p'),
  name: 'lab',
  path,
  state: { kind: 'ready' },
  branch: 'main',
  defaultBranch: 'main',
  settings: {},
  file: null,
  fileFailure: null,
  trust: 'not-needed',
  createdAt: 1,
});

/** The view as a client has it that listened from the beginning. */
export const follow = (
  lab: Lab,
  slot: ThreadSlot,
): { readonly view: () => ThreadView; readonly heard: ThreadEvent[]; readonly stop: () => void } => {
  const topic = threadTopic(lab.threads.context.book, slot.id);
  let view = topic.snapshot();
  const heard: ThreadEvent[] = [];
  const listening = topic.listen((events) => {
    heard.push(...events);
    view = events.reduce(reduceThread, view);
  });
  return { view: () => view, heard, stop: () => void listening.dispose() };
};

const untilOf =
  (threads: Threads): Lab['until'] =>
  (slot, condition) =>
    new Promise((resolve) => {
      if (condition(slot.thread)) return resolve();
      const listening = threads.context.book.events.listen((event) => {
        if (event.slot !== slot || !condition(slot.thread)) return;
        void listening.dispose();
        // What follows the change in the same moment has its turn first.
        setImmediate(resolve);
      });
    });

export const openLab = async (options: LabOptions = {}): Promise<Lab> => {
  const folder = options.folder ?? mkdtempSync(join(tmpdir(), 'switchyard-lab-'));
  const paths = dataPaths(folder);
  const { database } = openDatabase(paths, 1);
  const storage = createStorage<ThreadPrivate>(database, paths.blobs);
  const stored = storage.projects.list()[0];
  const project = { ...(stored ?? blankProject(folder)), ...options.project };
  storage.projects.put(project);
  const agents = options.agents ?? [playedAgent()];
  const found: readonly Agent[] = await Promise.all(agents.map((agent) => agent.detect()));
  const byId = (id: string): PlayedAgent => {
    const agent = agents.find((candidate) => candidate.id === id);
    if (agent === undefined) throw new Error(`no agent ${id}`);
    return agent;
  };
  const projects = projectStub(project);
  const clock: { settings: Settings; now: number; reviewer: ModelClient | null } = {
    settings: defaultSettings,
    now: 1_000,
    reviewer: null,
  };
  const book = openThreadBook(storage, () => clock.now);
  const sandboxes = openSandboxes({
    folder: paths.sandboxes,
    hidden: [folder],
    find: (thread) => sandboxedThread({ book, projects, settings: () => clock.settings }, thread, approvals.rules.rules),
    onRefused: (thread, refused) => refusals.host(thread, refused),
  });
  const refusals = openRefusals({ book, projects, settings: () => clock.settings, now: () => clock.now });
  const worktrees = { ...plainFolders(join(folder, 'worktrees')), ...options.worktrees };
  const ptys = openPtyHost();
  const terminals = new Terminals({
    ptys,
    rows: new TerminalsTable(database, paths.terminals),
    shellFolder: paths.shell,
    place: (owner) => terminalPlace({ book, projects, worktrees }, owner),
    sandbox: sandboxes.of,
    now: () => clock.now,
  });
  const approvals = new Approvals({ table: storage.rules, now: () => clock.now, client: () => clock.reviewer });
  const threads = openThreads({
    approvals,
    terminals,
    book,
    refusals,
    checkpoints: null,
    sandboxes,
    worktrees,
    changes: { poke: () => undefined, setRunning: () => undefined, forget: () => undefined },
    projects,
    calls: new ModelCalls(storage.modelCalls, () => clock.now),
    limits: new LimitsBook({ table: storage.limits, agents: () => [], now: () => clock.now }),
    guidance: async () =>
      await Promise.resolve({
        instructions: '',
        skills: '',
        nearer: async () => await Promise.resolve(''),
        named: async () => await Promise.resolve(''),
      }),
    agents: { backend: byId, agents: () => found },
    surroundingsMoved: new Emitter(),
    servers: () => Promise.resolve([]),
    settings: () => clock.settings,
    attachmentPath: (id) => join(folder, 'attachments', id),
    keepImage: new Attachments(storage.attachments, paths.attachments).keepImage,
    now: () => clock.now,
    readOnly: false,
    patienceMs: 200,
  });
  threads.recover();
  return Object.assign(clock, {
    folder,
    threads,
    agents,
    agent: byId(agents[0]?.id ?? ''),
    projects,
    project,
    database,
    create: (prompt = 'Fix the rounding', more: Partial<NewThread> = {}) =>
      threads.context.book.get(createThread(threads.context, NewThread.parse({ project: project.id, prompt, ...more }), []).id),
    until: untilOf(threads),
    kill: () => database.close(),
    close: async () => {
      await threads.dispose();
      approvals.dispose();
      await terminals.dispose();
      await ptys.dispose();
      await sandboxes.dispose();
      database.close();
      rmSync(folder, { recursive: true, force: true });
    },
  });
};
