/** The demo: a throw-away repository with a small code base and scripted tasks in several states. Runs offline. */
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { NewThread } from '#contract/threads.ts';
import type { Project } from '#contract/projects.ts';
import { AgentId } from '#contract/ids.ts';
import { demoRepository } from '#main/agents/scripted/demo-repository.ts';
import { demoScripts } from '#main/agents/scripted/demo-scripts.ts';
import { run } from '#main/base/run-command.ts';

export interface DemoNeeds {
  /** Folder of the demo repository; it is ours. */
  readonly folder: string;
  /** A project of the demo that is still there. */
  readonly existing: (path: string) => Project | null;
  readonly addProject: (path: string) => Promise<Project>;
  readonly createThread: (thread: NewThread) => unknown;
}

const git = async (folder: string, ...args: readonly string[]): Promise<void> => {
  const identity = {
    GIT_AUTHOR_NAME: 'Demo',
    GIT_AUTHOR_EMAIL: 'demo@example.invalid',
    GIT_COMMITTER_NAME: 'Demo',
    GIT_COMMITTER_EMAIL: 'demo@example.invalid',
  };
  // A hook or signing key of the user's has no business in a repository that we make.
  const config = ['-c', 'core.hooksPath=/dev/null', '-c', 'commit.gpgSign=false', '-c', 'init.templateDir='];
  await run({
    file: 'git',
    args: [...config, ...args],
    cwd: folder,
    environment: { ...process.env, ...identity, GIT_DIR: undefined, GIT_WORK_TREE: undefined },
  });
};

const makeRepository = async (folder: string): Promise<void> => {
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  for (const [path, content] of Object.entries(demoRepository)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), content);
  }
  await git(folder, 'init', '--quiet', '--initial-branch=main');
  await git(folder, 'add', '--all');
  await git(folder, 'commit', '--quiet', '-m', 'Quotes prices for parcels');
};

const SCRIPTED = AgentId.parse('scripted');

/** Gives the project; its tasks have begun. Asked again, it gives the one that is there. */
export const openDemo = async (needs: DemoNeeds): Promise<Project> => {
  const folder = join(needs.folder, 'parcel-quotes');
  const existing = needs.existing(folder);
  if (existing !== null && existing.state.kind === 'ready') return existing;
  await makeRepository(folder);
  const project = await needs.addProject(folder);
  for (const { title, prompt } of demoScripts) {
    needs.createThread({
      project: project.id,
      prompt,
      title,
      attachments: [],
      agent: SCRIPTED,
      policy: 'workspace-write',
      placement: { kind: 'worktree', base: null, branch: null },
      tags: ['demo'],
      start: true,
    });
  }
  return project;
};
