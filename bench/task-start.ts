/** From a new task to its agent's first event, against what bare `git worktree add` takes for the same files. */
import { join } from 'node:path';
import type { ProjectId } from '#contract/ids.ts';
import type { CoreSession } from '#main/cli/core-session.ts';
import { median, timed, type Bench, type Figure } from './figures.ts';
import { git, inFolder, makeRepository } from './place.ts';
import { withServed } from './served.ts';

const RUNS = 3;
const LONGEST_MS = 300_000;

interface Started {
  /** Until the thread is on the board. */
  readonly onBoard: number;
  readonly firstEvent: number;
}

const startTask = async (session: CoreSession, project: ProjectId): Promise<Started> => {
  const began = performance.now();
  const script = '```script\n{"steps":[{"do":"say","text":"Here."}]}\n```';
  const { id } = await session.call('threads.create', { project, prompt: script, agent: 'scripted' });
  const onBoard = performance.now() - began;
  const firstEvent = await new Promise<number>((resolve, reject) => {
    session.subscribe(
      'thread',
      { thread: id },
      {
        snapshot: (view) => view.items.some((item) => item.kind === 'assistant') && resolve(performance.now() - began),
        events: (events) =>
          events.some((event) => event.kind === 'item' && event.item.kind === 'assistant') && resolve(performance.now() - began),
        failed: (failure) => reject(new Error(failure.message)),
      },
    );
    setTimeout(() => reject(new Error('the agent said nothing')), LONGEST_MS).unref();
  });
  await session.call('threads.remove', { thread: id });
  return { onBoard, firstEvent };
};

const measure = (folder: string, files: number): Promise<readonly Figure[]> => {
  const repository = makeRepository(join(folder, `repository-${files}`), files);
  return withServed({ dataFolder: join(folder, `data-${files}`) }, async ({ session }) => {
    const project = await session.call('projects.add', { path: repository });
    const bare: number[] = [];
    const ours: Started[] = [];
    // In turns, so that the state of the page cache is the same for both.
    for (let run = 0; run < RUNS; run += 1) {
      const path = join(folder, `bare-${files}-${run}`);
      bare.push(await timed(() => git(repository, 'worktree', 'add', '--quiet', '-b', `bare-${run}`, path)));
      git(repository, 'worktree', 'remove', '--force', path);
      ours.push(await startTask(session, project.id));
    }
    const limit = { name: 'git worktree add', value: median(bare) };
    const count = files.toLocaleString('en');
    return [
      { name: `on the board, ${count} files`, value: median(ours.map((run) => run.onBoard)), unit: 'ms', goal: { most: 300 } },
      {
        name: `agent's first event, ${count} files`,
        value: median(ours.map((run) => run.firstEvent)),
        unit: 'ms',
        limit,
        goal: { mostRatio: files > 10_000 ? 1.05 : 1.2 },
      },
    ];
  });
};

export const taskStart: Bench = {
  name: 'task-start',
  run: ({ quick }) =>
    inFolder(async (folder) => {
      const small = await measure(folder, 5_000);
      return quick ? small : [...small, ...(await measure(folder, 50_000))];
    }),
};
