/**
 * Terminals of the running app: bytes from a pty to a client against a bare pty and WebSocket in the same run, a keystroke's
 * echo while another terminal floods, and the screen in a browser. Skips the browser where there is none.
 */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { spawn, type IPty } from '@lydell/node-pty';
import { chromium } from '@playwright/test';
import { WebSocketServer } from 'ws';
import type { TerminalId, ThreadId } from '#contract/ids.ts';
import type { CoreSession } from '#main/cli/core-session.ts';
import { chromiumArguments, findChromium } from '#scripts/find-chromium.ts';
import { makeThread } from './changes.ts';
import { median, quantile, timed, type Bench, type Figure } from './figures.ts';
import { inFolder, makeRepository } from './place.ts';
import { withServed, type Served } from './served.ts';

const FILE_BYTES = 48 * 1024 * 1024;
const KEYSTROKES = 60;
const FLOOD_LINE = 'a line of a flood that does not end';
/** What a bare server lets pile up for its client. */
const BARE_WINDOW_BYTES = 1024 * 1024;
const RUNS = 3;
/** 30 MB/s where a bare pty and WebSocket moved 48. */
const GOAL_OF_BARE = 30 / 48;
const END = 'the-very-end';

const megabytesPerSecond = (bytes: number, milliseconds: number): number => bytes / 1e6 / (milliseconds / 1000);

/** Coloured lines as a compiler prints them. */
const writeFlood = (path: string): void => {
  const lines: string[] = [];
  for (let bytes = 0, line = 0; bytes < FILE_BYTES; line += 1) {
    const text = `\x1b[32m${line}\x1b[0m src/some/module.ts: \x1b[1;31merror\x1b[0m expected what is not there, found ${line * 7}`;
    bytes += text.length + 1;
    lines.push(text);
  }
  writeFileSync(path, `${lines.join('\n')}\n${END}\n`);
};

/** What a pty puts out goes to the socket, which has no more than a window of it unsent. */
const sendTo = (socket: Pick<WebSocket, 'send' | 'bufferedAmount'>, pty: IPty): void => {
  pty.onData((data) => {
    socket.send(data);
    if (socket.bufferedAmount < BARE_WINDOW_BYTES) return;
    pty.pause();
    const look = (): void => void (socket.bufferedAmount < BARE_WINDOW_BYTES / 4 ? pty.resume() : setTimeout(look, 1));
    look();
  });
};

/** A pty and a socket with nothing between them: what the machine can do at this moment. */
const bare = async (path: string): Promise<number> => {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const sockets = new WebSocketServer({ server });
  sockets.on('connection', (socket) => {
    const pty = spawn('/bin/cat', [path], { cols: 120, rows: 40, encoding: null });
    sendTo(socket, pty);
    pty.onExit(() => socket.close());
  });
  const began = performance.now();
  let bytes = 0;
  await new Promise<void>((resolve) => {
    const socket = new WebSocket(`ws://127.0.0.1:${(server.address() as AddressInfo).port}`);
    socket.binaryType = 'arraybuffer';
    socket.addEventListener('message', ({ data }) => (bytes += (data as ArrayBuffer).byteLength));
    socket.addEventListener('close', () => resolve());
  });
  const milliseconds = performance.now() - began;
  sockets.close();
  server.close();
  return megabytesPerSecond(bytes, milliseconds);
};

/** Keys echoed by a bare shell while another bare pty floods the same client: what is left of the machine for a key. */
const bareEcho = async (): Promise<readonly number[]> => {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const sockets = new WebSocketServer({ server });
  sockets.on('connection', (socket) => {
    const flood = spawn('/usr/bin/yes', [FLOOD_LINE], { cols: 120, rows: 40, encoding: null });
    sendTo(socket, flood);
    const shell = spawn('/bin/cat', [], { cols: 120, rows: 40, encoding: null });
    shell.onData((data) => socket.send(`key ${String(data)}`));
    socket.on('message', (data: Buffer) => shell.write(data.toString()));
    socket.on('close', () => {
      flood.kill();
      shell.kill();
    });
  });
  const socket = new WebSocket(`ws://127.0.0.1:${(server.address() as AddressInfo).port}`);
  socket.binaryType = 'arraybuffer';
  let back: () => void = () => undefined;
  socket.addEventListener('message', ({ data }) => typeof data === 'string' && back());
  await new Promise((resolve) => socket.addEventListener('open', resolve));
  const times = await typed((letter) => {
    const answered = new Promise<void>((resolve) => (back = resolve));
    socket.send(letter);
    return answered;
  });
  socket.close();
  sockets.close();
  server.close();
  return times;
};

