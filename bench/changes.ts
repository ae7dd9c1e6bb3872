/** The change of a thread, 500 files and 50,000 lines: its list, its patches, what was viewed of it, and checkpoints, against git alone. */
import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ThreadId } from '#contract/ids.ts';
import { applyMarks, type Changes, type ReviewMarks } from '#contract/review.ts';
import type { CoreSession } from '#main/cli/core-session.ts';
import { median, timed, type Bench, type Figure } from './figures.ts';
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

/** Another line in every file: contents that nobody has seen yet. */
const touch = (worktree: string, paths: readonly string[], run: number): void => {
  for (const path of paths) appendFileSync(join(worktree, path), `export const run = ${run};\n`);
};

/** Until the list is another one than `before`: what was listed last may come first. Gives what tells it from the next. */
const untilListed = (session: CoreSession, thread: ThreadId, before: string): Promise<string> =>
  new Promise((resolve, reject) => {
    const take = ({ version }: Changes): void => {
      if (version === before) return;
      stop();
      resolve(version);
    };
    const stop = session.subscribe(
      'changes',
      { thread, scope: 'base', quick: true },
      {
        snapshot: (changes) => setImmediate(() => take(changes)),
        events: (events) => events.forEach(take),
        failed: (failure) => reject(new Error(failure.message)),
      },
    );
  });

const untilMarks = (session: CoreSession, thread: ThreadId, reached: (marks: ReviewMarks) => boolean): Promise<void> =>
  new Promise((resolve, reject) => {
    let marks: ReviewMarks | null = null;
    const look = (): void => {
      if (marks === null || !reached(marks)) return;
      stop();
      resolve();
    };
    const stop = session.subscribe(
      'review.marks',
      { thread, scope: 'base' },
      {
        snapshot: (now) => {
          marks = now;
          setImmediate(look);
        },
        events: (events) => {
          for (const event of events) if (marks !== null) marks = applyMarks(marks, event);
          look();
        },
        failed: (failure) => reject(new Error(failure.message)),
      },
    );
  });

/** Of a folder with 5,000 files of which none has changed since the last one. */
const checkpointFigures = async (folder: string, session: CoreSession): Promise<readonly Figure[]> => {
  const repository = makeRepository(join(folder, 'large'), 5_000);
  const { id: thread, path } = await makeThread(session, repository);
  await session.call('checkpoints.take', { thread });
  const times = { status: [] as number[], checkpoint: [] as number[] };
  for (let run = 0; run < RUNS; run += 1) {
    times.status.push(await timed(() => git(path, 'status', '--porcelain')));
    times.checkpoint.push(await timed(() => session.call('checkpoints.take', { thread })));
  }
  const limit = { name: 'git status', value: median(times.status) };
  return [{ name: 'checkpoint of 5,000 unchanged files', value: median(times.checkpoint), unit: 'ms', limit, goal: { most: 150 } }];
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
        const batches = Array.from({ length: Math.ceil(CHANGED_FILES / BATCH_FILES) }, (_, at) =>
          paths.slice(at * BATCH_FILES, (at + 1) * BATCH_FILES),
        );
        const times = {
          names: [] as number[],
          counts: [] as number[],
          diff: [] as number[],
          list: [] as number[],
          quick: [] as number[],
          known: [] as number[],
          first: [] as number[],
          all: [] as number[],
          marks: [] as number[],
          mark: [] as number[],
        };
        const look = (quick: boolean) => timed(() => session.snapshot('changes', { thread, scope: 'base', quick }));
        let version = '';
        // In turns, so that whatever else the machine does meets both.
        for (let run = 0; run < RUNS; run += 1) {
          // Other content each time: what was counted before is known, and would be measured instead.
          touch(path, paths, run);
          times.names.push(await timed(() => git(path, 'diff', '--name-status', 'main')));
          times.quick.push(await timed(async () => (version = await untilListed(session, thread, version))));
          times.counts.push(await timed(() => git(path, 'diff', '--numstat', 'main')));
          times.list.push(await look(false));
          times.known.push(await look(true));
          times.diff.push(await timed(() => git(path, 'diff', 'main')));
          times.first.push(await timed(() => of(paths.slice(0, FIRST_FILES))));
          times.all.push(await timed(() => Promise.all(batches.map(of))));
          times.marks.push(await timed(() => untilMarks(session, thread, ({ complete }) => complete)));
          const all = { thread, scope: 'base', ignoreSpace: false } as const;
          times.mark.push(await timed(() => session.call('review.mark-files', { ...all, viewed: true })));
          await session.call('review.mark-files', { ...all, viewed: false });
        }
        const names = { name: 'git diff --name-status', value: median(times.names) };
        const counts = { name: 'git diff --numstat', value: median(times.counts) };
        const diff = { name: 'git diff', value: median(times.diff) };
        const unit = 'ms';
        return [
          { name: 'list of 500 files, 50,000 lines, listed before', value: median(times.known), unit, limit: names, goal: { most: 100 } },
          { name: 'the same when files changed since', value: median(times.quick), unit, limit: names },
          { name: 'the same with its lines counted', value: median(times.list), unit, limit: counts },
          { name: `first ${FIRST_FILES} patches`, value: median(times.first), unit, limit: diff, goal: { most: 130 } },
          { name: 'all 500 patches', value: median(times.all), unit, limit: diff },
          { name: 'viewed marks of all 500 files', value: median(times.marks), unit, limit: diff },
          { name: 'marking all 500 files', value: median(times.mark), unit, limit: diff },
          ...(await checkpointFigures(folder, session)),
        ];
      });
    }),
};
