/** Clones an address into a new project, which is on the board at once and shows how far it has come. */
import { mkdir, realpath, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError, failure, type Failure } from '#contract/failure.ts';
import type { ProjectId } from '#contract/ids.ts';
import type { Project } from '#contract/projects.ts';
import { failureOf } from '#main/base/errors.ts';
import { cloneRepository, folderNameOf, type CloneProgress } from '#main/git/clone.ts';
import { isThere } from '#main/worktrees/parts.ts';
import { freePath } from '#main/worktrees/place-names.ts';
import { absolutePath, newProject } from './add-project.ts';
import type { Projects } from './projects.ts';

const KIND = 'projects.clone';
const DEFAULT_FOLDER = 'projects';

interface Cloning {
  readonly stop: AbortController;
  readonly over: Promise<void>;
}

/** `ext::` runs a command, and an option is no address. */
const assertAddress = (url: string): void => {
  if (url.startsWith('-') || /[\0\r\n]/.test(url) || /^(ext|fd)::/i.test(url))
    throw failure('invalid', `${url} is no address of a repository.`, 'Give an https or ssh address, or a path.');
};

/** Without a password that somebody wrote into the address: it would be stored and shown. */
export const shownAddress = (url: string): string => url.replace(/^([a-z+]+:\/\/)[^@/]*@/i, '$1');

export class Clones {
  readonly #projects: Projects;
  readonly #cloning = new Map<ProjectId, Cloning>();

  constructor(projects: Projects) {
    this.#projects = projects;
  }

  /** Resolves when the clone has begun. Throws when it cannot: bad address, folder not writable. */
  async begin(url: string, into: string): Promise<Project> {
    assertAddress(url);
    const { options } = this.#projects;
    const chosen = into.trim() === '' ? join(options.home, DEFAULT_FOLDER) : absolutePath(into.trim(), options.home);
    await mkdir(chosen, { recursive: true });
    const parent = await realpath(chosen);
    const busy = new Set(this.#projects.list().map(({ path }) => path));
    const path = await freePath(join(parent, folderNameOf(url)), async (candidate) => busy.has(candidate) || (await isThere(candidate)));
    const shown = shownAddress(url);
    const project = this.#projects.put(
      newProject(path, path.slice(parent.length + 1), { kind: 'cloning', url: shown, step: 'Connecting', percent: null }),
    );
    const stop = new AbortController();
    const intent = options.intents.begin({ kind: KIND, thread: null, data: { project: project.id, path } });
    const over = this.#run({ project, url, parent, signal: stop.signal }).finally(() => {
      options.intents.end(intent);
      this.#cloning.delete(project.id);
    });
    this.#cloning.set(project.id, { stop, over });
    return project;
  }

  /** Stops a clone under way; its folder is gone when this resolves. */
  async stop(id: ProjectId): Promise<void> {
    const cloning = this.#cloning.get(id);
    cloning?.stop.abort();
    await cloning?.over;
  }

  /** Resolves when the clone has ended, well or not. */
  ended(id: ProjectId): Promise<void> {
    return this.#cloning.get(id)?.over ?? Promise.resolve();
  }

  /** On boot: clears away what a crash left of a clone and says so. */
  async reconcile(): Promise<void> {
    const { intents } = this.#projects.options;
    for (const intent of intents.open(KIND)) {
      const path = intent.data['path'];
      if (typeof path === 'string') await rm(path, { recursive: true, force: true }).catch(() => undefined);
      intents.end(intent.id);
    }
    for (const project of this.#projects.list()) {
      if (project.state.kind !== 'cloning' || this.#cloning.has(project.id)) continue;
      this.#fail(
        project.id,
        failure('unavailable', `Cloning ${project.state.url} was cut off.`, 'Remove the project, then clone it again.').failure,
      );
    }
  }

  async dispose(): Promise<void> {
    await Promise.all([...this.#cloning.keys()].map((id) => this.stop(id)));
  }

  #fail(id: ProjectId, reason: Failure): void {
    const project = this.#projects.list().find((one) => one.id === id);
    if (project !== undefined) this.#projects.put({ ...project, state: { kind: 'unavailable', failure: reason } });
  }

  async #run(clone: {
    readonly project: Project;
    readonly url: string;
    readonly parent: string;
    readonly signal: AbortSignal;
  }): Promise<void> {
    const { project, url, parent, signal } = clone;
    const { id, path } = project;
    const onProgress = ({ step, percent }: CloneProgress): void => {
      const now = this.#projects.list().find((one) => one.id === id);
      if (now?.state.kind === 'cloning') this.#projects.put({ ...now, state: { ...now.state, step, percent } });
    };
    try {
      await cloneRepository(this.#projects.options.git, { url, parent, folder: path, onProgress, signal });
      await this.#projects.refresh(id);
    } catch (error) {
      await rm(path, { recursive: true, force: true }).catch(() => undefined);
      const reason = error instanceof AppError ? error.failure : failureOf(error);
      this.#fail(
        id,
        signal.aborted ? failure('cancelled', 'Cloning was stopped.', 'Remove the project, or clone it again.').failure : reason,
      );
    }
  }
}
