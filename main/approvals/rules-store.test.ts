import { afterEach, beforeEach, expect, test } from 'vitest';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { newId } from '#main/base/new-id.ts';
import { dataPaths } from '#main/base/paths.ts';
import { openDatabase } from '#main/storage/open-database.ts';
import { RulesTable } from '#main/storage/rules-table.ts';
import { matchText, parseMatch, splitWords } from '#contract/rule-text.ts';
import type { NewRule, RuleMatch } from '#contract/rules.ts';
import { readRules, writeRules } from './rules-file.ts';
import { RulesStore } from './rules-store.ts';

let folder: string;
let database: ReturnType<typeof openDatabase>['database'];
let store: RulesStore;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'switchyard-rules-'));
  database = openDatabase(dataPaths(folder), 1).database;
  store = new RulesStore(new RulesTable(database), () => 1_000);
});
afterEach(() => {
  store.dispose();
  database.close();
  rmSync(folder, { recursive: true, force: true });
});

const matchOf = (kind: RuleMatch['kind'], text: string): RuleMatch => {
  const parsed = parseMatch(kind, text);
  if ('problem' in parsed) throw new Error(parsed.problem);
  return parsed.match;
};
const everywhere = (text: string): NewRule => ({ scope: { kind: 'everywhere' }, match: matchOf('command', text), verdict: 'allow' });
const texts = (from: RulesStore): readonly string[] =>
  from.rules.map(({ match, verdict, usedCount }) => `${verdict} ${matchText(match)} ${usedCount}`);
const reopened = (): RulesStore => new RulesStore(new RulesTable(database), () => 2_000);

test('made, edited, removed, and each undone; the same after a restart', () => {
  const rule = store.add(everywhere('npm test'), 'user');
  expect(store.add(everywhere('npm  test'), 'user')).toBe(rule);
  const edited = store.edit(rule.id, { match: matchOf('command', 'npm run'), verdict: 'ask' });
  const removed = store.remove(rule.id);
  expect([texts(store), texts(reopened())]).toEqual([[], []]);
  store.undo(removed);
  expect(texts(store)).toEqual(['ask npm run 0']);
  store.undo(edited.change);
  expect([texts(store), texts(reopened())]).toEqual([['allow npm test 0'], ['allow npm test 0']]);
  const added = store.topic.snapshot().changes.find(({ before, after }) => before === null && after?.id === rule.id);
  store.undo(added?.id ?? 0);
  expect(texts(store)).toEqual([]);
  expect(() => store.undo(4_711)).toThrow('This change cannot be undone any more.');
  expect(() => store.remove(rule.id)).toThrow('There is no such rule (any more).');
});

test('uses are counted, kept, and not undone', () => {
  const rule = store.add(everywhere('a'), 'user');
  store.use([rule.id, rule.id]);
  store.use([rule.id]);
  store.undo(store.edit(rule.id, { verdict: 'refuse' }).change);
  store.dispose();
  expect(texts(reopened())).toEqual(['allow a 2']);
});

test('written out and read in again', () => {
  const [known, gone] = [newId('p'), newId('p')];
  store.add(everywhere('npm test'), 'user');
  store.add({ ...everywhere('a b'), scope: { kind: 'project', project: known }, verdict: 'refuse' }, 'user');
  store.add({ ...everywhere('c'), scope: { kind: 'project', project: gone } }, 'user');
  store.add({ ...everywhere('d'), scope: { kind: 'thread', thread: newId('t') } }, 'user');
  const { text, rules } = writeRules(store.rules, [
    { id: known, path: '/a' },
    { id: gone, path: '/b' },
  ]);
  expect(rules).toBe(3);
  const read = readRules(text, [{ id: known, path: '/a' }]);
  expect(read.rules).toEqual([
    everywhere('npm test'),
    { ...everywhere('a b'), scope: { kind: 'project', project: known }, verdict: 'refuse' },
  ]);
  expect(read.problems).toEqual(['“c” is for /b, which is no project here.']);
  expect(() => readRules('{}', [])).toThrow('This is no file of rules.');
  expect(readRules('{"switchyardRules":1,"rules":[{"verdict":"yes"}]}', []).problems).toEqual(['Rule 1 makes no sense.']);
});

test.each([
  ['a  "b c" \'d e\' f\\ g', ['a', 'b c', 'd e', 'f g']],
  ["''", ['']],
  ['a"b"c', ['abc']],
  ['"open', null],
])('words of %s', (text, words) => expect(splitWords(text)).toEqual(words));

test.each([
  ['command', "echo 'it'\\''s' \"$x\"", "echo 'it'\\''s' '$x'"],
  ['path', ' docs/** ', 'docs/**'],
  ['host', 'Example.org:443', 'example.org:443'],
  ['host', 'http://example.org', null],
  ['tool', 'files/read', 'files/read'],
  ['tool', '/web_search', '/web_search'],
  ['tool', 'files/*', 'files/*'],
  ['tool', 'files', null],
  ['command', '', null],
] as const)('%s %s reads as %s', (kind, text, expected) => {
  const parsed = parseMatch(kind, text);
  expect('problem' in parsed ? null : matchText(parsed.match)).toBe(expected);
});
