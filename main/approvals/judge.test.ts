import { describe, expect, test } from 'vitest';
import { policyOrder } from '#contract/policy.ts';
import type { AgentAction } from '#contract/rules.ts';
import { judge } from './judge.ts';
import { proposeRules } from './propose-rules.ts';
import { matchText } from '#contract/rule-text.ts';
import { command, contextOf, verdictOf, worktree } from './testing/judge-lab.ts';

const actions: Readonly<Record<string, AgentAction>> = {
  'a sandboxed command': command('make it', true),
  'a sandboxed command that cannot be read': command('$x', true),
  'a sandboxed command that reads': command('git status', true),
  'an unsandboxed command': command('make it'),
  'an unsandboxed command that cannot be read': command('$x'),
  'an unsandboxed command that reads': command('git status && ls src | head -3'),
  'an unsandboxed command that reads elsewhere': command('cat /home/ann/.ssh/id_rsa'),
  'an unsandboxed command that writes inside': command('echo x > a.txt'),
  'an unsandboxed command that writes outside': command('echo x > /etc/a'),
  'a change inside': { kind: 'change', paths: [`${worktree}/a`, `${worktree}/b/c`] },
  'a change inside and one outside': { kind: 'change', paths: [`${worktree}/a`, '/etc/x'] },
  'a change that only looks inside': { kind: 'change', paths: [`${worktree}/../tree2/a`] },
  'a change of .git': { kind: 'change', paths: [`${worktree}/.git`] },
  'a change below .git': { kind: 'change', paths: [`${worktree}/sub/.GIT/config`] },
  'a change of nothing': { kind: 'change', paths: [] },
  'a host': { kind: 'network', host: 'example.org', port: 443 },
  'a tool': { kind: 'tool', server: 'files', tool: 'write', readOnly: false },
  'a tool that says it reads': { kind: 'tool', server: 'files', tool: 'read', readOnly: true },
};

test('policy × action', () => {
  const table = Object.fromEntries(
    Object.entries(actions).map(([name, action]) => [
      name,
      policyOrder.map((policy) => judge(action, contextOf([], { policy })).verdict).join(' '),
    ]),
  );
  // read-only, workspace-write, full-access
  expect(table).toEqual({
    'a sandboxed command': 'allow allow allow',
    'a sandboxed command that cannot be read': 'allow allow allow',
    'a sandboxed command that reads': 'allow allow allow',
    'an unsandboxed command': 'ask ask allow',
    'an unsandboxed command that cannot be read': 'ask ask allow',
    'an unsandboxed command that reads': 'allow allow allow',
    'an unsandboxed command that reads elsewhere': 'ask ask allow',
    'an unsandboxed command that writes inside': 'ask allow allow',
    'an unsandboxed command that writes outside': 'ask ask allow',
    'a change inside': 'ask allow allow',
    'a change inside and one outside': 'ask ask allow',
    'a change that only looks inside': 'ask ask allow',
    'a change of .git': 'ask ask allow',
    'a change below .git': 'ask ask allow',
    'a change of nothing': 'ask ask ask',
    'a host': 'ask ask allow',
    'a tool': 'ask ask allow',
    'a tool that says it reads': 'ask ask allow',
  });
});

describe('rules on commands', () => {
  const rules = ['allow command npm test', 'allow command git push'];
  test.each([
    ['npm test', 'allow'],
    ['npm test -- --watch "$X" *.ts', 'allow'],
    ['npm tests', 'ask'],
    ['npm', 'ask'],
    ['npm run test', 'ask'],
    ['npm test && git push', 'allow'],
    ['npm test; rm x', 'ask'],
    ['npm test $(rm x)', 'ask'],
    ['npm test | tee out.txt', 'ask'],
    ['npm test > out.txt 2>&1 && cat out.txt | tail -5', 'allow'],
    ['npm test > /etc/x', 'ask'],
    ['npm test > .git/hooks/pre-commit', 'ask'],
    ['npm test < ~/.ssh/id_rsa', 'ask'],
    ['npm test < /dev/tcp/example.org/80', 'ask'],
    ["bash -lc 'npm test'", 'allow'],
    ['timeout 60 npm test', 'allow'],
    ['sudo npm test', 'ask'],
    ['CI=1 npm test', 'allow'],
    ['PATH=/tmp:$PATH npm test', 'ask'],
    ['cd packages/a && npm test', 'allow'],
    ['cd /elsewhere && npm test', 'ask'],
    ['cd .. && npm test', 'ask'],
    ['./npm test', 'ask'],
    ['$NPM test', 'ask'],
    ['npm $X', 'ask'],
  ] as const)('%s: %s', (text, verdict) => expect(verdictOf(text, rules)).toBe(verdict));

  test('the strictest wins, wherever it stands', () => {
    const refusing = [...rules, 'refuse command git push', 'ask command npm test'];
    expect(
      [
        'npm test',
        'git push',
        'npm test && git push',
        'git -C x push',
        'git -c a=b push',
        '/usr/bin/git push',
        'git commit -m push',
        'echo $(git push)',
        'sudo git push',
        'a | xargs git push',
      ].map((text) => `${text}: ${judge(command(text, true), contextOf(refusing)).verdict}`),
    ).toEqual([
      'npm test: ask',
      'git push: refuse',
      'npm test && git push: refuse',
      'git -C x push: refuse',
      'git -c a=b push: refuse',
      '/usr/bin/git push: refuse',
      'git commit -m push: allow',
      'echo $(git push): refuse',
      'sudo git push: refuse',
      'a | xargs git push: refuse',
    ]);
  });

  test('what could be refused and cannot be read is asked, in the sandbox and with full access too', () => {
    const refusing = contextOf(['refuse command git push'], { policy: 'full-access' });
    expect(['git $X', 'xargs git', '$X push', 'make'].map((text) => judge(command(text, true), refusing).verdict)).toEqual([
      'ask',
      'ask',
      'ask',
      'allow',
    ]);
  });

  test('the words say which rule', () => {
    const { why, basis } = judge(command('npm test'), contextOf(rules));
    expect([why, basis]).toEqual(['Your rule allows it: allow “npm test” for everything.', 'rule']);
  });
});

