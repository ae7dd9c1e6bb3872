/** The keys of all commands as a table, and where two compete. Pure. */
import { bindingOf, type Binding, type Command } from '#renderer/state/commands.ts';
import { normalChord } from '#renderer/state/keymap.ts';
import { parseWhen } from '#renderer/state/when.ts';
import type { Settings } from '#contract/settings.ts';

export interface KeyRow extends Binding {
  /** Titles of commands that the same key may mean at the same time. */
  readonly conflicts: readonly string[];
}

/** Places that exclude each other: a key may mean one thing on the board and another in triage. */
const places = ['board', 'thread', 'triage', 'settings', 'project', 'welcome'];
const placesOf = (when: string): readonly string[] => {
  const test = parseWhen(when);
  if (test === null) return [];
  // Anything else is given the benefit of the doubt: it may be true.
  return places.filter(
    (place) =>
      test({ [place]: true, screen: place, card: true, review: true, diff: true, field: true, dialog: true }) ||
      test({ [place]: true, screen: place, card: true, review: true, diff: true }) ||
      test({ [place]: true, screen: place }),
  );
};
const meet = (a: string, b: string): boolean => {
  const other = new Set(placesOf(b));
  return placesOf(a).some((place) => other.has(place));
};

export const keyRows = (commands: readonly Command[], own: Settings['keys']): readonly KeyRow[] => {
  const bindings = commands.map((command) => bindingOf(command, own));
  const byChord = Map.groupBy(
    bindings.flatMap((binding) => binding.keys.map((key) => ({ chord: normalChord(key), binding }))),
    (entry) => entry.chord,
  );
  return bindings.map((binding) => {
    const rivals = binding.keys.flatMap((key) => byChord.get(normalChord(key)) ?? []).map((entry) => entry.binding);
    const conflicts = rivals.filter(
      (rival) => rival !== binding && rival.command.id !== binding.command.id && meet(rival.when, binding.when),
    );
    return { ...binding, conflicts: [...new Set(conflicts.map((rival) => rival.command.title))] };
  });
};

const groupOrder: readonly Command['group'][] = ['Go to', 'Task', 'Board', 'Thread', 'Changes', 'Projects', 'App'];

export const keyGroups = (
  rows: readonly KeyRow[],
  query: string,
): readonly { readonly group: string; readonly rows: readonly KeyRow[] }[] => {
  const text = query.trim().toLocaleLowerCase();
  const fitting = rows.filter(
    (row) => text === '' || [row.command.title, row.command.id, ...row.keys].some((word) => word.toLocaleLowerCase().includes(text)),
  );
  const groups = Map.groupBy(fitting, (row) => row.command.group);
  return groupOrder.flatMap((group) => {
    const found = groups.get(group) ?? [];
    return found.length === 0 ? [] : [{ group, rows: found }];
  });
};

export interface SheetRow {
  readonly id: string;
  readonly title: string;
  readonly keys: readonly string[];
}

const numberAtEnd = /^(.*\D)([1-9])$/;

/** Rows for reading: what has a number each, such as “Open thread 1” to “9”, becomes one row. */
export const sheetRows = (rows: readonly KeyRow[]): readonly SheetRow[] => {
  const folded = new Map<string, SheetRow>();
  for (const { command, keys } of rows) {
    const [, stem] = numberAtEnd.exec(command.title) ?? [];
    const ranged = stem !== undefined && keys.length > 0 && keys.every((key) => numberAtEnd.test(key) || /^[1-9]$/.test(key));
    const row = ranged
      ? { id: stem, title: `${stem}1–9`, keys: keys.map((key) => key.replace(/[1-9]$/, '1–9')) }
      : { id: command.id, title: command.title, keys };
    if (!folded.has(row.id)) folded.set(row.id, row);
  }
  return [...folded.values()];
};

/** The setting after one command got a key; null takes its key away, undefined gives the default back. */
export const withKey = (own: Settings['keys'], command: Command, key: string | null | undefined, when?: string): Settings['keys'] => {
  const { [command.id]: _, ...rest } = own;
  if (key === undefined) return rest;
  if (key === null) return { ...rest, [command.id]: null };
  const clause = when ?? '';
  return { ...rest, [command.id]: clause === (command.when ?? '') ? key : { key, when: clause } };
};
