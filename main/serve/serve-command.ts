/** `switchyard serve`: a core with a door, until a signal ends it. */
import { AppError, type Failure } from '#contract/failure.ts';
import { startCore } from '#main/core.ts';
import { Lifetime } from '#main/base/disposable.ts';
import { failureOf } from '#main/base/errors.ts';
import { log } from '#main/base/log.ts';
import { dataPaths, findDataFolder } from '#main/base/paths.ts';
import { appRoot } from '#main/rpc/app-root.ts';
import { isLoopback } from '#main/rpc/auth.ts';
import { readCoreFile } from '#main/rpc/core-file.ts';
import { openDoor, type Door, type DoorOptions } from '#main/rpc/door.ts';
import { readToken } from '#main/rpc/token.ts';
import { exitWhenIdle } from './idle-exit.ts';
import { openBrowser } from './open-browser.ts';
import { parseServeOptions, type ServeOptions } from './serve-options.ts';

/** A port of one's own lets bookmarks, cookies and the icon on a phone go on working. */
export const USUAL_PORT = 4717;

const say = (sentence: string): void => void process.stdout.write(`${sentence}\n`);

const complain = (failure: Failure, json: boolean): void => {
  const { kind, message, action } = failure;
  const text = json
    ? JSON.stringify({ error: { kind, message, action: action ?? null } })
    : `${message}${action === undefined ? '' : ` ${action}`}`;
  process.stderr.write(`${text}\n`);
};

/** npm's scripts run in the checkout's folder; INIT_CWD is where the user stood. */
const startFolder = (): string => (process.cwd() === appRoot ? (process.env['INIT_CWD'] ?? appRoot) : process.cwd());

const openOnUsualPort = async (options: Omit<DoorOptions, 'port'>): Promise<Door> => {
  try {
    return await openDoor({ ...options, port: USUAL_PORT });
  } catch (error) {
    // Taken: another data folder's core, most likely. Any free port will do then.
    if (error instanceof AppError && error.failure.kind === 'unavailable') return openDoor({ ...options, port: 0 });
    throw error;
  }
};

/** Settles at the first signal that asks to end. A second one ends at once. */
const endAsked = (): { readonly asked: Promise<void>; readonly ask: () => void } => {
  const { promise, resolve } = Promise.withResolvers<void>();
  let asked = false;
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => {
      if (asked) process.exit(1);
      asked = true;
      resolve();
    });
  }
  return { asked: promise, ask: resolve };
};

/** The failure as it is, except that a core which runs already is named by its address. */
const withFirstAddress = async (error: unknown, dataFolder: string): Promise<Failure> => {
  const told = failureOf(error);
  const paths = dataPaths(dataFolder);
  const first = told.kind === 'busy' ? await readCoreFile(paths.core) : null;
  if (first === null) return told;
  const token = await readToken(paths.token);
  const address = token === null ? first.address : `${first.address}?token=${token}`;
  return { kind: 'busy', message: `Switchyard already runs on this data folder, at ${address}` };
};

const announce = async (door: Door, options: ServeOptions, dataFolder: string): Promise<void> => {
  const { address, port } = door.server;
  if (options.json) say(JSON.stringify({ address, addressWithToken: door.addressWithToken, port, pid: process.pid, dataFolder }));
  else say(`Switchyard is at ${door.addressWithToken}`);
  if (!isLoopback(options.host)) {
    process.stderr.write(
      'Others on this network can reach it, and what they send and see is not encrypted. Do this only on a network you trust.\n',
    );
  }
  if (options.open && !(await openBrowser(door.server.ticketAddress())))
    process.stderr.write('No browser could be opened; open the address above.\n');
};

/** A bug that nobody awaited is logged. After one that broke off the loop nothing is sure any more: the core ends in order. */
const watchForBugs = (end: () => void): void => {
  process.on('unhandledRejection', (error) => log.error('unhandled rejection', { error }));
  process.on('uncaughtException', (error) => {
    log.error('uncaught exception', { error });
    process.stderr.write(
      'Something broke, and Switchyard ends; the log in its data folder has more. What runs can go on after the next start.\n',
    );
    process.exitCode = 1;
    end();
  });
};

const run = async (options: ServeOptions, dataFolder: string, lifetime: Lifetime): Promise<void> => {
  const end = endAsked();
  watchForBugs(end.ask);
  const core = lifetime.own(await startCore({ dataFolder, host: { kind: 'serve' }, startFolder: startFolder() }));
  const base = { dataFolder, handlers: core.handlers, kind: 'serve', host: options.host } as const;
  const door = lifetime.own(options.port === null ? await openOnUsualPort(base) : await openDoor({ ...base, port: options.port }));
  if (options.idleExitMinutes !== null) lifetime.own(await exitWhenIdle(core, door.server, options.idleExitMinutes, end.ask));
  await announce(door, options, dataFolder);
  await end.asked;
};

/** Runs the server until it is asked to end; gives the exit code. */
export const serve = async (args: readonly string[]): Promise<number> => {
  const dataFolder = findDataFolder();
  const json = args.includes('--json');
  let options: ServeOptions;
  try {
    options = parseServeOptions(args);
  } catch (error) {
    const message = error instanceof Error ? error.message.split('. ')[0] : String(error);
    complain(
      error instanceof AppError ? error.failure : { kind: 'invalid', message: `${message}.`, action: 'See “switchyard help serve”.' },
      json,
    );
    return 2;
  }
  const lifetime = new Lifetime();
  // The border of this host: whatever fails is told in a sentence.
  try {
    await run(options, dataFolder, lifetime);
    await lifetime.dispose();
    return process.exitCode === 1 ? 1 : 0;
  } catch (error) {
    complain(await withFirstAddress(error, dataFolder), json);
    // Where the end itself failed, that has just been told.
    await lifetime.dispose().catch(() => undefined);
    return 1;
  }
};
