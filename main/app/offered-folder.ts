/** The folder the app was started in, when it is a repository that is no project yet. */
import type { Project } from '#contract/projects.ts';
import type { Git } from '#main/git/git.ts';
import { findRepositoryIfAny } from '#main/git/repository.ts';

export const offeredFolder = async (git: Git, startFolder: string, projects: readonly Project[]): Promise<string | null> => {
  try {
    const repository = await findRepositoryIfAny(git, startFolder);
    const root = repository?.workTree ?? null;
    return root === null || projects.some((project) => project.path === root) ? null : root;
  } catch {
    // No git, or a folder that may not be read: then there is nothing to offer.
    return null;
  }
};
