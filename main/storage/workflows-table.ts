/** Long tasks, one row each; the row is written before what it says is done. */
import type { Workflow } from '#contract/workflows.ts';
import type { Database } from './database.ts';
import { fromBody, type BodyRow } from './json-row.ts';

export class WorkflowsTable {
  readonly #put;
  readonly #list;

  constructor(database: Database) {
    this.#put = database.prepare(
      `INSERT INTO workflows (id, project, open, body, created_at) VALUES (?, ?, ?, ?, ?)
       ON CONFLICT (id) DO UPDATE SET open = excluded.open, body = excluded.body`,
    );
    this.#list = database.prepare<BodyRow>('SELECT body FROM workflows ORDER BY created_at, id');
  }

  put(workflow: Workflow): void {
    const open = workflow.status.kind === 'over' ? 0 : 1;
    this.#put.run(workflow.id, workflow.project, open, JSON.stringify(workflow), workflow.createdAt);
  }

  /** In order of creation. */
  list(): readonly Workflow[] {
    return this.#list.all().map((row) => fromBody<Workflow>(row));
  }
}
