/** The change of a thread, 500 files and 50,000 lines: its list and its patches out of the running core, against git alone. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ThreadId } from '#contract/ids.ts';
import type { CoreSession } from '#main/cli/core-session.ts';
import { median, timed, type Bench } from './figures.ts';
import { git, inFolder, makeRepository } from './place.ts';
import { withServed } from './served.ts';

export const CHANGED_FILES = 500;
export const LINES_PER_FILE = 100;
const RUNS = 7;
/** What fills the first screen. */
const FIRST_FILES = 20;
/** As many as one call takes. */
const BATCH_FILES = 200;
const LONGEST_MS = 60_000;

/** A thread in its worktree, at rest. */
export const makeThread = async (session: CoreSession, repository: string): Promise<{ readonly id: ThreadId; readonly path: string }> => {
  const project = await session.call('projects.add', { path: repository });
  const prompt = '```script\n{"steps":[{"do":"say","text":"Here."}]}\n```';
  const { id } = await session.call('threads.create', { project: project.id, prompt, agent: 'scripted' });
  return new Promise((resolve, reject) => {
    setTimeout(() => reject(new Error('the thread did not come to rest')), LONGEST_MS).unref();
    session.subscribe(
      'thread',
      { thread: id },
      {
        snapshot: ({ thread }) => thread.turns > 0 && thread.state.kind === 'idle' && resolve({ id, path: thread.worktree.path ?? '' }),
        events: (events) => {
          for (const event of events) {
            if (event.kind !== 'thread' || event.thread.turns === 0 || event.thread.state.kind !== 'idle') continue;
            resolve({ id, path: event.thread.worktree.path ?? '' });
          }
        },
        failed: (failure) => reject(new Error(failure.message)),
      },
    );
  });
};

/** Other lines in place of the first ones of every file. */
export const changeFiles = (worktree: string): readonly string[] => {
  const paths = git(worktree, 'ls-files').split('\n').slice(0, CHANGED_FILES);
  paths.forEach((path, file) => {
    const lines = readFileSync(join(worktree, path), 'utf8').split('\n');
    const other = Array.from({ length: LINES_PER_FILE }, (_, line) => `export const other${file}_${line} = 'as long as the ones before';`);
    writeFileSync(join(worktree, path), [...other, ...lines.slice(LINES_PER_FILE)].join('\n'));
  });
  return paths;
};

export const changes: Bench = {
  name: 'changes',
  run: () =>
    inFolder(async (folder) => {
      const repository = makeRepository(join(folder, 'repository'), 2_000);
      return withServed({ dataFolder: join(folder, 'data') }, async ({ session }) => {
        const { id: thread, path } = await makeThread(session, repository);
        const paths = changeFiles(path);
        const of = (some: readonly string[]) =>
          session.call('review.patches', { thread, scope: 'base', paths: [...some], ignoreSpace: false });
        const batches = Array.from({ length: Math.ceil(CHANGED_FILES / BATCH_CHANGED_FILES) }, (_, at) =>
          paths.slice(at * BATCH_FILES, (at + 1) * BATCH_CHANGED_FILES),
        );
        const times = { counts: [] as number[], diff: [] as number[], list: [] as number[], first: [] as number[], all: [] as number[] };
        // In turns, so that whatever else the machine does meets both.
        for (let run = 0; run < RUNS; run += 1) {
          times.counts.push(await timed(() => git(path, 'diff', '--numstat', 'main')));
          times.diff.push(await timed(() => git(path, 'diff', 'main')));
          times.list.push(await timed(() => session.snapshot('changes', { thread, scope: 'base' })));
          times.first.push(await timed(() => of(paths.slice(0, FIRST_CHANGED_FILES))));
          times.all.push(await timed(() => Promise.all(batches.map(of))));
        }
        const counts = { name: 'git diff --numstat', value: median(times.counts) };
        const diff = { name: 'git diff', value: median(times.diff) };
        const unit = 'ms';
        return [
          { name: 'list of 500 files, 50,000 lines', value: median(times.list), unit, limit: counts, goal: { most: 100 } },
          { name: `first ${FIRST_FILES} patches`, value: median(times.first), unit, limit: diff, goal: { most: 130 } },
          { name: 'all 500 patches', value: median(times.all), unit, limit: diff },
        ];
      });
    }),
};
