/**
 * Projects: the repositories a user works in. Keeps each one's row in step with its folder, which may go, come back, change
 * its branch or its settings file at any time. Never writes to a repository.
 *
 * Called by: project-handlers.ts, threads/ (find, list, listen, trust), core.ts (start, dispose).
 */
import { failure } from '#contract/failure.ts';
import type { ProjectId } from '#contract/ids.ts';
import type { Project, ProjectSettings } from '#contract/projects.ts';
import type { Disposable } from '#main/base/disposable.ts';
import { log } from '#main/base/log.ts';
import { Mailbox } from '#main/base/mailbox.ts';
import { Emitter } from '#main/base/topic.ts';
import type { Git } from '#main/git/git.ts';
import type { Intents } from '#main/worktrees/intents.ts';
import { lookAtProject } from './look-at-project.ts';
import { watchProject } from './project-watch.ts';
import { commandsHash } from './switchyard-file.ts';

export type ProjectsEvent =
  { readonly kind: 'project'; readonly project: Project } | { readonly kind: 'project-gone'; readonly project: ProjectId };

/** The rows; `storage/projects-table.ts` is one. */
export interface ProjectRows {
  readonly put: (project: Project) => void;
  readonly list: () => readonly Project[];
  readonly get: (id: ProjectId) => Project | null;
  readonly findByPath: (path: string) => Project | null;
  readonly remove: (id: ProjectId, at: number) => void;
}

/** Remembers the user's word on commands; `storage/settings-table.ts` is one. */
export interface RememberedValues {
  readonly get: (key: string) => unknown;
  readonly put: (key: string, value: unknown) => void;
}

export interface ProjectsOptions {
  readonly git: Git;
  readonly rows: ProjectRows;
  readonly remembered: RememberedValues;
  readonly intents: Intents;
  readonly home: string;
}

const trustKey = (id: ProjectId): string => `trust:${id}`;

export class Projects {
  readonly options: ProjectsOptions;
  readonly #projects = new Map<ProjectId, Project>();
  readonly #watches = new Map<ProjectId, Disposable>();
  readonly #mailboxes = new Map<ProjectId, Mailbox>();
  readonly #emitter = new Emitter<ProjectsEvent>();
  #over = false;

  constructor(options: ProjectsOptions) {
    this.options = options;
    for (const project of options.rows.list()) this.#projects.set(project.id, project);
  }

  /** Looks at every project and begins to watch it. Resolves when all were looked at; nothing needs to wait for it. */
  async start(): Promise<void> {
    await Promise.all(
      this.list()
        .filter(({ state }) => state.kind !== 'cloning')
        .map(({ id }) => this.refresh(id)),
    );
  }

  readonly list = (): readonly Project[] => [...this.#projects.values()];
  /** Removed ones included, so that their threads can still be named and restored. */
  readonly find = (id: ProjectId): Project | null => this.#projects.get(id) ?? this.options.rows.get(id);
  readonly listen = (listener: (event: ProjectsEvent) => void): Disposable => this.#emitter.listen(listener);

  /** Throws `not-found` for one that is not there or was removed. */
  get(id: ProjectId): Project {
    const project = this.#projects.get(id);
    if (project === undefined) throw failure('not-found', 'There is no such project (any more).');
    return project;
  }

  /** Stores it and tells who listens; nothing happens when it is the same as before. */
  put(project: Project): Project {
    const before = this.#projects.get(project.id);
    if (before !== undefined && JSON.stringify(before) === JSON.stringify(project)) return before;
    this.options.rows.put(project);
    this.#projects.set(project.id, project);
    this.#emitter.emit({ kind: 'project', project });
    return project;
  }

  /** Files stay where they are. */
  remove(id: ProjectId): void {
    if (!this.#projects.has(id)) return;
    this.options.rows.remove(id, Date.now());
    this.#projects.delete(id);
    this.#unwatch(id);
    this.#emitter.emit({ kind: 'project-gone', project: id });
  }

  update(id: ProjectId, patch: { readonly name?: string | undefined; readonly settings?: ProjectSettings | undefined }): Project {
    const project = this.get(id);
    return this.put({ ...project, name: patch.name?.trim() || project.name, settings: patch.settings ?? project.settings });
  }

  /** The user's word on the commands of the settings file as they are now. */
  readonly trust = (id: ProjectId, granted: boolean): Promise<Project> => {
    const project = this.get(id);
    this.options.remembered.put(trustKey(id), { hash: commandsHash(project.file), granted });
    return Promise.resolve(this.put({ ...project, trust: this.trustOf(project) }));
  };

  trustOf(project: Pick<Project, 'id' | 'file'>): Project['trust'] {
    const hash = commandsHash(project.file);
    if (hash === null) return 'not-needed';
    const said = this.options.remembered.get(trustKey(project.id)) as { readonly hash: string; readonly granted: boolean } | null;
    if (said === null || said.hash !== hash) return 'asked';
    return said.granted ? 'granted' : 'refused';
  }

  /** Looks at its folder now. One look at a time per project; watching is set up anew. */
  refresh(id: ProjectId): Promise<void> {
    const mailbox = this.#mailboxes.get(id) ?? new Mailbox();
    this.#mailboxes.set(id, mailbox);
    return mailbox.put(async () => {
      const before = this.#projects.get(id);
      if (before === undefined || this.#over) return;
      // Watched first: what changes while we look is looked at again.
      this.#watch(id, before.path);
      const seen = await lookAtProject(this.options.git, before.path);
      const project = this.#projects.get(id);
      if (project === undefined || this.#over) return;
      const kept = seen.state.kind === 'unavailable' ? { state: seen.state } : seen;
      const next = { ...project, ...kept };
      this.put({ ...next, trust: this.trustOf(next) });
    });
  }

  dispose(): void {
    this.#over = true;
    for (const id of [...this.#watches.keys()]) this.#unwatch(id);
  }

  #watch(id: ProjectId, path: string): void {
    this.#unwatch(id);
    this.#watches.set(
      id,
      watchProject(
        path,
        () => void this.refresh(id).catch((error: unknown) => log.warning('projects.not-refreshed', { project: id, error })),
      ),
    );
  }

  #unwatch(id: ProjectId): void {
    void this.#watches.get(id)?.dispose();
    this.#watches.delete(id);
  }
}
