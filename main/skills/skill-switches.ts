/** Which skills the user has switched off: the user's own for all tasks, those of a project for its tasks. */
import type { ProjectId } from '#contract/ids.ts';
import type { SkillScope } from '#contract/skills.ts';
import { z } from '#contract/zod.ts';
import { Emitter } from '#main/base/topic.ts';
import type { SettingsTable } from '#main/storage/settings-table.ts';

const KEY = 'skills.off';
const OFF_MAX = 5_000;
const Off = z.array(z.string());

const nameOf = (project: ProjectId | null, scope: SkillScope, name: string): string =>
  `${scope === 'user' ? 'user' : (project ?? '')}:${name}`;

export class SkillSwitches {
  readonly changed = new Emitter<void>();
  readonly #table: SettingsTable;
  #off: ReadonlySet<string>;

  constructor(table: SettingsTable) {
    this.#table = table;
    const stored = Off.safeParse(table.get(KEY) ?? []);
    this.#off = new Set(stored.success ? stored.data : []);
  }

  isOn(project: ProjectId | null, scope: SkillScope, name: string): boolean {
    return !this.#off.has(nameOf(project, scope, name));
  }

  /** Throws AppError `storage`. */
  set(project: ProjectId | null, scope: SkillScope, name: string, on: boolean): void {
    const key = nameOf(project, scope, name);
    const next = [...this.#off].filter((other) => other !== key);
    if (!on) next.push(key);
    this.#table.put(KEY, next.slice(-OFF_MAX));
    this.#off = new Set(next);
    this.changed.emit();
  }
}
