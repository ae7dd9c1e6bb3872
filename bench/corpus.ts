/** A data folder with a long past: threads, turns and items written straight into the tables. */
import { mkdirSync } from 'node:fs';
import type { ItemId, ProjectId, ThreadId } from '#contract/ids.ts';
import type { Item } from '#contract/items.ts';
import type { Project } from '#contract/projects.ts';
import type { Thread } from '#contract/threads.ts';
import { newId } from '#main/base/new-id.ts';
import { dataPaths } from '#main/base/paths.ts';
import { openDatabase } from '#main/storage/open-database.ts';
import { createStorage } from '#main/storage/storage.ts';
import { noUsage, type ThreadPrivate } from '#main/threads/thread-private.ts';

const START = 1_750_000_000_000;
const INDEX_ROWS = 20_000;

const projectAt = (path: string): Project => ({
  id: newId('p') as ProjectId,
  name: 'corpus',
  path,
  state: { kind: 'ready' },
  branch: 'main',
  defaultBranch: 'main',
  settings: {},
  file: null,
  fileFailure: null,
  trust: 'not-needed',
  createdAt: START,
});

const threadOf = (project: ProjectId, path: string, index: number, isDone: boolean): Thread => ({
  id: newId('t') as ThreadId,
  project,
  title: `Task ${index}: look into the limiter of route ${index % 37}`,
  agent: 'scripted',
  model: null,
  effort: null,
  policy: 'workspace-write',
  state: { kind: 'idle', outcome: 'completed', since: START + index },
  worktree: {
    place: 'checkout',
    status: 'ready',
    path,
    branch: 'main',
    base: 'main',
    baseCommit: null,
    firstPort: null,
    bytes: null,
    snapshot: null,
  },
  changes: { files: index % 9, added: index % 90, deleted: index % 40 },
  landed: null,
  turns: 1,
  queued: 0,
  live: null,
  plan: null,
  usage: noUsage,
  tags: [],
  pinned: false,
  unread: false,
  doneAt: isDone ? START + index : null,
  archivedAt: null,
  snoozedUntil: null,
  removedAt: null,
  createdAt: START + index,
  updatedAt: START + index,
});

/** Messages and commands in turn, some of them with long text. */
const itemAt = (position: number): Item => {
  const base = {
    id: newId('i') as ItemId,
    turn: null,
    position,
    status: 'done' as const,
    startedAt: START + position,
    endedAt: START + position,
  };
  switch (position % 4) {
    case 0:
      return { ...base, kind: 'user', text: `Question ${position}: and what about the retry?`, attachments: [], delivery: 'turn' };
    case 1:
      return {
        ...base,
        kind: 'command',
        command: `npm test -- part-${position}`,
        cwd: null,
        output: 'ok\n'.repeat(20),
        outputBytes: 60,
        exitCode: 0,
      };
    default:
      return { ...base, kind: 'assistant', text: `Answer ${position}. ${'The limiter keeps its counts in memory. '.repeat(position % 7)}` };
  }
};

export interface CorpusSize {
  readonly threads: number;
  readonly itemsPerThread: number;
  /** Threads that are still on the board's open columns; the others are done. */
  readonly open: number;
}

/** Writes the past and gives the threads' ids. `repository` is the project's folder. */
export const writeCorpus = (dataFolder: string, repository: string, size: CorpusSize): readonly ThreadId[] => {
  const paths = dataPaths(dataFolder);
  mkdirSync(dataFolder, { recursive: true, mode: 0o700 });
  const { database } = openDatabase(paths, START);
  const storage = createStorage<ThreadPrivate>(database, paths.blobs);
  const project = projectAt(repository);
  storage.projects.put(project);
  const known: ThreadPrivate = { placement: { kind: 'checkout' }, session: null, prepared: true, titleBy: 'prompt', usageBefore: noUsage };
  const ids: ThreadId[] = [];
  for (let index = 0; index < size.threads; index += 1) {
    const thread = threadOf(project.id, repository, index, index >= size.open);
    ids.push(thread.id);
    storage.transaction(() => {
      storage.threads.insert({ thread, private: known });
      for (let position = 1; position <= size.itemsPerThread; position += 1) storage.items.put(thread.id, itemAt(position));
    });
  }
  // A past of this length has been searchable for long.
  while (storage.search.catchUp(INDEX_ROWS));
  storage.search.dispose();
  database.close();
  return ids;
};
