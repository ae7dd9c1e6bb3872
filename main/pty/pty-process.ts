/**
 * The pty process: holds every pty of the app and the screens of the terminals, and nothing else. Started and listened
 * to by `start-pty-host.ts`, over its standard input and output; ends when that pipe closes, and its ptys with it.
 */
import { Socket } from 'node:net';
import { openChildPty, type ChildPty } from './child-pty.ts';
import { readFrames, sendBytes, sendMessage } from './frames.ts';
import { KeptScreen } from './kept-screen.ts';
import type { PtyReport, PtyRequest } from './pty-messages.ts';
import type { PtyEnd } from './pty-host.ts';

/** Output that the core has not taken yet, per pty: with more the program waits. */
const WINDOW_BYTES = 2 * 1024 * 1024;
/** No message is much larger. */
const MESSAGE_BYTES = 128 * 1024;
/** A pty gives four kilobytes at a time. In a flood they wait for each other so long; the first after a rest goes at once. */
const GATHER_MS = 4;
/**
 * A key that was pressed goes before everything: for so long after one, a flood rests after each message that it fills. With the
 * processors to itself all the time it would hold up what comes back for the key, on few cores by several times.
 */
const TYPING_MS = 200;
const FLOOD_RESTS_MS = 24;

interface Held {
  readonly child: ChildPty;
  readonly screen: KeptScreen | null;
  listening: boolean;
  /** Not passed on yet: each message costs as much as many kilobytes. */
  gathered: Uint8Array[];
  gatheredBytes: number;
  /** Takes back the flush that is due. */
  unplan: (() => void) | null;
  flushedAt: number;
  untakenBytes: number;
  paused: boolean;
  /** Runs while a flood makes way for somebody who types. */
  rest: NodeJS.Timeout | null;
  /** A snapshot is being made: what comes meanwhile waits, so that it comes after. */
  snapshots: number;
  late: (() => void)[];
}

const input = new Socket({ fd: 0, readable: true, writable: false });
const output = new Socket({ fd: 1, readable: false, writable: true });
const held = new Map<number, Held>();
let typedAt = Number.NEGATIVE_INFINITY;

const report = (pty: number, message: PtyReport): void => sendMessage(output, pty, message);

const regulate = (one: Held): void => {
  const wait = one.rest !== null || one.snapshots > 0 || (one.listening && one.untakenBytes >= WINDOW_BYTES) || one.screen?.isFull === true;
  if (wait === one.paused) return;
  one.paused = wait;
  if (wait) one.child.pause();
  else one.child.resume();
};

const flush = (pty: number, one: Held): void => {
  one.unplan?.();
  one.unplan = null;
  if (one.gatheredBytes === 0) return;
  one.flushedAt = performance.now();
  const bytes = one.gathered.length === 1 ? (one.gathered[0] as Uint8Array) : Buffer.concat(one.gathered);
  one.gathered = [];
  one.gatheredBytes = 0;
  takeOutput(pty, one, bytes);
};

const planFlush = (pty: number, one: Held): (() => void) => {
  const rested = performance.now() - one.flushedAt;
  if (rested >= GATHER_MS) {
    const due = setImmediate(() => flush(pty, one));
    return () => clearImmediate(due);
  }
  const due = setTimeout(() => flush(pty, one), GATHER_MS - rested);
  return () => clearTimeout(due);
};

const makeWay = (one: Held): void => {
  if (one.rest !== null || performance.now() - typedAt >= TYPING_MS) return;
  one.rest = setTimeout(() => {
    one.rest = null;
    regulate(one);
  }, FLOOD_RESTS_MS);
  regulate(one);
};

const gather = (pty: number, one: Held, bytes: Uint8Array): void => {
  one.gathered.push(bytes);
  one.gatheredBytes += bytes.length;
  if (one.gatheredBytes >= MESSAGE_BYTES) {
    flush(pty, one);
    makeWay(one);
  } else one.unplan ??= planFlush(pty, one);
};

const takeOutput = (pty: number, one: Held, bytes: Uint8Array): void => {
  if (one.snapshots > 0) return void one.late.push(() => takeOutput(pty, one, bytes));
  one.screen?.take(bytes);
  if (one.listening) {
    sendBytes(output, pty, bytes);
    one.untakenBytes += bytes.length;
  }
  regulate(one);
};

