import { expect, test } from 'vitest';
import fc from 'fast-check';
import { effectivePolicy, type PolicySources } from './effective-policy.ts';
import { HostText, PolicyNarrowing, policyOrder, type PolicyDetails } from './policy.ts';

const nothing: PolicySources = { name: 'workspace-write', everywhere: {}, file: null, project: {}, thread: {} };

test('nothing said: the name alone', () => {
  expect(effectivePolicy(nothing)).toEqual({
    name: 'workspace-write',
    allowedHosts: [],
    readable: [],
    writable: [],
    forbidden: [],
    variables: [],
    unixSockets: 'private',
    limits: { processes: null, memoryMegabytes: null, fileMegabytes: null, seconds: null },
  });
});

test('the particular adds to the general; the file narrows the general only; what is forbidden stays so', () => {
  const sources: PolicySources = {
    name: 'workspace-write',
    everywhere: { allowedHosts: ['a.example', 'B.example'], limits: { seconds: 60, processes: 100 }, forbidden: ['~/x'], variables: ['A'] },
    file: {
      allowedHosts: ['b.example', 'evil.example'],
      limits: { seconds: 600, processes: 50 },
      forbidden: ['prod'],
      unixSockets: 'none',
    },
    project: { allowedHosts: ['c.example'], writable: ['~/cache'], limits: { processes: 200 } },
    thread: { allowedHosts: ['d.example:443'], unixSockets: 'private' },
  };
  expect(effectivePolicy(sources)).toEqual({
    name: 'workspace-write',
    allowedHosts: ['B.example', 'c.example', 'd.example:443'],
    readable: [],
    writable: ['~/cache'],
    forbidden: ['~/x', 'prod'],
    variables: ['A'],
    unixSockets: 'private',
    limits: { processes: 200, memoryMegabytes: null, fileMegabytes: null, seconds: 60 },
  });
  expect(effectivePolicy({ ...sources, name: 'read-only' }).writable).toEqual([]);
  expect(effectivePolicy({ ...sources, name: 'full-access' })).toMatchObject({
    allowedHosts: [],
    forbidden: [],
    limits: { processes: null },
  });
});

const texts = fc.array(fc.constantFrom('a', 'b', 'c', 'd'), { maxLength: 4 });
const limit = fc.option(fc.integer({ min: 1, max: 5 }), { nil: undefined });
const details: fc.Arbitrary<PolicyDetails> = fc
  .record({ allowedHosts: texts, readable: texts, writable: texts, forbidden: texts, variables: texts, seconds: limit })
  .map(({ seconds, ...lists }) => ({ ...lists, ...(seconds === undefined ? {} : { limits: { seconds } }) }));

test('whatever a repository file says, it allows nothing that was not allowed without it', () => {
  const any = fc.record({ name: fc.constantFrom(...policyOrder), everywhere: details, file: details, project: details, thread: details });
  fc.assert(
    fc.property(any, (sources) => {
      const [without, withFile] = [effectivePolicy({ ...sources, file: null }), effectivePolicy(sources)];
      for (const list of ['allowedHosts', 'readable', 'writable', 'variables'] as const)
        expect(without[list]).toEqual(expect.arrayContaining([...withFile[list]]));
      expect(withFile.forbidden).toEqual(expect.arrayContaining([...without.forbidden]));
      expect(withFile.limits.seconds ?? Infinity).toBeLessThanOrEqual(without.limits.seconds ?? Infinity);
    }),
    { numRuns: 500 },
  );
});

test('a repository file cannot even say what would widen', () => {
  for (const widening of [{ writable: ['/'] }, { readable: ['~/.ssh'] }, { variables: ['TOKEN'] }, { unixSockets: 'private' }])
    expect(PolicyNarrowing.safeParse(widening).success).toBe(false);
});

test.each([
  ['example.org', true],
  ['example.org:443', true],
  ['*.example.org', true],
  ['10.0.0.1:80', true],
  ['[::1]:80', true],
  ['::1', true],
  ['localhost:3000', true],
  ['*', false],
  ['https://example.org', false],
  ['a b', false],
  ['', false],
  ['example.org:', false],
])('host %s: %s', (text, right) => expect(HostText.safeParse(text).success).toBe(right));
