import { expect, test } from 'vitest';
import type { Terminal } from '#contract/terminals.ts';
import { pathsIn } from './file-links.ts';
import { riskOf } from './paste-lines.ts';
import { isRealGpu } from './renderer-choice.ts';
import { leavesTerminal } from './terminal-keys.ts';
import { endedText, labelOf, tabsOf } from './terminal-texts.ts';

test('paths are found as compilers, tests and grep write them, and addresses are left alone', () => {
  const found = (text: string) => pathsIn(text).map(({ path, line, from, to }) => [path, line, text.slice(from, to)]);
  expect(found('src/a.ts:12:3 - error')).toEqual([['src/a.ts', 12, 'src/a.ts:12:3']]);
  expect(found('at ./lib/b.js(7,2)')).toEqual([['./lib/b.js', 7, './lib/b.js(7,2)']]);
  expect(found('  File "pkg/c.py", line 3, in f')).toEqual([['pkg/c.py', 3, 'pkg/c.py", line 3']]);
  expect(found('README.md ~/x/y')).toEqual([
    ['README.md', null, 'README.md'],
    ['~/x/y', null, '~/x/y'],
  ]);
  expect(found('see https://example.org/a/b.html')).toEqual([]);
  expect(found(Array.from({ length: 40 }, (_, index) => `f${index}.ts`).join(' '))).toHaveLength(12);
});

test('a paste of many lines asks first; one that waits for Enter anyway may be longer', () => {
  const lines = (count: number): string => 'echo x\n'.repeat(count);
  expect([riskOf('one', false), riskOf(lines(5), false), riskOf(lines(6), false)]).toEqual([
    { lines: 1, ask: false },
    { lines: 5, ask: false },
    { lines: 6, ask: true },
  ]);
  expect([riskOf(lines(50), true).ask, riskOf(lines(51), true).ask]).toEqual([false, true]);
  expect(riskOf('a\r\nb\rc', false).lines).toBe(3);
});

test('the program gets its keys; the app keeps those that it cannot tell apart, and the drawer’s own', () => {
  const press = (key: string, more: Partial<Record<'ctrlKey' | 'metaKey' | 'shiftKey' | 'altKey', boolean>> = {}) => ({
    ...{ key, ctrlKey: false, metaKey: false, shiftKey: false, altKey: false },
    ...more,
  });
  const ctrl = { ctrlKey: true };
  expect(['c', 'd', 'r', 'w', 'p'].map((key) => leavesTerminal(press(key, ctrl), false))).toEqual(Array(5).fill(false));
  expect(leavesTerminal(press('j', ctrl), false)).toBe(true);
  expect(leavesTerminal(press('P', { ...ctrl, shiftKey: true }), false)).toBe(true);
  expect(leavesTerminal(press('j', { ...ctrl, altKey: true }), false)).toBe(false);
  expect([leavesTerminal(press('k', { metaKey: true }), true), leavesTerminal(press('j', ctrl), true)]).toEqual([true, false]);
});

const terminal = (more: Partial<Terminal>): Terminal =>
  ({ name: null, run: null, command: null, kind: 'shell', title: '', program: '/bin/bash', group: 'g1', ...more }) as Terminal;

test('a tab says what the user called it, what runs in it, or where it is', () => {
  expect(labelOf(terminal({ name: 'mine', run: 'dev' }))).toBe('mine');
  expect(labelOf(terminal({ run: 'dev' }))).toBe('dev');
  expect(labelOf(terminal({ command: { text: 'npm test -- --watch', running: true } as Terminal['command'] }))).toBe('npm test');
  expect(labelOf(terminal({ kind: 'sandboxed' }))).toBe('sandboxed');
  expect(labelOf(terminal({ title: 'ann@box: ~/code/shop' }))).toBe('shop');
  expect(labelOf(terminal({}))).toBe('bash');
});

test('terminals beside each other share a tab, in their order', () => {
  const [a, b, c] = [terminal({ group: 'g1' }), terminal({ group: 'g2' }), terminal({ group: 'g1' })];
  expect(tabsOf([a, b, c])).toEqual([
    { group: 'g1', terminals: [a, c] },
    { group: 'g2', terminals: [b] },
  ]);
});

test('how a program ended is said in a sentence', () => {
  const ended = (more: object) =>
    endedText({ kind: 'ended', how: 'exited', code: 0, signal: null, ...more } as Parameters<typeof endedText>[0]);
  expect([ended({}), ended({ code: null, signal: 9 }), ended({ how: 'lost' })]).toEqual([
    'Ended with exit code 0.',
    'Ended by signal 9.',
    'Cut off when the app ended. This is the last that was on its screen.',
  ]);
});

test('drawing in software is no graphics card', () => {
  expect(
    ['ANGLE (NVIDIA GeForce)', 'Google SwiftShader', 'llvmpipe (LLVM 15)', 'Microsoft Basic Render Driver', null].map(isRealGpu),
  ).toEqual([true, false, false, false, false]);
});
