import { expect, test } from 'vitest';
import { failure } from '#contract/failure.ts';
import { defaultPolicy } from '#sandbox/policy.ts';
import type { AgentBackend, AgentEvent, AgentSession, SessionStart } from './agent-backend.ts';
import { openServed, ServedBackend } from './served-backend.ts';
import { sandboxAt } from './testing/sandbox-at.ts';

/** A backend that writes down what is asked of it, under a name. */
const noted = (name: string, notes: string[], isBusy = false) => {
  const starts: SessionStart[] = [];
  const backend: AgentBackend = {
    id: 'agent',
    detect: () => Promise.reject(new Error('not asked for here')),
    open: async (start) => {
      if (isBusy) throw failure('busy', 'Another program has the conversation.');
      starts.push(start);
      notes.push(`${name} opens ${start.resume?.nativeId ?? 'anew'}`);
      const session: AgentSession = {
        reference: () => ({ nativeId: 'talk' }),
        send: async ({ text }) => void notes.push(`${name} gets ${text}`),
        steer: async () => 'delivered',
        interrupt: async () => {},
        answer: async () => true,
        close: async () => void notes.push(`${name} closes`),
      };
      return session;
    },
    processes: () => [],
    dispose: async () => void notes.push(`${name} ends`),
  };
  return { served: new ServedBackend(backend), tell: (event: AgentEvent) => starts.at(-1)?.onEvent(event) };
};

const settings = { model: null, effort: null, policy: 'workspace-write' } as const;
const start: SessionStart = {
  place: { cwd: '/', environment: {}, sandbox: sandboxAt('/', () => defaultPolicy('workspace-write')) },
  settings,
  resume: null,
  onEvent: () => undefined,
  judge: () => ({ verdict: 'ask', why: '', rule: null }),
};

test('who is at work goes on with the old one to the end of the turn; who rests moves with the next message', async () => {
  const notes: string[] = [];
  const old = noted('old', notes);
  const next = noted('next', notes);
  let latest = old.served;
  const busy = await openServed(() => latest, start);
  await busy.send({ text: 'work', images: [] }, settings);
  const resting = await openServed(() => latest, start);
  latest = next.served;
  const gone = old.served.retire();
  await resting.send({ text: 'hello', images: [] }, settings);
  notes.push(`steer: ${await busy.steer({ text: 'more', images: [] })}`);
  expect(notes).toEqual([
    'old opens anew',
    'old gets work',
    'old opens anew',
    'old closes',
    'next opens talk',
    'next gets hello',
    'steer: delivered',
  ]);
  notes.length = 0;
  await resting.close();
  await busy.close();
  await gone;
  expect(notes).toEqual(['next closes', 'old closes', 'old ends']);
});

test('a turn that ends lets the old one go, and the same session goes on with the next', async () => {
  const notes: string[] = [];
  const old = noted('old', notes);
  const next = noted('next', notes);
  let latest = old.served;
  const session = await openServed(() => latest, start);
  await session.send({ text: 'one', images: [] }, settings);
  latest = next.served;
  const gone = old.served.retire();
  old.tell({ kind: 'turn-ended', outcome: { kind: 'completed' } });
  await gone;
  expect([await session.steer({ text: 'late', images: [] }), session.reference()]).toEqual(['missed', { nativeId: 'talk' }]);
  await session.send({ text: 'two', images: [] }, settings);
  await session.close();
  expect(notes).toEqual(['old opens anew', 'old gets one', 'old closes', 'old ends', 'next opens talk', 'next gets two', 'next closes']);
});

test('a conversation that the old program does not let go of goes on there, as long as that one runs', async () => {
  const notes: string[] = [];
  const old = noted('old', notes);
  const next = noted('next', notes, true);
  let latest = old.served;
  const other = await openServed(() => latest, start);
  await other.send({ text: 'work', images: [] }, settings);
  const session = await openServed(() => latest, start);
  latest = next.served;
  const gone = old.served.retire();
  await session.send({ text: 'hello', images: [] }, settings);
  expect(notes.slice(-3)).toEqual(['old closes', 'old opens talk', 'old gets hello']);
  await session.close();
  await other.close();
  await gone;
  await expect(session.send({ text: 'late', images: [] }, settings)).rejects.toThrow('closed');
});
