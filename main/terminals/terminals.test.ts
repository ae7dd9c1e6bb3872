import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Screen } from '#contract/screen.ts';
import { FloodFilter } from '#contract/flood.ts';
import { restoreScreen } from '#contract/screen.ts';
import { SCROLLBACK_LINES, type Terminal, type TerminalEvent, type TerminalOwner } from '#contract/terminals.ts';
import { processLives } from '#main/base/process-group.ts';
import { newId } from '#main/base/new-id.ts';
import { dataPaths } from '#main/base/paths.ts';
import { headlessTerminal } from '#main/pty/headless-terminal.ts';
import { openPtyHost, type RunningPtyHost } from '#main/pty/start-pty-host.ts';
import { dumpTerminal } from '#main/pty/testing/dump-terminal.ts';
import { openDatabase } from '#main/storage/open-database.ts';
import { TerminalsTable } from '#main/storage/terminals-table.ts';
import { Terminals } from './terminals.ts';
import { ThreadProcesses } from './thread-processes.ts';

const thread = newId('t');
const owner: TerminalOwner = { kind: 'thread', thread };

let folder: string;
let place: string;
let ptys: RunningPtyHost;
let database: ReturnType<typeof openDatabase>['database'];
let rows: TerminalsTable;
let terminals: Terminals;

const openAll = (): Terminals =>
  new Terminals({
    ptys,
    rows,
    shellFolder: join(folder, 'shell'),
    place: () => ({ cwd: place, environment: { SWITCHYARD_THREAD: thread, SWITCHYARD_PORT: '42000', HOME: folder } }),
    sandbox: () => {
      throw new Error('no sandbox here');
    },
    now: Date.now,
  });

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'switchyard-terminals-'));
  place = join(folder, 'place');
  mkdirSync(place);
  const paths = dataPaths(folder);
  database = openDatabase(paths, 1).database;
  rows = new TerminalsTable(database, paths.terminals);
  ptys = openPtyHost();
  terminals = openAll();
});
afterEach(async () => {
  await terminals.dispose();
  await ptys.dispose();
  database.close();
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
});

const until = async (condition: () => boolean | Promise<boolean>): Promise<void> => {
  while (!(await condition())) await new Promise((resolve) => setTimeout(resolve, 10));
};

/** A page that looks on: takes as much as it is told to, and has an xterm of its own. */
const lookOn = (id: Terminal['id'], taking: () => boolean = () => true) => {
  const xterm = headlessTerminal(80, 24, SCROLLBACK_LINES);
  const seen = { snapshots: 0, bytes: 0, number: 0, parsed: Promise.resolve(), gaps: 0 };
  let held = 0;
  const follow = (work: () => Promise<void> | void): void => {
    seen.parsed = seen.parsed.then(work);
  };
  // As the page does: what comes while it is parsing is taken together, and a flood is shortened.
  const waiting: Uint8Array[] = [];
  const filter = new FloodFilter();
  const parse = async (): Promise<void> => {
    const bytes = Buffer.concat(waiting.splice(0));
    for (const piece of filter.pieces(bytes, SCROLLBACK_LINES + xterm.rows * 2))
      await new Promise<void>((resolve) => xterm.write(piece.short ?? piece.bytes, resolve));
  };
  const check = (number: number, steps: number): void => {
    if (number !== seen.number + steps) seen.gaps += 1;
    seen.number = number;
  };
  const view = terminals.get(id).view({
    snapshot: ({ screen }: { readonly screen: Screen }, number) => {
      seen.snapshots += 1;
      seen.number = number;
      follow(() => restoreScreen(xterm, screen));
    },
    events: (events: readonly TerminalEvent[], number) => {
      check(number, events.length);
      for (const { columns, rows: lines } of events) follow(() => xterm.resize(columns, lines));
    },
    bytes: (bytes, number) => {
      check(number, bytes.length);
      seen.bytes += bytes.length;
      waiting.push(bytes);
      follow(parse);
      if (taking()) view.acknowledge(bytes.length);
      else held += bytes.length;
    },
    failed: () => undefined,
  });
  const text = (): string =>
    Array.from({ length: xterm.buffer.active.length }, (_, row) => xterm.buffer.active.getLine(row)?.translateToString(true) ?? '').join(
      '\n',
    );
  return { view, seen, xterm, text, takeHeld: () => view.acknowledge(held) };
};

const dumpNow = async (id: Terminal['id']) => {
  const page = lookOn(id);
  await until(() => page.seen.snapshots === 1);
  await page.seen.parsed;
  void page.view.dispose();
  return dumpTerminal(page.xterm);
};

