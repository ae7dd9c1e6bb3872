/** Holds the place of projects/ until it is there, so that the rest can be tried. */
import { basename } from 'node:path';
import { failure } from '#contract/failure.ts';
import type { ProjectId } from '#contract/ids.ts';
import type { Project } from '#contract/projects.ts';
import type { Handlers } from '#main/base/handlers.ts';
import { newId } from '#main/base/new-id.ts';
import { Emitter } from '#main/base/topic.ts';
import type { Git } from '#main/git/git.ts';
import { own } from '#main/git/ground.ts';
import { findRepository } from '#main/git/repository.ts';
import type { ProjectsTable } from '#main/storage/projects-table.ts';
import type { ProjectsEvent } from '#main/threads/board-topic.ts';
import type { ThreadProjects } from '#main/threads/threads-context.ts';

export interface Projects extends ThreadProjects {
  readonly add: (path: string) => Promise<Project>;
  readonly put: (project: Project) => Project;
  readonly remove: (id: ProjectId) => void;
}

export const openProjects = (table: ProjectsTable, git: Git): Projects => {
  const emitter = new Emitter<ProjectsEvent>();
  const known = new Map(table.list().map((project) => [project.id, project]));
  const put = (project: Project): Project => {
    table.put(project);
    known.set(project.id, project);
    emitter.emit({ kind: 'project', project });
    return project;
  };
  return {
    list: () => [...known.values()],
    listen: emitter.listen,
    find: (id) => known.get(id) ?? null,
    put,
    trust: (id, granted) => Promise.resolve(put({ ...(known.get(id) as Project), trust: granted ? 'granted' : 'refused' })),
    remove: (id) => {
      table.remove(id, Date.now());
      known.delete(id);
      emitter.emit({ kind: 'project-gone', project: id });
    },
    add: async (path) => {
      const { workTree } = await findRepository(git, path);
      const root = workTree ?? path;
      const same = [...known.values()].find((project) => project.path === root);
      if (same !== undefined) return same;
      const branch = await git.text({ ground: own(root), args: ['symbolic-ref', '--short', 'HEAD'], accept: [0, 128] });
      const before = table.findByPath(root);
      if (before !== null) return put(before);
      return put({
        id: newId('p'),
        name: basename(root),
        path: root,
        state: { kind: 'ready' },
        branch,
        defaultBranch: branch,
        settings: {},
        file: null,
        fileFailure: null,
        trust: 'not-needed',
        createdAt: Date.now(),
      });
    },
  };
};

type ProjectCall = Extract<keyof Handlers, `projects.${string}`>;

export const projectHandlers = (projects: Projects): Pick<Handlers, ProjectCall> => {
  const missing = (): never => {
    throw failure('unavailable', 'Not there yet.');
  };
  return {
    'projects.add': ({ path }) => projects.add(path),
    'projects.clone': missing,
    'projects.remove': ({ project }) => {
      projects.remove(project);
      return null;
    },
    'projects.update': ({ project, name, settings }) => {
      const before = projects.find(project) ?? missing();
      return projects.put({ ...before, name: name ?? before.name, settings: settings ?? before.settings });
    },
    'projects.trust': async ({ project, granted }) => {
      await projects.trust(project, granted);
      return projects.find(project) ?? missing();
    },
    'projects.refs': () => [],
    'projects.worktrees': () => [],
    'projects.files': () => [],
  };
};
