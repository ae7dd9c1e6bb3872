/** What tools would do, in the words of rules, and what is asked whatever the rules say. */
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import type { AgentAction, Judgement } from '#contract/rules.ts';
import { ruleOn, type JudgingGround } from './tool-actions.ts';

const folder = realpathSync(mkdtempSync(join(tmpdir(), 'switchyard-actions-')));
const worktree = join(folder, 'worktree');
mkdirSync(worktree);
symlinkSync(folder, join(worktree, 'out'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const allow: Judgement = { verdict: 'allow', why: 'The policy allows it.', rule: null };
const rule = (name: string, input: object, more: Partial<JudgingGround> = {}, judgement = allow) => {
  const judged: AgentAction[] = [];
  const ground: JudgingGround = {
    ...{ worktree, own: ['/home/dev/.claude'], confines: true, fullAccess: false, planning: false },
    judge: (action) => {
      judged.push(action);
      return judgement;
    },
    ...more,
  };
  const { verdict, kind } = ruleOn({ name, input: { ...input }, cwd: worktree }, ground);
  return { verdict, kind, judged };
};
const command = (text: string, sandboxed: boolean): AgentAction => ({ kind: 'command', command: text, cwd: worktree, sandboxed });

test.each<[string, string, object, ReturnType<typeof rule>]>([
  ['a command', 'Bash', { command: 'make' }, { verdict: 'allow', kind: 'command', judged: [command('make', true)] }],
  [
    'a command that wants out',
    'Bash',
    { command: 'make', dangerouslyDisableSandbox: true },
    { verdict: 'allow', kind: 'command', judged: [command('make', false)] },
  ],
  ['a watch', 'Monitor', { command: 'tail -f x' }, { verdict: 'allow', kind: 'command', judged: [command('tail -f x', true)] }],
  [
    'a file',
    'Edit',
    { file_path: 'a.txt' },
    { verdict: 'allow', kind: 'file-change', judged: [{ kind: 'change', paths: [join(worktree, 'a.txt')] }] },
  ],
  [
    'a file behind a link that leads out',
    'Write',
    { file_path: join(worktree, 'out/b.txt') },
    { verdict: 'ask', kind: 'file-change', judged: [{ kind: 'change', paths: [join(worktree, 'out/b.txt'), join(folder, 'b.txt')] }] },
  ],
  [
    'settings that programs obey',
    'Write',
    { file_path: '.mcp.json' },
    { verdict: 'ask', kind: 'file-change', judged: [{ kind: 'change', paths: [join(worktree, '.mcp.json')] }] },
  ],
  ['reading here', 'Read', { file_path: 'a.txt' }, { verdict: 'allow', kind: 'permissions', judged: [] }],
  [
    'reading elsewhere',
    'Grep',
    { pattern: 'x', path: '/etc' },
    { verdict: 'allow', kind: 'permissions', judged: [{ kind: 'command', command: `cat '/etc'`, cwd: worktree, sandboxed: false }] },
  ],
  [
    'a page',
    'WebFetch',
    { url: 'https://example.org/a' },
    { verdict: 'allow', kind: 'permissions', judged: [{ kind: 'network', host: 'example.org', port: 443 }] },
  ],
  [
    'a tool of a server',
    'mcp__my_server__do_it',
    {},
    { verdict: 'allow', kind: 'tool', judged: [{ kind: 'tool', server: 'my_server', tool: 'do_it', readOnly: false }] },
  ],
  ['a tool of its own', 'Skill', { skill: 'x' }, { verdict: 'own', kind: 'tool', judged: [] }],
  ['a question', 'AskUserQuestion', {}, { verdict: 'ask', kind: 'question', judged: [] }],
])('%s', (_, name, input, expected) => {
  expect(rule(name, input)).toEqual(expected);
});

test('while it plans, only what reads is done without asking', () => {
  const ask: Judgement = { verdict: 'ask', why: 'It would run outside of the sandbox.', rule: null };
  expect(rule('Bash', { command: 'make' }, { planning: true }, ask)).toMatchObject({ verdict: 'ask' });
  expect(rule('Bash', { command: 'git status' }, { planning: true })).toMatchObject({ verdict: 'allow' });
  expect(rule('Write', { file_path: 'a.txt' }, { planning: true })).toEqual({ verdict: 'ask', kind: 'file-change', judged: [] });
});

test('a rule that refuses, refuses; where nothing can be confined, commands are judged as unconfined', () => {
  const refuse: Judgement = { verdict: 'refuse', why: 'A rule refuses it.', rule: 'r' };
  expect(rule('Bash', { command: 'rm x' }, {}, refuse).verdict).toBe('refuse');
  expect(rule('Read', { file_path: '/etc/passwd' }, {}, refuse).verdict).toBe('refuse');
  expect(rule('Bash', { command: 'make' }, { confines: false }).judged).toEqual([command('make', false)]);
});