test.each([
  ['allow path docs/**', 'read-only', 'docs/a/b.md', 'allow'],
  ['allow path docs/*', 'read-only', 'docs/a/b.md', 'ask'],
  ['allow path *.md', 'read-only', 'a.md', 'allow'],
  ['allow path ~/notes/**', 'workspace-write', '/home/ann/notes/x', 'allow'],
  ['allow path /etc/*', 'workspace-write', '/etc/hosts', 'allow'],
  ['refuse path **/.env', 'workspace-write', 'a/b/.env', 'refuse'],
  ['refuse path **/.env', 'full-access', '.env', 'refuse'],
  ['ask path package.json', 'workspace-write', 'package.json', 'ask'],
] as const)('%s under %s: %s is %s', (text, policy, path, verdict) => {
  const paths = [path.startsWith('/') ? path : `${worktree}/${path}`];
  expect(judge({ kind: 'change', paths }, contextOf([text], { policy })).verdict).toBe(verdict);
});

test('links lead where they lead', () => {
  const realPath = (path: string): string => path.replace(`${worktree}/link`, '/home/ann/.ssh');
  const context = contextOf(['allow command npm test'], { realPath });
  const words = [
    judge({ kind: 'change', paths: [`${worktree}/link/id`] }, context),
    judge(command('cat link/id_rsa'), context),
    judge(command('cd link && npm test'), context),
    judge(command('npm test > link/x'), context),
  ];
  expect(words.map(({ verdict }) => verdict)).toEqual(['ask', 'ask', 'ask', 'ask']);
});

test.each([
  ['allow host example.org:443', 'Example.ORG.', 443, 'allow'],
  ['allow host example.org:443', 'example.org', 80, 'ask'],
  ['allow host example.org', 'example.org', 80, 'allow'],
  ['allow host *.example.org', 'a.b.example.org', 443, 'allow'],
  ['allow host *.example.org', 'example.org', 443, 'ask'],
  ['allow host *.example.org', 'badexample.org', 443, 'ask'],
  ['refuse host example.org', 'example.org', 443, 'refuse'],
] as const)('%s: %s:%i is %s', (text, host, port, verdict) =>
  expect(judge({ kind: 'network', host, port }, contextOf([text])).verdict).toBe(verdict),
);

test.each([
  ['allow tool files/read', 'files', 'read', 'allow'],
  ['allow tool files/*', 'files', 'write', 'allow'],
  ['allow tool files/*', 'other', 'read', 'ask'],
  ['allow tool /web_search', null, 'web_search', 'allow'],
  ['refuse tool files/write', 'files', 'write', 'refuse'],
] as const)('%s: %s/%s is %s', (text, server, tool, verdict) =>
  expect(judge({ kind: 'tool', server, tool, readOnly: false }, contextOf([text])).verdict).toBe(verdict),
);

const proposals: readonly (readonly [AgentAction, ...string[]])[] = [
  [command('npm test -- --watch'), 'npm test'],
  [command('npm run build:all && git push origin main | tee x'), 'npm run build:all', 'git push', 'tee x'],
  [command('ls && cat a'), 'ls', 'cat a'],
  [command("bash -lc 'make it > /etc/x'"), 'make it', '/etc/x'],
  [command("python -c 'print(1)'"), "python -c 'print(1)'"],
  [command('node "$X"')],
  [command('node --test a/1.js a/2.js a/3.js a/4.js a/5.js'), 'node --test'],
  [command('python -c x 1 2 3 4 5 6')],
  [command('$X')],
  [command('rm -rf "$X"'), 'rm -rf'],
  [command('cd /elsewhere && npm test')],
  [{ kind: 'change', paths: [`${worktree}/a`, '/etc/x', '/etc/y'] }, '/etc/x', '/etc/y'],
  [{ kind: 'change', paths: ['/etc/1', '/etc/2', '/etc/3', '/etc/4'] }, '/etc/*'],
  [{ kind: 'network', host: 'Example.org', port: 443 }, 'example.org:443'],
  [{ kind: 'tool', server: 'files', tool: 'read', readOnly: true }, 'files/read'],
];
test.each(proposals.map(([action, ...expected]) => ({ action, expected })))('$action proposes $expected', ({ action, expected }) => {
  expect(proposeRules(action, contextOf())?.map(matchText) ?? []).toEqual(expected);
});
