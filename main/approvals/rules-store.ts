/** The user's rules in memory and on disk: listed, made, edited, removed, brought back. Judges nothing. */
import type { RuleId } from '#contract/ids.ts';
import { failure } from '#contract/failure.ts';
import { matchText } from '#contract/rule-text.ts';
import type { NewRule, Rule, RuleChange, RulesView } from '#contract/rules.ts';
import { after as later, type Disposable } from '#main/base/disposable.ts';
import { log } from '#main/base/log.ts';
import { newId } from '#main/base/new-id.ts';
import { Emitter, ValueTopic } from '#main/base/topic.ts';
import type { RulesTable } from '#main/storage/rules-table.ts';

const RULES_MAX = 2_000;
/** Uses are written and shown together. */
const USES_WAIT_MS = 2_000;

const sameRule = (a: NewRule, b: NewRule): boolean =>
  a.verdict === b.verdict &&
  JSON.stringify(a.scope) === JSON.stringify(b.scope) &&
  a.match.kind === b.match.kind &&
  matchText(a.match) === matchText(b.match);

export class RulesStore implements Disposable {
  readonly topic: ValueTopic<RulesView>;
  /** Which rules there are has changed; a use is no such change. */
  readonly changed = new Emitter<null>();
  readonly #table: RulesTable;
  readonly #now: () => number;
  readonly #used = new Set<RuleId>();
  #timer: Disposable | null = null;

  constructor(table: RulesTable, now: () => number) {
    this.#table = table;
    this.#now = now;
    this.topic = new ValueTopic({ rules: table.all(), changes: table.changes() });
  }

  get rules(): readonly Rule[] {
    return this.topic.snapshot().rules;
  }

  /** A rule that is there already is given as it is. Throws AppError `conflict` when there are too many. */
  add(rule: NewRule, by: Rule['by']): Rule {
    const known = this.rules.find((other) => sameRule(other, rule));
    if (known !== undefined) return known;
    if (this.rules.length >= RULES_MAX) throw failure('conflict', 'There are too many rules.', 'Remove some in the settings.');
    const made: Rule = { ...rule, id: newId('r'), createdAt: this.#now(), by, usedCount: 0, lastUsedAt: null };
    this.#change(null, made);
    return made;
  }

  /** Throws AppError `not-found`. */
  edit(id: RuleId, change: { readonly [K in keyof NewRule]?: NewRule[K] | undefined }): { readonly rule: Rule; readonly change: number } {
    const before = this.#get(id);
    const { scope = before.scope, match = before.match, verdict = before.verdict } = change;
    const rule = { ...before, scope, match, verdict };
    return { rule, change: this.#change(before, rule).id };
  }

  /** Throws AppError `not-found`. */
  remove(id: RuleId): number {
    return this.#change(this.#get(id), null).id;
  }

  /** Puts back what a change changed; the rule as it is now. Throws AppError `not-found`. */
  undo(id: number): Rule | null {
    const change = this.topic.snapshot().changes.find((other) => other.id === id);
    if (change === undefined) throw failure('not-found', 'This change cannot be undone any more.');
    const now = this.rules.find((rule) => rule.id === (change.before ?? change.after)?.id) ?? null;
    // How often it was used since is no part of the change.
    const back =
      change.before === null
        ? null
        : { ...change.before, ...(now === null ? {} : { usedCount: now.usedCount, lastUsedAt: now.lastUsedAt }) };
    if (now !== null || back !== null) this.#change(now, back);
    return back;
  }

  /** Counts a use; written a little later. */
  use(ids: readonly RuleId[]): void {
    if (ids.length === 0) return;
    const at = this.#now();
    const rules = this.rules.map((rule) => (ids.includes(rule.id) ? { ...rule, usedCount: rule.usedCount + 1, lastUsedAt: at } : rule));
    this.topic.set({ ...this.topic.snapshot(), rules });
    for (const id of ids) this.#used.add(id);
    this.#timer ??= later(USES_WAIT_MS, () => this.#writeUses());
  }

  dispose(): void {
    void this.#timer?.dispose();
    this.#writeUses();
  }

  #writeUses(): void {
    this.#timer = null;
    try {
      for (const rule of this.rules) if (this.#used.has(rule.id)) this.#table.put(rule);
      this.#used.clear();
    } catch (error) {
      // A count that is not written is not worth more than a line.
      log.warning('rules.uses', { error });
    }
  }

  #get(id: RuleId): Rule {
    const rule = this.rules.find((other) => other.id === id);
    if (rule === undefined) throw failure('not-found', 'There is no such rule (any more).');
    return rule;
  }

  #change(before: Rule | null, after: Rule | null): RuleChange {
    const change = this.#table.change(before, after, this.#now());
    const rules = before === null ? [...this.rules, after] : this.rules.map((rule) => (rule.id === before.id ? after : rule));
    this.topic.set({ rules: rules.filter((rule) => rule !== null), changes: this.#table.changes() });
    this.changed.emit(null);
    return change;
  }
}
