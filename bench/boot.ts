/** From starting the process to a board that can be used, with a long past in the database. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { findCore } from '#main/cli/core-session.ts';
import { startApp } from '#e2e/setup/running-app.ts';
import { writeCorpus } from './corpus.ts';
import { median, type Bench } from './figures.ts';
import { blankPageMilliseconds, withPage } from './page.ts';
import { inFolder, makeRepository } from './place.ts';
import { residentMegabytes } from './served.ts';

const OPEN_THREADS = 200;
const RUNS = 5;

const BARE_SERVER = `require('node:http').createServer((_, answer) => answer.end()).listen(0, '127.0.0.1', () => console.log('ready'))`;

const bareServerMilliseconds = async (): Promise<number> => {
  const began = performance.now();
  const child = spawn(process.execPath, ['-e', BARE_SERVER], { stdio: ['ignore', 'pipe', 'inherit'] });
  await once(child.stdout, 'data');
  const took = performance.now() - began;
  child.kill('SIGKILL');
  await once(child, 'exit');
  return took;
};

interface Booted {
  readonly listening: number;
  /** Until a client holds the whole board. */
  readonly board: number;
  readonly megabytes: number;
  readonly onScreen: number;
  readonly blank: number;
}

const bootOnce = async (dataFolder: string): Promise<Booted> => {
  const began = performance.now();
  const app = await startApp({ dataFolder });
  const listening = performance.now() - began;
  try {
    const session = await findCore(dataFolder);
    await session?.snapshot('board', {});
    const board = performance.now() - began;
    session?.close();
    return await withPage(async (page) => {
      await page.goto(app.addressWithToken);
      await page.getByRole('article').first().waitFor();
      const blank = await blankPageMilliseconds(page);
      const start = performance.now();
      await page.goto(app.address);
      await page.getByRole('article').first().waitFor();
      return { listening, board, megabytes: residentMegabytes(app.pid), onScreen: performance.now() - start, blank };
    });
  } finally {
    await app.stop();
  }
};

const bootOften = async (dataFolder: string): Promise<Booted> => {
  const runs: Booted[] = [];
  for (let run = 0; run < RUNS; run += 1) runs.push(await bootOnce(dataFolder));
  const middle = (key: keyof Booted): number => median(runs.map((run) => run[key]));
  return {
    listening: middle('listening'),
    board: middle('board'),
    megabytes: middle('megabytes'),
    onScreen: middle('onScreen'),
    blank: middle('blank'),
  };
};

export const boot: Bench = {
  name: 'boot',
  run: ({ quick }) =>
    inFolder(async (folder) => {
      const repository = makeRepository(join(folder, 'repository'), 20);
      const threads = quick ? 300 : 1_000;
      const itemsPerThread = quick ? 100 : 1_000;
      writeCorpus(join(folder, 'long'), repository, { threads, itemsPerThread, open: OPEN_THREADS });
      writeCorpus(join(folder, 'empty'), repository, { threads: 1, itemsPerThread: 1, open: 1 });
      const bare: number[] = [];
      for (let run = 0; run < RUNS; run += 1) bare.push(await bareServerMilliseconds());
      const limit = { name: 'bare HTTP server', value: median(bare) };
      const empty = await bootOften(join(folder, 'empty'));
      const long = await bootOften(join(folder, 'long'));
      const past = `${threads.toLocaleString('en')} threads, ${(threads * itemsPerThread).toLocaleString('en')} items`;
      return [
        { name: 'listening, empty', value: empty.listening, unit: 'ms', limit, goal: { most: 250 } },
        { name: `board at a client, ${past}`, value: long.board, unit: 'ms', limit, goal: { most: 1_000 } },
        {
          name: `board on screen, ${OPEN_THREADS} open cards`,
          value: long.onScreen,
          unit: 'ms',
          limit: { name: 'blank page', value: long.blank },
          goal: { most: 400 },
        },
        { name: 'memory at rest, empty', value: empty.megabytes, unit: 'MB', goal: { most: 110 } },
        { name: `memory at rest, ${past}`, value: long.megabytes, unit: 'MB' },
      ];
    }),
};
