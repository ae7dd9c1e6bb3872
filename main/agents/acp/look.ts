/** A program that is started to be asked and ended again; no model takes part in it. */
import { mkdir } from 'node:fs/promises';
import { startFree } from './agent-process.ts';
import { greet, type Abilities } from './attach.ts';
import { Connection } from './connection.ts';
import type { Fields } from '#main/agents/fields.ts';
import type { AcpProgram } from './program.ts';

export interface Looked {
  readonly connection: Connection;
  readonly abilities: Abilities;
  readonly version: string | null;
}

export interface LookOptions {
  readonly onUpdate?: (params: Fields) => void;
  /** Ends it. */
  readonly signal?: AbortSignal | undefined;
}

/** Throws what `look` throws, and RequestError, ProgramEnded, NoAnswer, CommandError. */
export const looking = async <T>(
  program: AcpProgram,
  cwd: string,
  { onUpdate, signal }: LookOptions,
  look: (looked: Looked) => Promise<T>,
): Promise<T> => {
  await mkdir(cwd, { recursive: true });
  const running = await startFree(program, cwd);
  const connection = await Connection.open(running, {
    onNotification: (_, params) => onUpdate?.(params),
    onRequest: () => Promise.resolve({}),
    onGarbage: () => undefined,
    onEnd: () => undefined,
  });
  const abort = (): void => void connection.close();
  signal?.addEventListener('abort', abort, { once: true });
  try {
    return await look({ connection, ...(await greet(connection)) });
  } finally {
    signal?.removeEventListener('abort', abort);
    await connection.close();
  }
};
