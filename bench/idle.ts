/** What fifty worktrees cost while nothing happens in them. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CoreSession } from '#main/cli/core-session.ts';
import type { ProjectId } from '#contract/ids.ts';
import type { Bench } from './figures.ts';
import { inFolder, makeRepository } from './place.ts';
import { cpuMilliseconds, residentMegabytes, withServed } from './served.ts';

const WORKTREES = 50;
const LOOK_EVERY_MS = 10;

const sleep = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds));

const startThreads = async (session: CoreSession, project: ProjectId, count: number): Promise<void> => {
  const prompt = '```script\n{"steps":[{"do":"say","text":"Done."}]}\n```';
  for (let index = 0; index < count; index += 1) await session.call('threads.create', { project, prompt, agent: 'scripted' });
  await new Promise<void>((resolve) => {
    const stop = session.watchBoard((board) => {
      if (board.threads.length < count || board.threads.some((thread) => thread.state.kind !== 'idle')) return;
      queueMicrotask(() => stop());
      resolve();
    });
  });
};

/** Process ids of git programs that the app has started and that run now. */
const gitProcesses = (app: number): readonly string[] =>
  readdirSync('/proc').filter((name) => {
    if (!/^\d+$/.test(name)) return false;
    try {
      const stat = readFileSync(`/proc/${name}/stat`, 'utf8');
      const parent = Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
      return parent === app && stat.includes('(git');
    } catch {
      // Ended while we looked.
      return false;
    }
  });

const countGit = async (app: number, milliseconds: number): Promise<number> => {
  const seen = new Set<string>();
  const end = performance.now() + milliseconds;
  while (performance.now() < end) {
    for (const pid of gitProcesses(app)) seen.add(pid);
    await sleep(LOOK_EVERY_MS);
  }
  return seen.size;
};

export const idle: Bench = {
  name: 'idle',
  run: ({ quick }) =>
    inFolder(async (folder) => {
      const repository = makeRepository(join(folder, 'repository'), 1_000);
      return withServed({ dataFolder: join(folder, 'data') }, async ({ app, session }) => {
        const { id } = await session.call('projects.add', { path: repository });
        await startThreads(session, id, quick ? 10 : WORKTREES);
        await sleep(10_000);
        const before = cpuMilliseconds(app.pid);
        const milliseconds = quick ? 5_000 : 30_000;
        const began = performance.now();
        const gits = await countGit(app.pid, milliseconds);
        const cpu = (cpuMilliseconds(app.pid) - before) / (performance.now() - began);
        return [
          { name: `core, share of a processor core, ${WORKTREES} worktrees`, value: cpu * 100, unit: '%', goal: { most: 0.5 } },
          { name: 'git processes', value: gits, unit: 'count', goal: { most: 0 } },
          { name: 'memory', value: residentMegabytes(app.pid), unit: 'MB' },
        ];
      });
    }),
};
