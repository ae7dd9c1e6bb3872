/** Fifty threads that each say fifty things a second: how late the core and its clients become, and what it costs. */
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { once } from 'node:events';
import { WebSocket, WebSocketServer } from 'ws';
import type { ThreadId } from '#contract/ids.ts';
import { inRoot } from '#scripts/checkout.ts';
import type { CoreSession } from '#main/cli/core-session.ts';
import { writeCorpus } from './corpus.ts';
import { median, quantile, type Bench, type Figure } from './figures.ts';
import { framesDuring, withPage } from './page.ts';
import { inFolder, makeRepository } from './place.ts';
import { cpuMilliseconds, residentMegabytes, withServed } from './served.ts';

const THREADS = 50;
const PER_SECOND = 50;
const CARDS = 200;
const SETTLE_MS = 1_500;
const ROUND_TRIPS = 300;

const sleep = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** A bare WebSocket on loopback, there and back. */
const roundTripMilliseconds = async (): Promise<number> => {
  const server = new WebSocketServer({ host: '127.0.0.1', port: 0 });
  await once(server, 'listening');
  server.on('connection', (socket) => socket.on('message', (data) => socket.send(data)));
  const socket = new WebSocket(`ws://127.0.0.1:${(server.address() as { port: number }).port}`);
  await once(socket, 'open');
  const trips: number[] = [];
  for (let trip = 0; trip < ROUND_TRIPS; trip += 1) {
    const began = performance.now();
    socket.send('x'.repeat(200));
    await once(socket, 'message');
    trips.push(performance.now() - began);
  }
  socket.close();
  server.close();
  return median(trips);
};

/** The loop's delays since the last time it was asked. */
const loopDelays = async (pid: number, file: string): Promise<readonly number[]> => {
  rmSync(file, { force: true });
  process.kill(pid, 'SIGUSR2');
  while (!existsSync(file) || readFileSync(file, 'utf8') === '') await sleep(20);
  return JSON.parse(readFileSync(file, 'utf8')) as readonly number[];
};

/** How old each piece of a burst is when it reaches us. */
const watchAges = (session: CoreSession, thread: ThreadId, ages: number[]): (() => void) =>
  session.subscribe(
    'thread',
    { thread },
    {
      snapshot: () => undefined,
      failed: () => undefined,
      events: (events) => {
        const now = performance.timeOrigin + performance.now();
        for (const event of events) {
          if (event.kind !== 'append') continue;
          for (const [, said] of event.chunk.matchAll(/(\d{13}\.\d{3}) /g)) ages.push(now - Number(said));
        }
      },
    },
  );

const startThreads = async (session: CoreSession, seconds: number): Promise<readonly ThreadId[]> => {
  const { projects } = await session.snapshot('board', {});
  const project = projects[0];
  if (project === undefined) throw new Error('the corpus has no project');
  const script = JSON.stringify({ steps: [{ do: 'burst', perSecond: PER_SECOND, seconds, chars: 40 }] });
  const prompt = `Say much.\n\n\`\`\`script\n${script}\n\`\`\``;
  const threads: ThreadId[] = [];
  for (let index = 0; index < THREADS; index += 1) {
    const thread = await session.call('threads.create', {
      project: project.id,
      prompt,
      agent: 'scripted',
      placement: { kind: 'checkout' },
    });
    threads.push(thread.id);
  }
  return threads;
};

export const streaming: Bench = {
  name: 'streaming',
  run: ({ quick }) =>
    inFolder(async (folder) => {
      const seconds = quick ? 8 : 20;
      const dataFolder = join(folder, 'data');
      const file = join(folder, 'loop.json');
      writeCorpus(dataFolder, makeRepository(join(folder, 'repository'), 20), {
        threads: CARDS - THREADS,
        itemsPerThread: 20,
        open: CARDS,
      });
      const roundTrip = await roundTripMilliseconds();
      const environment = { NODE_OPTIONS: `--import ${inRoot('bench', 'loop-delay.mjs')}`, SWITCHYARD_BENCH_LOOP_FILE: file };
      return withServed({ dataFolder, environment }, ({ app, session }) =>
        withPage(async (page): Promise<readonly Figure[]> => {
          await page.goto(app.addressWithToken);
          await page.getByRole('article').first().waitFor();
          const before = residentMegabytes(app.pid);
          const threads = await startThreads(session, seconds);
          const ages: number[] = [];
          const stops = threads.map((thread) => watchAges(session, thread, ages));
          await sleep(SETTLE_MS);
          await loopDelays(app.pid, file);
          ages.length = 0;
          const cpuBefore = cpuMilliseconds(app.pid);
          const began = performance.now();
          const frames = await framesDuring(page, () => sleep((seconds * 1000) / 2));
          const cpu = (cpuMilliseconds(app.pid) - cpuBefore) / (performance.now() - began);
          const delays = await loopDelays(app.pid, file);
          const after = residentMegabytes(app.pid);
          for (const stop of stops) stop();
          const limit = { name: 'WebSocket round trip', value: roundTrip };
          return [
            { name: 'main loop late, p99', value: quantile(delays, 0.99), unit: 'ms', goal: { most: 16 } },
            { name: 'event to client, p50', value: median(ages), unit: 'ms', limit, goal: { most: 20 } },
            { name: 'event to client, p99', value: quantile(ages, 0.99), unit: 'ms', limit, goal: { most: 50 } },
            { name: 'events received', value: (ages.length * 1000) / (performance.now() - began), unit: '/s' },
            { name: 'core, share of a processor core', value: cpu * 100, unit: '%', goal: { most: 40 } },
            {
              name: 'memory for each streaming thread, open at a client',
              value: (after - before) / THREADS,
              unit: 'MB',
              goal: { most: 5 },
            },
            { name: `frames a second, ${CARDS} cards`, value: frames.perSecond, unit: 'fps', goal: { least: 58 } },
            { name: 'frames later than 34 ms', value: frames.late, unit: 'count', goal: { most: 0 } },
          ];
        }),
      );
    }),
};
