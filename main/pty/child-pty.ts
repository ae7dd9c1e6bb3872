/** One program on a pty, inside the pty process: node-pty with a pause that loses nothing when the program ends meanwhile. */
import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, isAbsolute, join } from 'node:path';
import { spawn, type IPty } from '@lydell/node-pty';
import type { PtyEnd, PtySpec } from './pty-host.ts';

/** What a program that ended left in the pty is read for so long without a word; something else may hold the pty open. */
const LAST_OUTPUT_MS = 100;

export interface ChildPty {
  readonly pid: number;
  readonly write: (bytes: Uint8Array) => void;
  readonly resize: (columns: number, rows: number) => void;
  readonly pause: () => void;
  readonly resume: () => void;
  readonly hangUp: () => void;
}

interface ChildListener {
  readonly data: (bytes: Uint8Array) => void;
  readonly ended: (end: PtyEnd) => void;
}

/** As much of node-pty's inside as the end of a paused pty needs; absent on Windows. */
interface Socket {
  destroy: (error?: Error) => void;
  readonly readableEnded: boolean;
}

/** A failure with the system's code, as a start that failed has. */
const failed = (code: string, what: string): Error => Object.assign(new Error(`${code}: ${what}`), { code });

const isFile = (path: string): boolean => {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
};

/** Throws when the program or the folder is not there: the pty itself would only show an ended child. */
const assertStartable = ({ file, cwd, environment }: PtySpec): void => {
  if (!statSync(cwd, { throwIfNoEntry: false })?.isDirectory()) throw failed('ENOENT', `${cwd} is no folder`);
  if (process.platform === 'win32') return;
  const found = file.includes('/')
    ? isFile(isAbsolute(file) ? file : join(cwd, file))
    : (environment['PATH'] ?? '').split(delimiter).some((folder) => isFile(join(folder, file)));
  if (!found) throw failed('ENOENT', `${file} is not there`);
};

/** The longest wait between two looks whether a program that let go of its terminal has ended. */
const LOOK_MAX_MS = 250;

/**
 * node-pty closes the pty a fifth of a second after the program's end, whatever is unread: read it first. Read to its end, it
 * is closed at once, but never before the program has ended: closing hangs up on one that has only let go of its terminal.
 */
const readBeforeClosing = (child: IPty, state: { quietSince: number }): void => {
  const inside = child as unknown as { readonly _socket?: Socket; readonly _boundClose?: boolean };
  const socket = inside._socket;
  if (socket === undefined) return;
  const destroy = socket.destroy.bind(socket);
  const destroyAfterEnd = (error: Error | undefined, wait: number): void => {
    if (inside._boundClose === true) destroy(error);
    else setTimeout(() => destroyAfterEnd(error, Math.min(wait * 2, LOOK_MAX_MS)), wait);
  };
  socket.destroy = (error) => {
    if (error !== undefined || socket.readableEnded) return destroyAfterEnd(error, 1);
    child.resume();
    state.quietSince = performance.now();
    const look = (): void => {
      if (performance.now() - state.quietSince >= LAST_OUTPUT_MS) destroy();
      else setTimeout(look, LAST_OUTPUT_MS / 4);
    };
    look();
  };
};

/** Throws an error with a `code` when it cannot be started. */
export const openChildPty = (spec: PtySpec, listener: ChildListener): ChildPty => {
  assertStartable(spec);
  const environment = Object.fromEntries(Object.entries(spec.environment).filter(([, value]) => value !== undefined));
  const child = spawn(spec.file, [...spec.args], {
    name: environment['TERM'] ?? 'xterm-256color',
    cols: spec.columns,
    rows: spec.rows,
    cwd: spec.cwd,
    env: environment,
    encoding: null,
  });
  const state = { quietSince: 0, over: false };
  readBeforeClosing(child, state);
  child.onData((data: unknown) => {
    state.quietSince = performance.now();
    listener.data(typeof data === 'string' ? Buffer.from(data) : (data as Buffer));
  });
  child.onExit(({ exitCode, signal }) => {
    state.over = true;
    listener.ended(signal === undefined || signal === 0 ? { code: exitCode, signal: null } : { code: null, signal });
  });
  const whileOpen = (work: () => void): void => {
    // The program may have ended in this moment.
    try {
      if (!state.over) work();
    } catch {
      state.over = true;
    }
  };
  return {
    pid: child.pid,
    // Declared for text; bytes go through as they are, which some mouse reports need.
    write: (bytes) => whileOpen(() => child.write(Buffer.from(bytes) as unknown as string)),
    resize: (columns, rows) => whileOpen(() => child.resize(columns, rows)),
    pause: () => whileOpen(() => child.pause()),
    resume: () => whileOpen(() => child.resume()),
    hangUp: () => whileOpen(() => child.kill()),
  };
};
