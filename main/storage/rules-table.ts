/** The user's rules with their latest changes, and the reviewer's days. */
import type { RuleId } from '#contract/ids.ts';
import type { ReviewerDay, Rule, RuleChange } from '#contract/rules.ts';
import type { Database } from './database.ts';
import { dayOf } from './usage-table.ts';

interface ChangeRow {
  readonly id: number;
  readonly at: number;
  readonly before: string | null;
  readonly after: string | null;
}

const ruleOrNull = (body: string | null): Rule | null => (body === null ? null : (JSON.parse(body) as Rule));
const changeOf = ({ id, at, before, after }: ChangeRow): RuleChange => ({ id, at, before: ruleOrNull(before), after: ruleOrNull(after) });

/** Changes that can be undone. */
const CHANGES_KEPT = 200;

export class RulesTable {
  readonly #database: Database;
  readonly #all;
  readonly #put;
  readonly #delete;
  readonly #addChange;
  readonly #trim;
  readonly #changes;
  readonly #countDay;
  readonly #days;

  constructor(database: Database) {
    this.#database = database;
    this.#all = database.prepare<{ body: string }>('SELECT body FROM rules ORDER BY rowid');
    this.#put = database.prepare('INSERT INTO rules (id, body) VALUES (?, ?) ON CONFLICT (id) DO UPDATE SET body = excluded.body');
    this.#delete = database.prepare('DELETE FROM rules WHERE id = ?');
    this.#addChange = database.prepare<ChangeRow>(
      'INSERT INTO rule_changes (at, before, after) VALUES (?, ?, ?) RETURNING id, at, before, after',
    );
    this.#trim = database.prepare(`DELETE FROM rule_changes WHERE id <= (SELECT max(id) FROM rule_changes) - ${CHANGES_KEPT}`);
    this.#changes = database.prepare<ChangeRow>('SELECT id, at, before, after FROM rule_changes ORDER BY id DESC');
    this.#countDay = database.prepare(
      `INSERT INTO reviewer_days (day, allowed, passed_on) VALUES (?, ?, ?)
       ON CONFLICT (day) DO UPDATE SET allowed = allowed + excluded.allowed, passed_on = passed_on + excluded.passed_on`,
    );
    this.#days = database.prepare<ReviewerDay>('SELECT day, allowed, passed_on AS passedOn FROM reviewer_days ORDER BY day DESC LIMIT ?');
  }

  all(): readonly Rule[] {
    return this.#all.all().map(({ body }) => JSON.parse(body) as Rule);
  }

  /** Without a change that can be undone: how often a rule was used. */
  put(rule: Rule): void {
    this.#put.run(rule.id, JSON.stringify(rule));
  }

  /** One of both may be null: the rule is new, or goes. */
  change(before: Rule | null, after: Rule | null, at: number): RuleChange {
    return this.#database.transaction(() => {
      if (after !== null) this.put(after);
      else if (before !== null) this.#delete.run(before.id satisfies RuleId);
      const json = (rule: Rule | null): string | null => (rule === null ? null : JSON.stringify(rule));
      const row = this.#addChange.get(at, json(before), json(after));
      if (row === undefined) throw new Error('the change of a rule was not written');
      this.#trim.run();
      return changeOf(row);
    });
  }

  /** Newest first. */
  changes(): readonly RuleChange[] {
    return this.#changes.all().map(changeOf);
  }

  countReview(at: number, outcome: 'allowed' | 'passedOn'): void {
    this.#countDay.run(dayOf(at), outcome === 'allowed' ? 1 : 0, outcome === 'passedOn' ? 1 : 0);
  }

  /** Newest first. */
  reviewerDays(count: number): readonly ReviewerDay[] {
    return this.#days.all(count);
  }
}
