/** Asking codex something without a conversation: of the process that runs, else of one for the question alone. */
import type { CommandSpec } from '#main/base/command.ts';
import { Connection } from './connection.ts';

const HELLO = {
  clientInfo: { name: 'switchyard', title: 'Switchyard', version: '0.1.0' },
  capabilities: { experimentalApi: true, requestAttestation: false },
};
const CLOSE_MS = 1_000;

/**
 * Starts a process of its own where none runs, and ends it again: an idle app holds none.
 * @throws an error with the last words of the program, when it had any
 */
export const withConnection = async <T>(
  spec: CommandSpec,
  running: Connection | null,
  { milliseconds, signal }: { readonly milliseconds: number; readonly signal?: AbortSignal | undefined },
  work: (connection: Connection) => Promise<T>,
): Promise<T> => {
  if (running !== null && !running.isOver) return work(running);
  let lastWords = '';
  const connection = await Connection.open(spec, {
    onNotification: () => undefined,
    onRequest: () => undefined,
    onGarbage: () => undefined,
    onEnd: (_, words) => (lastWords = words),
  });
  const cut = (): void => void connection.close(0);
  const timer = setTimeout(cut, milliseconds);
  signal?.addEventListener('abort', cut, { once: true });
  if (signal?.aborted === true) cut();
  try {
    await connection.request('initialize', HELLO);
    connection.notify('initialized');
    return await work(connection);
  } catch (error) {
    throw lastWords === '' ? error : new Error(lastWords, { cause: error });
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', cut);
    await connection.close(CLOSE_MS);
  }
};
