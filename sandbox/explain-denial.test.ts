import { expect, test } from 'vitest';
import fc from 'fast-check';
import { explainDenial } from './explain-denial.ts';
import { defaultPolicy, type SandboxPolicy } from './policy.ts';

const policy: SandboxPolicy = {
  ...defaultPolicy('workspace-write'),
  allowedHosts: [{ host: 'fine.example', port: 443 }],
  forbidden: ['/work/tree/prod'],
};
const explain = (output: string, more: Partial<SandboxPolicy> = {}) => {
  const denial = explainDenial({ output, policy: { ...policy, ...more }, workspace: '/work/tree' });
  return denial === null ? null : [denial.what, denial.why, denial.host];
};

test.each([
  ['bash: line 1: /etc/hosts: Read-only file system', 'Writing to /etc/hosts was refused'],
  ["touch: cannot touch '/home/ann/x y': Read-only file system", 'Writing to /home/ann/x was refused'],
  ["Error: EROFS: read-only file system, open '/opt/thing'", 'Writing to /opt/thing was refused'],
  ['error: could not lock config file: Read-only file system', 'Writing was refused'],
  ["fatal: Unable to create '/work/tree/.git/index.lock': Read-only file system", 'Writing to /work/tree/.git/index.lock was refused'],
  ['cat: /home/ann/.ssh/id: Permission denied', '/home/ann/.ssh/id is not available to the command'],
  ['cat: /work/tree/prod/key: Permission denied', '/work/tree/prod/key is not available to the command'],
  ['curl: (6) Could not resolve host: registry.example', 'registry.example was not reached'],
  ['npm error getaddrinfo EAI_AGAIN packages.example.org', 'packages.example.org was not reached'],
  ['ssh: Could not resolve hostname git.example: Name or service not known', 'git.example was not reached'],
])('%s', (line, what) => {
  expect(explain(`first\n${line}\nlast words\n`)?.[0]).toBe(what);
  expect(explain(line, { name: 'full-access' })).toBeNull();
});

test('the reason fits the policy', () => {
  expect(explain('x: Read-only file system', { name: 'read-only' })?.[1]).toBe('the policy of this task is read-only');
  expect(explain('curl: (6) Could not resolve host: other.example')).toEqual([
    'other.example was not reached',
    'it is not on the list of allowed hosts',
    'other.example',
  ]);
  expect(explain('curl: (6) Could not resolve host: fine.example')?.[1]).toContain('HTTPS_PROXY');
});

test('what the sandbox has nothing to do with is left alone', () => {
  for (const output of [
    '',
    'AssertionError: 1 != 2',
    './run.sh: Permission denied',
    '/work/tree/run.sh: Permission denied',
    'connect ECONNREFUSED 127.0.0.1:3000',
  ])
    expect(explain(output)).toBeNull();
});

test('any output is read without trouble, and quickly', () => {
  const pieces = fc.constantFrom(
    'Permission denied',
    'EROFS',
    '/a',
    "'",
    ':',
    ' ',
    '\n',
    'lookup ',
    'Could not resolve host: ',
    'x'.repeat(50),
    '\u0000',
    '/'.repeat(40),
  );
  fc.assert(
    fc.property(fc.array(pieces, { maxLength: 400 }), (parts) => {
      explain(parts.join(''));
    }),
    { numRuns: 300 },
  );
});
