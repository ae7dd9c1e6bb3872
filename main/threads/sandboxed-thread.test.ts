/** Which hosts a thread's sandbox lets through by the user's rules. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { newId } from '#main/base/new-id.ts';
import type { RuleScope, Verdict } from '#contract/rules.ts';
import { hostRuleText } from '#sandbox/host-rules.ts';
import { sandboxedThread } from './sandboxed-thread.ts';
import { openLab, type Lab } from './testing/thread-lab.ts';

let lab: Lab;
beforeEach(async () => {
  lab = await openLab();
});
afterEach(() => lab.close());

test('hosts come with a rule that allows them, go with it, and a stricter one keeps them out', async () => {
  const slot = lab.create();
  await lab.until(slot, ({ state }) => state.kind === 'running');
  const { book, projects, settings, approvals } = lab.threads.context;
  const hosts = (): readonly string[] =>
    sandboxedThread({ book, projects, settings }, slot.id, approvals.rules.rules).policy.allowedHosts.map(hostRuleText);
  const add = (host: string, scope: RuleScope, verdict: Verdict = 'allow', port: number | null = null) =>
    approvals.rules.add({ scope, match: { kind: 'host', host, port }, verdict }, 'user');
  const everywhere = { kind: 'everywhere' } as const;
  expect(hosts()).toEqual([]);
  const one = add('one.example.org', everywhere, 'allow', 443);
  add('two.example.org', { kind: 'project', project: lab.project.id });
  add('three.example.org', { kind: 'thread', thread: slot.id });
  add('elsewhere.example.org', { kind: 'thread', thread: newId('t') });
  expect(hosts()).toEqual(['one.example.org:443', 'two.example.org', 'three.example.org']);
  approvals.rules.remove(one.id);
  add('*.two.example.org', everywhere, 'ask');
  add('three.example.org', everywhere, 'refuse', 22);
  expect(hosts()).toEqual(['two.example.org']);
});
