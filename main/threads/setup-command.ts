/** Runs the setup command of a project in a thread's worktree, as an item of the thread with its output live. */
import { StringDecoder } from 'node:string_decoder';
import type { ItemOf, ItemStatus } from '#contract/items.ts';
import { start, type RunningCommand } from '#main/base/command.ts';
import { failureOf } from '#main/base/errors.ts';
import { newId } from '#main/base/new-id.ts';
import { placeOf, type ThreadsContext } from './threads-context.ts';
import type { ThreadSlot } from './thread-slot.ts';

export const shellOf = (command: string): { readonly file: string; readonly args: readonly string[] } =>
  process.platform === 'win32'
    ? { file: process.env['ComSpec'] ?? 'cmd.exe', args: ['/d', '/s', '/c', command] }
    : { file: '/bin/sh', args: ['-c', command] };

const grow = (context: ThreadsContext, slot: ThreadSlot, id: ItemOf<'setup'>['id'], chunk: string): void => {
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

/** Resolves with the exit code; null when it was ended or could not be started. Never rejects for what the command does. */
export const runSetup = async (context: ThreadsContext, slot: ThreadSlot, text: string, signal: AbortSignal): Promise<number | null> => {
  const place = placeOf(context, slot);
  const cwd = place.worktree.path ?? place.project.path;
  const item: ItemOf<'setup'> = {
    id: newId('i'),
    turn: null,
    position: slot.log.lastPosition + 1,
    status: 'live',
    startedAt: context.now(),
    endedAt: null,
    kind: 'setup',
    command: text,
    cwd,
    output: '',
    outputBytes: 0,
    exitCode: null,
  };
  context.book.commit(slot, { items: [{ item }] });
  slot.lastMoved = item.id;
  const settle = (status: ItemStatus, exitCode: number | null): number | null => {
    const now = slot.log.get(item.id);
    if (now?.kind === 'setup') context.book.record(slot, { items: [{ item: { ...now, status, exitCode, endedAt: context.now() } }] });
    return exitCode;
  };
  let command: RunningCommand;
  try {
    command = await start({ ...shellOf(text), cwd, environment: { ...process.env, ...context.worktrees.environment(place) } });
  } catch (error) {
    grow(context, slot, item.id, failureOf(error).message);
    return settle('failed', null);
  }
  const end = (): void => void command.end();
  signal.addEventListener('abort', end, { once: true });
  if (signal.aborted) end();
  command.stdin.end();
  await read(command, (chunk) => grow(context, slot, item.id, chunk));
  const { code } = await command.exited;
  signal.removeEventListener('abort', end);
  return settle(signal.aborted ? 'interrupted' : code === 0 ? 'done' : 'failed', code);
};
