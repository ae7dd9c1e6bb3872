/** Ranges of ten ports, one per thread, so that dev servers of different threads do not meet. */
import { createHash } from 'node:crypto';
import { createServer } from 'node:net';
import { failure } from '#contract/failure.ts';

export const PORTS_PER_THREAD = 10;
/** Below the range systems hand out by themselves, above what services usually take. */
const FIRST = 21_000;
const BLOCKS = 900;

const isFree = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen({ port, host: '127.0.0.1', exclusive: true }, () => server.close(() => resolve(true)));
  });

const isBlockFree = async (first: number): Promise<boolean> => {
  for (let port = first; port < first + PORTS_PER_THREAD; port += 1) if (!(await isFree(port))) return false;
  return true;
};

/** First port of a range that no thread has and nobody listens on. `owner` (the data folder) spreads several cores of one machine. */
export const choosePorts = async (taken: readonly number[], owner: string): Promise<number> => {
  const start = createHash('sha1').update(owner).digest().readUInt16BE(0) % BLOCKS;
  const used = new Set(taken);
  for (let step = 0; step < BLOCKS; step += 1) {
    const first = FIRST + ((start + step) % BLOCKS) * PORTS_PER_THREAD;
    if (!used.has(first) && (await isBlockFree(first))) return first;
  }
  throw failure('unavailable', 'No range of ten free ports is left.', 'Remove threads that you no longer need.');
};
