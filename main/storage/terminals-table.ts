/** Terminals, one row each, and their last screens, one file each: `terminals/<id>.json`. */
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { TerminalId } from '#contract/ids.ts';
import type { Screen } from '#contract/screen.ts';
import type { Terminal } from '#contract/terminals.ts';
import type { Database } from './database.ts';
import { fromBody, type BodyRow } from './json-row.ts';

const ownerOf = ({ owner }: Terminal): string => (owner.kind === 'thread' ? owner.thread : owner.project);

export class TerminalsTable {
  readonly #put;
  readonly #remove;
  readonly #list;
  readonly #folder: string;

  constructor(database: Database, folder: string) {
    this.#put = database.prepare(
      `INSERT INTO terminals (id, owner, place, body) VALUES (?, ?, ?, ?)
       ON CONFLICT (id) DO UPDATE SET place = excluded.place, body = excluded.body`,
    );
    this.#remove = database.prepare('DELETE FROM terminals WHERE id = ?');
    this.#list = database.prepare<BodyRow>('SELECT body FROM terminals ORDER BY owner, place');
    this.#folder = folder;
  }

  put(terminal: Terminal, place: number): void {
    this.#put.run(terminal.id, ownerOf(terminal), place, JSON.stringify(terminal));
  }

  /** In order of their owners' tabs. */
  list(): readonly Terminal[] {
    return this.#list.all().map((row) => fromBody<Terminal>(row));
  }

  async remove(id: TerminalId): Promise<void> {
    this.#remove.run(id);
    await rm(this.#fileOf(id), { force: true });
  }

  /** Whole or not at all, whatever happens meanwhile. */
  async keepScreen(id: TerminalId, screen: Screen): Promise<void> {
    await mkdir(this.#folder, { recursive: true, mode: 0o700 });
    const file = this.#fileOf(id);
    await writeFile(`${file}.new`, JSON.stringify(screen), { mode: 0o600 });
    await rename(`${file}.new`, file);
  }

  /** Null when none was kept. */
  async screen(id: TerminalId): Promise<Screen | null> {
    try {
      return JSON.parse(await readFile(this.#fileOf(id), 'utf8')) as Screen;
    } catch {
      return null;
    }
  }

  #fileOf(id: TerminalId): string {
    return join(this.#folder, `${id}.json`);
  }
}
