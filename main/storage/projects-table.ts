/** Projects. A removed one keeps its row, so that its threads can still be named and restored. */
import type { ProjectId } from '#contract/ids.ts';
import type { Project } from '#contract/projects.ts';
import type { Database } from './database.ts';
import { fromBody, type BodyRow } from './json-row.ts';

export class ProjectsTable {
  readonly #put;
  readonly #list;
  readonly #one;
  readonly #byPath;
  readonly #remove;

  constructor(database: Database) {
    this.#put = database.prepare(
      `INSERT INTO projects (id, path, body, created_at, removed_at) VALUES (?, ?, ?, ?, NULL)
       ON CONFLICT (id) DO UPDATE SET path = excluded.path, body = excluded.body, removed_at = NULL`,
    );
    this.#list = database.prepare<BodyRow>('SELECT body FROM projects WHERE removed_at IS NULL ORDER BY created_at, id');
    this.#one = database.prepare<BodyRow>('SELECT body FROM projects WHERE id = ?');
    this.#byPath = database.prepare<BodyRow>('SELECT body FROM projects WHERE path = ? ORDER BY removed_at IS NOT NULL, created_at DESC');
    this.#remove = database.prepare('UPDATE projects SET removed_at = ? WHERE id = ?');
  }

  /** Adds it or replaces what is known of it; a removed one comes back. */
  put(project: Project): void {
    this.#put.run(project.id, project.path, JSON.stringify(project), project.createdAt);
  }

  list(): readonly Project[] {
    return this.#list.all().map(fromBody<Project>);
  }

  /** Removed ones included. */
  get(id: ProjectId): Project | null {
    const row = this.#one.get(id);
    return row === undefined ? null : fromBody<Project>(row);
  }

  /** The project of this folder, a present one before a removed one. */
  findByPath(path: string): Project | null {
    const row = this.#byPath.get(path);
    return row === undefined ? null : fromBody<Project>(row);
  }

  remove(id: ProjectId, at: number): void {
    this.#remove.run(at, id);
  }
}
