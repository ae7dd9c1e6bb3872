/** Approvals: what was asked of a person, open or not. `request` is the backend's own name for it. */
import type { Approval } from '#contract/approvals.ts';
import type { ApprovalId, ThreadId } from '#contract/ids.ts';
import type { Database } from './database.ts';

interface Row {
  readonly body: string;
  readonly request: string | null;
}

export interface StoredApproval {
  readonly approval: Approval;
  /** Null when the app asks and no backend waits. */
  readonly request: string | null;
}

const read = (row: Row): StoredApproval => ({ approval: JSON.parse(row.body) as Approval, request: row.request });

export class ApprovalsTable {
  readonly #put;
  readonly #open;
  readonly #ofThread;
  readonly #one;

  constructor(database: Database) {
    this.#put = database.prepare(
      `INSERT INTO approvals (id, thread, state, request, body) VALUES (?, ?, ?, ?, ?)
       ON CONFLICT (id) DO UPDATE SET state = excluded.state, body = excluded.body`,
    );
    this.#open = database.prepare<Row>(`SELECT body, request FROM approvals WHERE state = 'open' ORDER BY rowid`);
    this.#ofThread = database.prepare<Row>('SELECT body, request FROM approvals WHERE thread = ? ORDER BY rowid');
    this.#one = database.prepare<Row>('SELECT body, request FROM approvals WHERE id = ?');
  }

  put({ approval, request }: StoredApproval): void {
    this.#put.run(approval.id, approval.thread, approval.state.kind, request, JSON.stringify(approval));
  }

  /** All that wait for an answer, the oldest first. */
  open(): readonly StoredApproval[] {
    return this.#open.all().map(read);
  }

  ofThread(thread: ThreadId): readonly StoredApproval[] {
    return this.#ofThread.all(thread).map(read);
  }

  get(id: ApprovalId): StoredApproval | null {
    const row = this.#one.get(id);
    return row === undefined ? null : read(row);
  }
}