const openShell = async () => {
  const terminal = await terminals.open({ owner, kind: 'shell', columns: 90, rows: 20, beside: null });
  const page = lookOn(terminal.id);
  await until(() => /[$#] $/.test(page.text().trimEnd() + ' '));
  return { id: terminal.id, page };
};

test('a shell is the user’s, in the folder, with the ports; it tells where it is and how commands end', async () => {
  const { id, page } = await openShell();
  terminals.get(id).write('echo port-$SWITCHYARD_PORT; mkdir sub; cd sub; false\r');
  await until(() => page.text().includes('port-42000'));
  await until(() => terminals.get(id).row.cwd.endsWith('/sub') && terminals.get(id).row.command?.exitCode === 1);
  expect(terminals.get(id).row).toMatchObject({
    state: { kind: 'running' },
    cwd: join(place, 'sub'),
    command: { text: 'echo port-$SWITCHYARD_PORT; mkdir sub; cd sub; false', running: false, exitCode: 1 },
  });
  terminals.get(id).write('exit 7\r');
  await until(() => terminals.get(id).row.state.kind === 'ended');
  expect(terminals.get(id).row.state).toMatchObject({ kind: 'ended', how: 'exited', code: 7 });
});

test('every page sees the same: one that was there, one that comes later, through floods and changes of size', async () => {
  const { id, page } = await openShell();
  terminals.get(id).write('PS1="> "; clear; seq 1 30000; printf "\\e[31mred\\e[0m \\e[4:3mcurl\\e[0m\\n"; echo the-$((1+1))nd\r');
  await until(() => page.text().includes('the-2nd'));
  terminals.get(id).resize(61, 17);
  terminals.get(id).write('printf "%0100d\\n" 7; printf "\\e[?1049h\\e[3;4Hfull screen\\e[?25l"; echo over\r');
  await until(() => page.text().includes('full screen'));
  await until(() => page.xterm.cols === 61 && /full screenover\s+> $/.test(page.text().trimEnd() + ' '));
  await page.seen.parsed;
  const mine = dumpTerminal(page.xterm);
  expect(await dumpNow(id)).toEqual(mine);
  expect(page.seen).toMatchObject({ gaps: 0, snapshots: 1 });
  expect(mine).toMatchObject({ size: [61, 17], isAlternate: true });
});

test('a page that takes nothing holds up nobody for long, costs bounded memory and catches up with a fresh screen', async () => {
  const { id, page } = await openShell();
  let taking = false;
  const stuck = lookOn(id, () => taking);
  await until(() => stuck.seen.snapshots === 1);
  terminals.get(id).write('yes flood | head -n 2000000; echo at-the-$((1+1))\r');
  await until(() => page.text().includes('at-the-2'));
  expect(stuck.seen.bytes).toBeLessThan(3_000_000);
  expect(page.seen.gaps).toBe(0);
  const resident = Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${await ptys.processId()}/status`, 'utf8'))?.[1]) / 1024;
  expect(resident).toBeLessThan(250);
  taking = true;
  stuck.takeHeld();
  await until(() => stuck.text().includes('at-the-2'));
  await stuck.seen.parsed;
  expect(stuck.seen.snapshots).toBeGreaterThan(1);
  expect(dumpTerminal(stuck.xterm)).toEqual(await dumpNow(id));
});

test('without anybody who looks on, a flood goes on and its end is kept', async () => {
  const { id, page } = await openShell();
  void page.view.dispose();
  terminals.get(id).write('yes hidden | head -n 1000000; echo over-$((1+1))\r');
  await until(() => terminals.get(id).row.command?.running === true);
  await until(() => terminals.get(id).row.command?.running === false);
  const again = lookOn(id);
  await until(() => again.text().includes('over-2'));
});

test('tabs are ordered, named, stand beside each other, and are the same after a restart; what ran is lost, its screen is not', async () => {
  const first = await openShell();
  const second = await terminals.open({ owner, kind: 'shell', columns: 80, rows: 24, beside: null });
  const beside = await terminals.open({ owner, kind: 'shell', columns: 80, rows: 24, beside: first.id });
  terminals.get(second.id).change({ name: 'mine' });
  terminals.move(second.id, 0);
  const order = () => terminals.of(owner).map(({ row }) => [row.id, row.group, row.name]);
  const expected = [
    [second.id, second.id, 'mine'],
    [first.id, first.id, null],
    [beside.id, first.id, null],
  ];
  expect(order()).toEqual(expected);
  terminals.get(first.id).write('echo kept-$((40+2))\r');
  await until(() => first.page.text().includes('kept-42'));
  await terminals.get(first.id).keep();
  const before = await dumpNow(first.id);
  // As a core that was killed leaves it.
  const earlier = terminals;
  terminals = openAll();
  expect(order()).toEqual(expected);
  expect(terminals.get(first.id).row.state).toMatchObject({ kind: 'ended', how: 'lost' });
  expect((await dumpNow(first.id)).normal).toEqual(before.normal);
  await earlier.dispose();
});

test('run commands take their terminal again; they are ended with all they started', async () => {
  let heard = '';
  const start = () =>
    terminals.startProgram({
      owner,
      kind: 'run',
      name: 'dev',
      text: 'trap "" HUP TERM; (trap "" HUP TERM; exec sleep 1000) & echo child $!; wait',
      listener: { output: (bytes) => (heard += Buffer.from(bytes).toString()) },
    });
  const dev = await start();
  await until(() => /child \d+/.test(heard));
  const child = Number(/child (\d+)/.exec(heard)?.[1]);
  expect(processLives(child)).toBe(true);
  await dev.end();
  expect([processLives(child), await dev.over]).toEqual([false, null]);
  expect((await start()).terminal).toBe(dev.terminal);
  const exits = await terminals.startProgram({ owner, kind: 'agent', name: 'server', text: 'echo bye; exit 4' });
  expect(await exits.over).toBe(4);
  await terminals.forget(owner);
  expect([terminals.of(owner), rows.list()]).toEqual([[], []]);
});

test('what an agent left running is shown as it was and goes on, typed into and ended by the user; the same takes its place again', async () => {
  let typed = '';
  let ends = 0;
  const leave = () => {
    const listener = terminals.showLeft(owner, {
      ...{ command: 'npm run dev', cwd: place, pid: 4711, output: () => 'one\ntwo\n' },
      write: (text) => (typed += text),
      end: () => {
        ends += 1;
        listener.ended({ code: null, signal: 15 });
        return Promise.resolve();
      },
    });
    return listener;
  };
  const listener = leave();
  const [terminal] = terminals.of(owner);
  if (terminal === undefined) throw new Error('none is shown');
  expect(terminal.row).toMatchObject({ kind: 'agent', name: 'npm run dev', state: { kind: 'running', pid: 4711 } });
  const page = lookOn(terminal.id);
  await until(() => page.seen.snapshots === 1);
  listener.text('thr');
  terminal.resize(40, 10);
  listener.text('ee\nfour');
  await until(() => page.text().includes('four'));
  await page.seen.parsed;
  expect([page.text().trimEnd(), page.xterm.cols, page.seen.gaps]).toEqual(['one\ntwo\nthree\nfour', 40, 0]);
  terminal.write('q');
  await terminal.end();
  expect([typed, ends, terminal.row.state]).toMatchObject(['q', 1, { kind: 'ended', how: 'ended', signal: 15 }]);
  leave();
  expect(terminals.of(owner).map(({ id, isRunning }) => [id, isRunning])).toEqual([[terminal.id, true]]);
});

test('processes of a thread: what its terminals started, with memory and ports, ended one by one or all', async () => {
  const processes = new ThreadProcesses(terminals, Date.now);
  const server = `require('http').createServer((q, r) => r.end()).listen(0, '127.0.0.1', function () { console.log('port ' + this.address().port) })`;
  let heard = '';
  const run = await terminals.startProgram({
    owner,
    kind: 'run',
    name: 'dev',
    text: `node -e "${server}" & setsid sleep 1000 & wait`,
    listener: { output: (bytes) => (heard += Buffer.from(bytes).toString()) },
  });
  await until(() => /port \d+/.test(heard));
  const port = Number(/port (\d+)/.exec(heard)?.[1]);
  const listed = await processes.list(thread);
  const node = listed.find(({ command }) => command.includes('createServer') && !command.includes('setsid'));
  expect(node).toMatchObject({ ports: [port], terminal: run.terminal });
  expect(node?.bytes).toBeGreaterThan(10_000_000);
  expect(listed.some(({ command }) => command === 'sleep 1000')).toBe(true);
  await processes.end(thread, node?.pid ?? 0);
  expect(processLives(node?.pid ?? 0)).toBe(false);
  await processes.end(thread, null);
  await until(async () => (await processes.list(thread)).length === 0);
});

test('kill -9 of the pty process: the terminals say that they were lost, and new ones open', async () => {
  const { id } = await openShell();
  await terminals.get(id).keep();
  process.kill((await ptys.processId()) as number, 'SIGKILL');
  await until(() => terminals.get(id).row.state.kind === 'ended');
  expect(terminals.get(id).row.state).toMatchObject({ how: 'lost' });
  expect((await dumpNow(id)).size).toEqual([90, 20]);
  await terminals.restart(id);
  expect(terminals.get(id).row.state.kind).toBe('running');
});

test('kill -9 of the core leaves nothing of a terminal behind', async () => {
  const program = `
    import { openPtyHost } from ${JSON.stringify(join(import.meta.dirname, '..', 'pty', 'start-pty-host.ts'))};
    const pty = await openPtyHost().open({ file: '/bin/bash', args: ['-ic', 'trap "" HUP TERM; sleep 4321 & echo job $!; wait'], cwd: '/', environment: process.env, columns: 80, rows: 24 });
    pty.onData((bytes) => process.stdout.write(bytes));`;
  const core = spawn(process.execPath, ['--input-type=module-typescript', '-e', program], {
    cwd: process.cwd(),
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let said = '';
  core.stdout.on('data', (bytes: Buffer) => (said += bytes.toString()));
  await until(() => /job \d+/.test(said));
  const job = Number(/job (\d+)/.exec(said)?.[1]);
  core.kill('SIGKILL');
  await once(core, 'exit');
  await until(() => !processLives(job));
});
