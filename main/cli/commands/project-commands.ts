/** `switchyard project …`: the repositories that Switchyard works in. */
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import type { ProjectId } from '#contract/ids.ts';
import type { Project } from '#contract/projects.ts';
import { AppError } from '#contract/failure.ts';
import { failed } from '#main/cli/cli-error.ts';
import { command } from '#main/cli/command.ts';
import type { CoreSession } from '#main/cli/core-session.ts';
import { findProject } from '#main/cli/find.ts';
import { projectJson } from '#main/cli/json-shapes.ts';
import { harmless, type Output } from '#main/cli/output.ts';
import { table } from '#main/cli/table.ts';

/** `https://…`, `ssh://…`, `git@host:path` and the like. A folder of that name wins. */
const isAddress = (text: string): boolean =>
  !existsSync(text) && (/^[a-z][a-z0-9+.-]*:\/\//i.test(text) || /^[^/\\:]+@[^/\\:]+:/.test(text));

/** Waits for the end of a clone; its steps are remarks. */
const cloned = async (core: CoreSession, id: ProjectId, output: Output): Promise<Project> => {
  const { promise, resolve: done, reject } = Promise.withResolvers<Project>();
  let said = '';
  const stop = core.watchBoard((board) => {
    const project = board.projects.find((other) => other.id === id);
    if (project === undefined) return reject(failed('cancelled', 'The project was removed while it was cloned.'));
    switch (project.state.kind) {
      case 'cloning':
        if (project.state.step !== said) output.remark(harmless((said = project.state.step)));
        return;
      case 'unavailable':
        return reject(new AppError(project.state.failure));
      case 'ready':
        return done(project);
    }
  });
  void core.lost.then(() => reject(failed('unavailable', 'Switchyard ended while this waited.')));
  try {
    return await promise;
  } finally {
    stop();
  }
};

const projectLine = (project: Project): string => `${project.id} ${harmless(project.name)}  ${harmless(project.path)}`;

export const projectAdd = command({
  name: 'project add',
  usage: 'PATH|URL [--into FOLDER]',
  summary: 'Add a repository on this machine, or clone one',
  options: { into: { type: 'string' } },
  operands: [1, 1],
  run: async ({ operands: [place = ''], values, output, core }) => {
    const session = await core();
    const added = isAddress(place)
      ? await session.call('projects.clone', { url: place, ...(values.into === undefined ? {} : { into: resolve(values.into) }) })
      : await session.call('projects.add', { path: resolve(place) });
    const project = await cloned(session, added.id, output);
    await output.result(projectJson(project), projectLine(project));
    return 0;
  },
});

export const projectList = command({
  name: 'project ls',
  usage: '',
  summary: 'List the projects',
  options: {},
  operands: [0, 0],
  run: async ({ output, core }) => {
    const { projects } = await (await core()).snapshot('board', {});
    const rows = projects.map((project) => [project.id, harmless(project.name), project.branch ?? '', harmless(project.path)]);
    const columns = [{ title: 'ID' }, { title: 'Name', gives: true }, { title: 'Branch', gives: true }, { title: 'Path', gives: true }];
    const text = table(columns, rows, output.screen.columns, (cell, _column, row) => (row === null ? output.paint('dim', cell) : cell));
    await output.result(
      projects.map(projectJson),
      projects.length === 0 ? 'No projects yet. Add one with “switchyard project add PATH”.' : text,
    );
    return 0;
  },
});

export const projectRemove = command({
  name: 'project rm',
  usage: 'PROJECT',
  summary: 'Forget a project; its files stay',
  options: {},
  operands: [1, 1],
  run: async ({ operands: [text = ''], output, core }) => {
    const session = await core();
    const project = findProject((await session.snapshot('board', {})).projects, text);
    await session.call('projects.remove', { project: project.id });
    await output.result({ removed: project.id }, `Removed ${harmless(project.name)}. Its files are where they were.`);
    return 0;
  },
});
