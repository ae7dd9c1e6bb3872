/** What every process of a thread is told about its place. */
import { PORTS_PER_THREAD } from './ports.ts';
import type { ThreadPlace } from './worktrees.ts';

export const environmentOfThread = ({ thread, project, worktree }: ThreadPlace): Readonly<Record<string, string>> => {
  const variables: Record<string, string> = { SWITCHYARD_THREAD: thread, SWITCHYARD_PROJECT: project.path };
  if (worktree.path !== null) variables['SWITCHYARD_WORKTREE'] = worktree.path;
  if (worktree.branch !== null) variables['SWITCHYARD_BRANCH'] = worktree.branch;
  if (worktree.firstPort === null) return variables;
  variables['SWITCHYARD_PORT'] = String(worktree.firstPort);
  for (let offset = 1; offset < PORTS_PER_THREAD; offset += 1) variables[`SWITCHYARD_PORT_${offset}`] = String(worktree.firstPort + offset);
  return variables;
};