/** Milliseconds from each key to what comes back for it. */
const typed = async (press: (letter: string) => Promise<unknown>): Promise<readonly number[]> => {
  const times: number[] = [];
  for (let stroke = 0; stroke < KEYSTROKES; stroke += 1) {
    times.push(await timed(() => press(String.fromCharCode(97 + (stroke % 26)))));
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return times;
};

interface Watched {
  readonly id: TerminalId;
  /** Resolves with the bytes since it was asked, once the text has come. */
  readonly until: (text: string) => Promise<number>;
  readonly type: (text: string) => Promise<null>;
}

const watch = async (session: CoreSession, thread: ThreadId): Promise<Watched> => {
  const { id } = await session.call('terminals.open', { owner: { kind: 'thread', thread }, kind: 'shell', columns: 120, rows: 40 });
  let tail = '';
  let bytes = 0;
  let look: () => void = () => undefined;
  session.subscribe(
    'terminal',
    { terminal: id },
    {
      snapshot: ({ screen }) => {
        tail = screen.text;
        look();
      },
      events: () => undefined,
      bytes: (piece) => {
        bytes += piece.length;
        tail = (tail + Buffer.from(piece.subarray(-200)).toString('latin1')).slice(-400);
        look();
      },
      failed: (failure) => {
        throw new Error(failure.message);
      },
    },
  );
  return {
    id,
    type: (text) => session.call('terminals.write', { terminal: id, text }),
    until: (text) =>
      new Promise((resolve) => {
        bytes = 0;
        tail = '';
        look = () => {
          if (tail.includes(text)) resolve(bytes);
        };
      }),
  };
};

const ready = async (terminal: Watched): Promise<void> => {
  const there = terminal.until('ready-42');
  await terminal.type('PS1="$ "; PROMPT_COMMAND=; PS0=; echo ready-$((40+2))\r');
  await there;
};

const throughput = async (terminal: Watched, path: string): Promise<number> => {
  const done = terminal.until(END);
  const began = performance.now();
  await terminal.type(`cat ${path}\r`);
  const bytes = await done;
  return megabytesPerSecond(bytes, performance.now() - began);
};

const echo = async (flooding: Watched, calm: Watched): Promise<readonly number[]> => {
  await flooding.type(`yes ${FLOOD_LINE}\r`);
  const times = await typed((letter) => {
    const back = calm.until(letter);
    return Promise.all([calm.type(letter), back]);
  });
  await flooding.type('\x03');
  return times;
};

/** From the Enter to the last line on the screen, in the browser. */
const onScreen = async ({ app, session }: Served, thread: ThreadId, path: string): Promise<readonly Figure[]> => {
  const browser = await chromium.launch({ executablePath: findChromium() ?? '', args: chromiumArguments() });
  try {
    const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
    await page.goto(app.addressWithToken);
    await page.waitForURL((address) => !address.searchParams.has('token'));
    await page.evaluate(() => localStorage.setItem('switchyard-terminal-drawer', 'open'));
    await page.goto(new URL(`#/thread/${thread}`, app.address).href);
    await page.reload();
    const screen = page.locator('.xterm-rows').first();
    await screen.waitFor();
    const heap = (): Promise<number> =>
      page.evaluate(() => (performance as unknown as { memory: { usedJSHeapSize: number } }).memory.usedJSHeapSize / 1e6);
    const tabs = await page.getByRole('tab').count();
    const shown = await session.call('terminals.open', { owner: { kind: 'thread', thread }, kind: 'shell', columns: 120, rows: 24 });
    await page.getByRole('tab').nth(tabs).click();
    const speeds: number[] = [];
    for (let run = 0; run < RUNS; run += 1) {
      await session.call('terminals.write', { terminal: shown.id, text: 'clear\r' });
      const began = performance.now();
      await session.call('terminals.write', { terminal: shown.id, text: `cat ${path}; echo run-$((${run}))-is-over\r` });
      await page.getByText(`run-${run}-is-over`).first().waitFor({ timeout: 120_000 });
      speeds.push(megabytesPerSecond(FILE_BYTES, performance.now() - began));
    }
    const full = await heap();
    await page.getByRole('button', { name: 'Hide the terminals' }).click();
    await page.locator('.xterm-rows').first().waitFor({ state: 'detached' });
    const client = await page.context().newCDPSession(page);
    await client.send('HeapProfiler.collectGarbage');
    return [
      { name: 'terminal: pty → screen in the browser', value: median(speeds), unit: 'MB/s', goal: { least: 8 } },
      { name: 'terminal: heap of the page, shown with a full scrollback', value: full, unit: 'MB' },
      { name: 'terminal: heap of the page, hidden', value: await heap(), unit: 'MB' },
    ];
  } finally {
    await browser.close();
  }
};

export const terminal: Bench = {
  name: 'terminal',
  run: () =>
    inFolder(async (folder) => {
      const repository = makeRepository(join(folder, 'repository'), 20);
      const flood = join(folder, 'flood.txt');
      writeFlood(flood);
      return withServed({ dataFolder: join(folder, 'data') }, async (served) => {
        const { id: thread } = await makeThread(served.session, repository);
        const first = await watch(served.session, thread);
        const second = await watch(served.session, thread);
        await ready(first);
        await ready(second);
        const limits: number[] = [];
        const speeds: number[] = [];
        for (let run = 0; run < RUNS; run += 1) {
          limits.push(await bare(flood));
          speeds.push(await throughput(first, flood));
        }
        const bareEchoes = await bareEcho();
        const echoes = await echo(first, second);
        return [
          {
            name: 'terminal: pty → client',
            value: median(speeds),
            unit: 'MB/s',
            limit: { name: 'bare pty and WebSocket', value: median(limits) },
            goal: { leastRatio: GOAL_OF_BARE },
          },
          {
            name: 'terminal: echo p95 while another floods',
            value: quantile(echoes, 0.95),
            unit: 'ms',
            limit: { name: 'bare pty and WebSocket', value: quantile(bareEchoes, 0.95) },
            goal: { most: 30 },
          },
          ...(findChromium() === null ? [] : await onScreen(served, thread, flood)),
        ];
      });
    }),
};