const takeEnd = (pty: number, one: Held, end: PtyEnd): void => {
  flush(pty, one);
  if (one.snapshots > 0) one.late.push(() => takeEnd(pty, one, end));
  else report(pty, { kind: 'ended', end });
};

const open = (pty: number, { spec, screen: options }: Extract<PtyRequest, { kind: 'open' }>): void => {
  try {
    const child = openChildPty(spec, {
      data: (bytes) => {
        const one = held.get(pty);
        if (one !== undefined) gather(pty, one, bytes);
      },
      ended: (end) => {
        const one = held.get(pty);
        if (one !== undefined) takeEnd(pty, one, end);
      },
    });
    const screen =
      options === null
        ? null
        : new KeptScreen({
            ...options,
            columns: spec.columns,
            rows: spec.rows,
            reply: (text) => child.write(Buffer.from(text)),
            event: (event) => report(pty, { kind: 'event', event }),
            onRoom: () => {
              const one = held.get(pty);
              if (one !== undefined) regulate(one);
            },
          });
    held.set(pty, {
      child,
      screen,
      listening: options?.listening ?? true,
      gathered: [],
      gatheredBytes: 0,
      unplan: null,
      flushedAt: 0,
      untakenBytes: 0,
      paused: false,
      rest: null,
      snapshots: 0,
      late: [],
    });
    report(pty, { kind: 'opened', pid: child.pid });
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
    report(pty, { kind: 'failed', code, message: error instanceof Error ? error.message : String(error) });
  }
};

const takeSnapshot = async (pty: number, one: Held, { request, unless }: Extract<PtyRequest, { kind: 'snapshot' }>): Promise<void> => {
  if (one.screen === null || one.screen.number === unless) return report(pty, { kind: 'snapshot', request, snapshot: null });
  const { screen } = one;
  await whileStill(pty, one, async () => report(pty, { kind: 'snapshot', request, snapshot: await screen.snapshot() }));
};

const takeText = async (pty: number, one: Held, { request, mark }: Extract<PtyRequest, { kind: 'text' }>): Promise<void> => {
  const { screen } = one;
  if (screen === null) return report(pty, { kind: 'text', request, text: null });
  await whileStill(pty, one, async () => report(pty, { kind: 'text', request, text: await screen.text(mark) }));
};

/** What comes meanwhile comes after. */
const whileStill = async (pty: number, one: Held, look: () => Promise<void>): Promise<void> => {
  flush(pty, one);
  one.snapshots += 1;
  regulate(one);
  await look();
  one.snapshots -= 1;
  if (one.snapshots > 0) return;
  for (const late of one.late.splice(0)) late();
  regulate(one);
};

const resize = (pty: number, one: Held, columns: number, rows: number): void => {
  if (one.snapshots > 0) return void one.late.push(() => resize(pty, one, columns, rows));
  flush(pty, one);
  one.child.resize(columns, rows);
  one.screen?.resize(columns, rows);
  if (one.screen !== null) report(pty, { kind: 'event', event: { kind: 'resized', columns, rows } });
};

const forget = (pty: number, one: Held): void => {
  held.delete(pty);
  one.unplan?.();
  if (one.rest !== null) clearTimeout(one.rest);
  one.screen?.dispose();
};

const take = (pty: number, one: Held, request: Exclude<PtyRequest, { kind: 'open' }>): void => {
  switch (request.kind) {
    case 'resize':
      return resize(pty, one, request.columns, request.rows);
    case 'taken':
      one.untakenBytes = Math.max(0, one.untakenBytes - request.bytes);
      return regulate(one);
    case 'listen':
      one.listening = request.on;
      one.untakenBytes = 0;
      return regulate(one);
    case 'snapshot':
      return void takeSnapshot(pty, one, request);
    case 'text':
      return void takeText(pty, one, request);
    case 'hang-up':
      return one.child.hangUp();
    case 'forget':
      return forget(pty, one);
  }
};

const over = readFrames<PtyRequest>(input, (frame) => {
  const one = held.get(frame.pty);
  if (frame.kind === 'bytes') {
    typedAt = performance.now();
    one?.child.write(frame.bytes);
  } else if (frame.message.kind === 'open') open(frame.pty, frame.message);
  else if (one !== undefined) take(frame.pty, one, frame.message);
});
output.on('error', () => process.exit(0));
report(0, { kind: 'ready' });
await over;
for (const one of held.values()) one.child.hangUp();
process.exit(0);
