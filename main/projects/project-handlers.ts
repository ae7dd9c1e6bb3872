/** The `projects.*` calls of the contract. core.ts spreads them into its table. */
import { realpath } from 'node:fs/promises';
import { failure } from '#contract/failure.ts';
import type { ProjectId } from '#contract/ids.ts';
import type { ForeignWorktree } from '#contract/projects.ts';
import type { Handlers } from '#main/base/handlers.ts';
import { branchOf, readHead } from '#main/git/head.ts';
import { listRefs } from '#main/git/refs.ts';
import { knownRepository } from '#main/git/repository.ts';
import { listAdminDirs } from '#main/git/thread-ground.ts';
import { isFolder } from '#main/worktrees/parts.ts';
import { addProject } from './add-project.ts';
import type { Clones } from './clone-project.ts';
import { createFileCompletion } from './file-completion.ts';
import type { Projects } from './projects.ts';

export interface ProjectDeps {
  readonly projects: Projects;
  readonly clones: Clones;
  /** Folders that threads own, removed ones left out. */
  readonly ownedPaths: () => Iterable<string>;
}

type ProjectCall = Extract<keyof Handlers, `projects.${string}`>;

const readyPath = (projects: Projects, id: ProjectId): string => {
  const { state, path, name } = projects.get(id);
  if (state.kind === 'cloning') throw failure('busy', `${name} is still being cloned.`, 'Wait until it is there.');
  return path;
};

const listForeign = async ({ projects, ownedPaths }: ProjectDeps, id: ProjectId): Promise<readonly ForeignWorktree[]> => {
  const { git } = projects.options;
  const repository = await knownRepository(git, readyPath(projects, id));
  const real = (path: string): Promise<string> => realpath(path).catch(() => path);
  const owned = new Set(await Promise.all([...ownedPaths()].map(real)));
  const found = await Promise.all(
    (await listAdminDirs(repository.commonDir)).map(async ({ adminDir, workTree }): Promise<ForeignWorktree | null> => {
      if (adminDir === repository.gitDir || owned.has(await real(workTree)) || !(await isFolder(workTree))) return null;
      const head = await readHead(git, { commonDir: repository.commonDir, adminDir }).catch(() => null);
      return head?.commit == null ? null : { path: workTree, branch: branchOf(head), commit: head.commit };
    }),
  );
  return found.filter((one) => one !== null).sort((one, other) => one.path.localeCompare(other.path));
};

export const projectHandlers = (deps: ProjectDeps): Pick<Handlers, ProjectCall> => {
  const { projects, clones } = deps;
  const { git } = projects.options;
  const complete = createFileCompletion(git);
  return {
    'projects.add': ({ path }) => addProject(projects, path),
    'projects.clone': ({ url, into }) => clones.begin(url.trim(), into),
    'projects.remove': async ({ project }) => {
      projects.get(project);
      await clones.stop(project);
      projects.remove(project);
      return null;
    },
    'projects.update': ({ project, name, settings }) => projects.update(project, { name, settings }),
    'projects.trust': ({ project, granted }) => projects.trust(project, granted),
    'projects.refs': async ({ project, query, limit }, { signal }) => {
      const { commonDir } = await knownRepository(git, readyPath(projects, project));
      return listRefs(git, commonDir, query, limit, signal);
    },
    'projects.worktrees': ({ project }) => listForeign(deps, project),
    'projects.files': ({ project, query, limit }) => complete(readyPath(projects, project), query, limit),
  };
};
