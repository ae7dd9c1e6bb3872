import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { bubblewrapOptions } from './bubblewrap.ts';
import { isWithin } from './paths.ts';
import { makeRuleTable, ruleAt, type Access, type Rule, type Voice } from './rules.ts';

type Effect = 'none' | 'read' | 'write';

const effectOf = (access: Access | undefined): Effect => (access === 'read' || access === 'write' ? access : 'none');

/** What bubblewrap's mounts, done one after the other, make of a path. A later mount covers what lies below it. */
const afterMounts = (options: readonly string[], path: string): Effect => {
  let effect: Effect = 'none';
  options.forEach((option, index) => {
    const [first = '', second = ''] = options.slice(index + 1);
    if (option === '--ro-bind' && isWithin(path, second)) effect = first === '/dev/null' ? 'none' : 'read';
    if (option === '--bind' && isWithin(path, second)) effect = 'write';
    if (option === '--tmpfs' && isWithin(path, first)) effect = 'none';
  });
  return effect;
};

const name = fc.constantFrom('a', 'b', 'c');
const path = fc.array(name, { minLength: 1, maxLength: 5 }).map((names) => `/${names.join('/')}`);
const voice = fc.constantFrom<Voice>('secret', 'tool', 'grant', 'git', 'protection', 'forbidden');
const access = fc.constantFrom<Access>('hidden', 'read', 'write', 'fresh');
const wish = fc.record({ voice, path, access });
const order: readonly Voice[] = ['base', 'secret', 'tool', 'grant', 'git', 'protection', 'forbidden'];

describe('the decision table', () => {
  test('mounts do what the most specific wish says, and at one path the strongest voice', () => {
    fc.assert(
      fc.property(fc.array(wish, { maxLength: 12 }), path, (wishes, asked) => {
        const table = makeRuleTable();
        table.add('base', { path: '/', kind: 'folder', access: 'read' });
        for (const one of wishes) table.add(one.voice, { path: one.path, kind: 'folder', access: one.access });
        const rules = table.rules();
        const forbidden = wishes.filter(
          (one) => one.voice === 'forbidden' && wishes.every((other) => other.path !== one.path || order.indexOf(other.voice) <= 6),
        );
        const overruled = (one: (typeof wishes)[number]): boolean =>
          ['secret', 'tool'].includes(one.voice) && forbidden.some((other) => other.path !== one.path && isWithin(one.path, other.path));
        // At one path the strongest voice, and of equals the last, speaks; only then is it asked whether it is overruled.
        const speaking = new Map<string, (typeof wishes)[number]>();
        for (const one of wishes) {
          const known = speaking.get(one.path);
          if (!known || order.indexOf(known.voice) <= order.indexOf(one.voice)) speaking.set(one.path, one);
        }
        const counted = [...speaking.values()].filter((one) => !overruled(one) && isWithin(asked, one.path));
        const expected = counted.toSorted((x, y) => y.path.length - x.path.length)[0]?.access ?? 'read';
        const options = bubblewrapOptions({ rules, cwd: '/a', uid: 1, gid: 1, network: 'own', terminal: false, environment: {} });
        expect([effectOf(ruleAt(rules, asked)?.access), afterMounts(options, asked)]).toEqual([effectOf(expected), effectOf(expected)]);
      }),
      { numRuns: 2_000 },
    );
  });

  test('what changes nothing is no mount', () => {
    const table = makeRuleTable();
    const wishes: readonly [Voice, Rule][] = [
      ['base', { path: '/', kind: 'folder', access: 'read' }],
      ['base', { path: '/home/ann', kind: 'folder', access: 'fresh' }],
      ['secret', { path: '/home/ann/.ssh', kind: 'folder', access: 'hidden' }],
      ['tool', { path: '/opt/tool', kind: 'folder', access: 'read' }],
      ['grant', { path: '/home/ann/work', kind: 'folder', access: 'write' }],
      ['grant', { path: '/home/ann/work/deep', kind: 'folder', access: 'write' }],
    ];
    for (const [who, rule] of wishes) table.add(who, rule);
    expect(table.rules().map((rule) => rule.path)).toEqual(['/', '/home/ann', '/home/ann/work']);
  });
});
