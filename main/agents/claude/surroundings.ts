import type { Surroundings } from '#contract/surroundings.ts';
import type { ClaudeProcess } from './claude-process.ts';
import type { Fields } from './fields.ts';
import type { Account } from './launch.ts';
export const liveSurroundings = async (
  _process: ClaudeProcess,
  _hello: Fields,
  _account: Account,
  _cwd: string,
): Promise<Partial<Surroundings>> => ({});
