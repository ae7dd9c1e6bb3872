import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Item } from '#contract/items.ts';
import { threadTopic } from './read-thread.ts';
import { updateThread } from './update-thread.ts';
import { openLab, type Lab } from './testing/thread-lab.ts';
import type { ThreadSlot } from './thread-slot.ts';

let lab: Lab;
let slot: ThreadSlot;
beforeEach(async () => {
  lab = await openLab();
  slot = lab.create();
  await lab.until(slot, (thread) => thread.state.kind === 'running');
});
afterEach(async () => {
  await lab.close();
});

const refusals = (): readonly Item[] => slot.log.page(null, 50).filter((item) => item.kind === 'refusal');
const told = () => refusals().map((item) => (item.kind === 'refusal' ? [item.what, item.hosts] : null));

const untilTold = async (count: number): Promise<void> => {
  if (refusals().length >= count) return;
  await new Promise<void>((resolve) => {
    const listening = threadTopic(lab.threads.context.book, slot.id).listen(() => {
      if (refusals().length < count) return;
      void listening.dispose();
      resolve();
    });
  });
};

/** Asks the door for hosts, as a program with a proxy would. */
const connect = async (...hosts: readonly string[]): Promise<string> => {
  const asked = hosts.map(
    (host) => `exec 3<>/dev/tcp/127.0.0.1/39128; printf 'CONNECT ${host} HTTP/1.1\\r\\n\\r\\n' >&3; head -1 <&3; exec 3>&-`,
  );
  const running = await lab.agent.session().start.place.sandbox.start({
    command: ['bash', '-c', asked.join('; ')],
    cwd: slot.thread.worktree.path ?? '',
    environment: {},
    stdio: ['ignore', 'pipe', 'ignore'],
    onNote: () => undefined,
  });
  let output = '';
  running.child?.stdout?.on('data', (chunk: Buffer) => (output += chunk.toString()));
  await running.ended;
  return output;
};

const failed = (output: string): void =>
  lab.agent.session().say({
    kind: 'item-ended',
    item: { key: `c${output.length}`, kind: 'command', command: 'x', cwd: null, output, exitCode: 1 },
    status: 'failed',
  });

test('refused hosts become one item, are told once a turn, and are let through at once when they are allowed', async () => {
  expect(await connect('a.invalid:443', 'b.invalid:80', 'a.invalid:443')).toMatch(/^(HTTP\/1.1 403 Forbidden\r\n){3}$/);
  await untilTold(1);
  expect(told()).toEqual([['Connections to 2 hosts were refused', ['a.invalid:443', 'b.invalid:80']]]);
  await connect('a.invalid:443', 'c.invalid:1');
  await untilTold(2);
  expect(told()[1]).toEqual(['A connection to c.invalid:1 was refused', ['c.invalid:1']]);
  await updateThread(lab.threads.context, slot, { sandbox: { allowedHosts: ['a.invalid:443'] } });
  // Let through by the list; there is no such host.
  expect(await connect('a.invalid:443')).toContain('502 Bad Gateway');
});

test('a command that failed for the sandbox is explained once; one that failed by itself is not', async () => {
  failed('AssertionError: 1 != 2');
  failed('bash: /etc/hosts: Read-only file system');
  failed('bash: /etc/hosts: Read-only file system\n');
  failed('curl: (6) Could not resolve host: a.invalid');
  expect(told()).toEqual([
    ['Writing to /etc/hosts was refused', []],
    ['a.invalid was not reached', ['a.invalid']],
  ]);
  await updateThread(lab.threads.context, slot, { policy: 'full-access' });
  failed('bash: /etc/passwd: Read-only file system');
  expect(refusals()).toHaveLength(2);
});
