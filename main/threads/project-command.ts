/** Runs a command of the project (setup, teardown, run) in a thread's folder, as an item with its output live. */
import { StringDecoder } from 'node:string_decoder';
import type { ItemId } from '#contract/ids.ts';
import type { ItemOf, ItemStatus } from '#contract/items.ts';
import { start, type RunningCommand } from '#main/base/command.ts';
import { failureOf } from '#main/base/errors.ts';
import { log } from '#main/base/log.ts';
import { newId } from '#main/base/new-id.ts';
import { placeOf, type ThreadsContext } from './threads-context.ts';
import type { RunningProgram } from '#main/terminals/terminals.ts';
import type { RunningProjectCommand, ThreadSlot } from './thread-slot.ts';

export interface ProjectCommand {
  readonly use: ItemOf<'setup'>['use'];
  /** What the project calls a `run` command. */
  readonly name: string | null;
  readonly text: string;
}

const shellOf = (command: string): { readonly file: string; readonly args: readonly string[] } =>
  process.platform === 'win32'
    ? { file: process.env['ComSpec'] ?? 'cmd.exe', args: ['/d', '/s', '/c', command] }
    : { file: '/bin/sh', args: ['-c', command] };

const grow = (context: ThreadsContext, slot: ThreadSlot, id: ItemId, chunk: string): void => {
  if (chunk === '') return;
  try {
    const item = slot.log.grow(id, 'output', chunk);
    if (item?.kind === 'setup') slot.publisher.append(id, 'output', chunk, item.outputBytes);
  } catch {
    // The disk is full: the shown part goes on, the whole output has a hole. Storing the item will say so.
  }
  context.book.markDirty(slot);
  context.book.touch(slot, {});
};

const read = async (command: RunningCommand, onText: (text: string) => void): Promise<void> => {
  const one = async (stream: AsyncIterable<Buffer>): Promise<void> => {
    const decoder = new StringDecoder('utf8');
    try {
      for await (const piece of stream) onText(decoder.write(piece));
    } catch {
      // Destroyed because the command was ended.
    }
    onText(decoder.end());
  };
  await Promise.all([one(command.stdout), one(command.stderr)]);
};

const newItem = (context: ThreadsContext, slot: ThreadSlot, { use, name, text }: ProjectCommand, cwd: string): ItemOf<'setup'> => ({
  id: newId('i'),
  turn: null,
  position: slot.log.lastPosition + 1,
  status: 'live',
  startedAt: context.now(),
  endedAt: null,
  kind: 'setup',
  use,
  name,
  command: text,
  cwd,
  output: '',
  outputBytes: 0,
  exitCode: null,
});

/** Something that runs, however it is run. `over` gives the exit code after the last output; null when a signal ended it. */
type Playing = Pick<RunningProgram, 'over' | 'end'>;

const playPlainly = async (context: ThreadsContext, slot: ThreadSlot, item: ItemOf<'setup'>): Promise<Playing> => {
  const place = placeOf(context, slot);
  const environment = { ...process.env, ...context.worktrees.environment(place) };
  const command = await start({ ...shellOf(item.command), cwd: item.cwd ?? place.project.path, environment });
  command.stdin.end();
  const over = read(command, (chunk) => grow(context, slot, item.id, chunk)).then(async () => (await command.exited).code);
  return { over, end: () => command.end() };
};

/** A run command has a terminal of its own, where the user watches it and types into it; the item tells what it put out. */
const playInTerminal = async (context: ThreadsContext, slot: ThreadSlot, item: ItemOf<'setup'>): Promise<Playing> => {
  const decoder = new StringDecoder('utf8');
  /** A terminal ends lines in two characters, which may come in two pieces. */
  let held = '';
  const take = (text: string): void => {
    const whole = held + text;
    held = whole.endsWith('\r') ? '\r' : '';
    grow(context, slot, item.id, whole.slice(0, whole.length - held.length).replaceAll('\r\n', '\n'));
  };
  const running = await context.terminals.startProgram({
    owner: { kind: 'thread', thread: slot.id },
    kind: 'run',
    name: item.name ?? item.use,
    text: item.command,
    listener: { output: (bytes) => take(decoder.write(Buffer.from(bytes))) },
  });
  const over = running.over.then((code) => {
    take(`${decoder.end()}`);
    return code;
  });
  return { over, end: running.end };
};

/** Until it has ended. Gives the exit code; null when it was ended or could not be started. */
const play = async (context: ThreadsContext, slot: ThreadSlot, item: ItemOf<'setup'>, signal: AbortSignal): Promise<number | null> => {
  const settle = (status: ItemStatus, exitCode: number | null): number | null => {
    const now = slot.log.get(item.id);
    if (now?.kind === 'setup') context.book.record(slot, { items: [{ item: { ...now, status, exitCode, endedAt: context.now() } }] });
    return exitCode;
  };
  let playing: Playing;
  try {
    playing = await (item.use === 'run' ? playInTerminal(context, slot, item) : playPlainly(context, slot, item));
  } catch (error) {
    grow(context, slot, item.id, failureOf(error).message);
    return settle('failed', null);
  }
  const end = (): void => void playing.end();
  signal.addEventListener('abort', end, { once: true });
  if (signal.aborted) end();
  const code = await playing.over;
  // Ended from its terminal: by the user as well.
  if (signal.aborted || (item.use === 'run' && code === null)) return settle('interrupted', null);
  return settle(code === 0 ? 'done' : 'failed', code);
};

/**
 * Starts it; it is among `slot.commands` until it has ended, and is ended with everything it started. Throws AppError
 * `storage` when its beginning cannot be stored.
 */
export const startProjectCommand = (context: ThreadsContext, slot: ThreadSlot, command: ProjectCommand): RunningProjectCommand => {
  const place = placeOf(context, slot);
  const item = newItem(context, slot, command, place.worktree.path ?? place.project.path);
  context.book.commit(slot, { items: [{ item }] });
  // A command that the user started beside the work is not what the thread is at.
  if (command.use !== 'run') slot.lastMoved = item.id;
  const abort = new AbortController();
  const over = play(context, slot, item, abort.signal)
    .catch((error: unknown) => {
      log.error('threads.command', { thread: slot.id, error });
      return null;
    })
    .finally(() => slot.commands.delete(item.id));
  const running: RunningProjectCommand = {
    item: item.id,
    name: command.name ?? command.use,
    command: command.text,
    over,
    end: async () => {
      abort.abort();
      await over;
    },
  };
  slot.commands.set(item.id, running);
  return running;
};

/** Ends all that the app runs for the project in a thread, and its terminals. */
export const endProjectCommands = async (context: Pick<ThreadsContext, 'terminals'>, slot: ThreadSlot): Promise<void> => {
  await Promise.all([...slot.commands.values()].map((running) => running.end()));
  await context.terminals.endOf({ kind: 'thread', thread: slot.id });
};
