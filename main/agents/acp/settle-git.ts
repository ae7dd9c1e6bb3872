/**
 * Git objects that are made in the sandbox move to the repository when a command in it has ended. The agent's own process goes on
 * from turn to turn: so a command that does nothing is run after it.
 */
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { SessionPlace } from '#main/agents/agent-backend.ts';
import { log } from '#main/base/log.ts';

/** Never rejects. */
export const settleGit = async ({ cwd, sandbox }: SessionPlace): Promise<void> => {
  if (sandbox.policy().name !== 'workspace-write') return;
  // Only a linked worktree has its objects elsewhere.
  const linked = await stat(join(cwd, '.git')).then(
    (found) => found.isFile(),
    () => false,
  );
  if (!linked) return;
  try {
    const nothing = await sandbox.start({
      command: ['true'],
      cwd,
      environment: {},
      stdio: ['ignore', 'ignore', 'ignore'],
      onNote: () => undefined,
    });
    await nothing.ended;
  } catch (error) {
    log.warning('acp.settle', { error });
  }
};
