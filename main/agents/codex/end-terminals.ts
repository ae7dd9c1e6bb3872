/** Ends the commands of threads. Codex leaves them running when a turn is interrupted. */
import type { Connection } from './connection.ts';
import { fieldsOf, list, text } from '#main/agents/fields.ts';

/** Also ended: those that a command starts while we look, up to this many looks. */
const MAX_LOOKS = 3;
/** A program that hangs must not hold up the stop: it is ended as a whole in the end. */
const ANSWER_MS = 2_000;

const endOf = async (connection: Connection, threadId: string): Promise<void> => {
  for (let look = 0; look < MAX_LOOKS; look += 1) {
    const found = await connection.request('thread/backgroundTerminals/list', { threadId }, ANSWER_MS);
    const terminals = list(found, 'data').map(fieldsOf);
    if (terminals.length === 0) return;
    await Promise.all(
      terminals.map((terminal) =>
        connection
          .request('thread/backgroundTerminals/terminate', { threadId, processId: text(terminal, 'processId') }, ANSWER_MS)
          .catch(() => undefined),
      ),
    );
  }
};

/** Never throws: an older codex does not know the request, a dead one runs nothing. */
export const endTerminals = async (connection: Connection, threads: readonly string[]): Promise<void> => {
  await Promise.all(threads.map((thread) => endOf(connection, thread).catch(() => undefined)));
};
