import { expect, test } from 'vitest';
import { effectivePolicy } from '#contract/effective-policy.ts';
import { policyFrom } from './policy.ts';

test('a policy in force becomes absolute, and a host that is none allows nothing', () => {
  const policy = effectivePolicy({
    name: 'workspace-write',
    everywhere: {
      forbidden: ['~/x', 'prod', '/abs/../other', '~'],
      writable: ['../up'],
      allowedHosts: ['A.example:443', 'not a host', '[::1]'],
    },
    file: null,
    project: {},
    thread: {},
  });
  expect(policyFrom(policy, { home: '/home/ann', workspace: '/work/tree' })).toEqual({
    name: 'workspace-write',
    allowedHosts: [
      { host: 'a.example', port: 443 },
      { host: '::1', port: null },
    ],
    readable: [],
    writable: ['/work/up'],
    forbidden: ['/home/ann/x', '/work/tree/prod', '/other', '/home/ann'],
    variables: [],
    unixSockets: 'private',
    limits: { processes: null, memoryMegabytes: null, fileMegabytes: null, seconds: null },
  });
});
