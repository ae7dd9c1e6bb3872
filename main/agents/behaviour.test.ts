/** One suite over every backend. What they differ in stands in their subjects. */
import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { wires } from '#main/models/testing/loopback-client.ts';
import type { AgentBackend, AgentEvent } from './agent-backend.ts';
import { codexSubject } from './testing/codex-subject.ts';
import { findForTests } from './testing/find-for-tests.ts';
import { nativeSubject } from './testing/native-subject.ts';
import { itemsOf, openRecorded, type RecordedSession } from './testing/recorded-session.ts';
import { scriptedSubject } from './testing/scripted-subject.ts';
import { makeRepository } from './testing/temporary-repository.ts';

const codexBinary = findForTests('codex');
const subjects = [scriptedSubject, ...wires.map(nativeSubject), ...(codexBinary === null ? [] : [codexSubject(codexBinary)])];

const completed = { kind: 'turn-ended', outcome: { kind: 'completed' } };
const stopped = { kind: 'turn-ended', outcome: { kind: 'stopped' } };
const shown = (events: readonly AgentEvent[]) => itemsOf(events).map(({ kind, text, status }) => [kind, text.trim(), status]);
const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};
const until = async (condition: () => boolean | Promise<boolean>): Promise<void> => {
  for (const deadline = Date.now() + 10_000; !(await condition());) {
    if (Date.now() > deadline) throw new Error('the condition did not come true');
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
};

/** Processes whose command line holds this text. */
const commandsWith = async (text: string): Promise<readonly number[]> => {
  const found: number[] = [];
  for (const name of await readdir('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    const line = await readFile(`/proc/${name}/cmdline`, 'utf8').catch(() => '');
    if (line.replaceAll('\0', ' ').startsWith(text)) found.push(Number(name));
  }
  return found;
};

describe.each(subjects)('$name', ({ make, message, differences }) => {
  let backend: AgentBackend;
  let cwd = '';
  const open = (options: Parameters<typeof openRecorded>[2] = {}, folder = cwd): Promise<RecordedSession> =>
    openRecorded(backend, { cwd: folder, environment: { SWITCHYARD_PORT: '4310' } }, options);

  beforeAll(async () => {
    const made = await make();
    const repository = await makeRepository();
    backend = made.backend;
    cwd = repository.path;
    return async () => {
      await made.dispose();
      await repository.dispose();
    };
  });

  test('is found on this machine', async () => {
    const found = await backend.detect();
    expect(found.status).toMatchObject({ kind: 'ready' });
    expect(found.models.filter((model) => model.isDefault)).toHaveLength(1);
  });

  test('thinks, speaks and runs a command, in that order, with the environment of the thread', async () => {
    const { turn, events, session } = await open();
    expect(await turn(message([{ think: 'Hm' }, { say: 'Hello' }, { run: 'echo port $SWITCHYARD_PORT' }, { say: 'Bye' }]))).toEqual(
      completed,
    );
    expect(shown(events)).toEqual([
      ['reasoning', 'Hm', 'done'],
      ['assistant', 'Hello', 'done'],
      ['command', 'port 4310', 'done'],
      ['assistant', 'Bye', 'done'],
    ]);
    expect(events[0]).toEqual({ kind: 'turn-started', byAgent: false });
    expect(events.filter((event) => event.kind === 'usage').at(-1)?.usage.outputTokens).toBeGreaterThan(0);
    await session.close();
  });

  test('a command that fails is told as such, and the turn goes on', async () => {
    const { turn, events, session } = await open();
    expect(await turn(message([{ run: 'echo no >&2; exit 3' }, { say: 'So be it' }]))).toEqual(completed);
    expect(shown(events)).toEqual([
      ['command', 'no', 'failed'],
      ['assistant', 'So be it', 'done'],
    ]);
    await session.close();
  });

  test.each([
    ['allow-once', 'done', true],
    ['deny', 'declined', false],
  ])('a command that asks: %s', async (decision, status, ran) => {
    const { send, next, events, session } = await open();
    const file = `asked-${decision}`;
    await send(message([{ run: `touch ${file}`, ask: 'to see' }, { say: 'On' }]));
    const { request } = await next('request-opened');
    expect(request).toMatchObject({ kind: 'command', detail: { command: `touch ${file}`, reason: 'to see' } });
    expect(request.decisions.map(({ id }) => id)).toEqual(expect.arrayContaining(['allow-once', 'deny', 'deny-and-stop']));
    expect(await session.answer(request.key, { decision })).toBe(true);
    expect(await session.answer(request.key, { decision })).toBe(false);
    expect(await next('turn-ended')).toEqual(completed);
    expect(itemsOf(events).find((item) => item.kind === 'command')?.status).toBe(status);
    expect(existsSync(join(cwd, file))).toBe(ran);
    await session.close();
  });

  test('a denial with a reason tells the agent the reason', async () => {
    const { send, next, events, session } = await open();
    await send(message([{ run: 'echo no', ask: 'to see' }, { say: 'On' }]));
    await session.answer((await next('request-opened')).request.key, { decision: 'deny', text: 'Use the other tool.' });
    expect(await next('turn-ended')).toEqual(completed);
    expect(itemsOf(events).some((item) => item.kind === 'assistant' && item.text.includes('Use the other tool.'))).toBe(true);
    await session.close();
  });

  test('denied and stopped ends the turn', async () => {
    const { send, next, session } = await open();
    await send(message([{ run: 'echo no', ask: 'to see' }, { say: 'On' }]));
    await session.answer((await next('request-opened')).request.key, { decision: 'deny-and-stop' });
    expect(await next('turn-ended')).toEqual(stopped);
    await session.close();
  });

  test('changes files without asking where it may write, and asks where it may not', async () => {
    const { turn, send, next, events, session, mark } = await open();
    expect(await turn(message([{ create: 'free.txt', content: 'größer 𝒳\n' }]))).toEqual(completed);
    expect(await readFile(join(cwd, 'free.txt'), 'utf8')).toBe('größer 𝒳\n');
    expect(events.filter((event) => event.kind === 'request-opened')).toEqual([]);
    mark();
    await send(message([{ create: 'asked.txt', content: 'one\ntwo\n' }]), { policy: 'read-only' });
    const { request } = await next('request-opened');
    expect(request).toMatchObject({ kind: 'file-change', detail: { changes: [{ path: 'asked.txt', kind: 'add', added: 2, deleted: 0 }] } });
    await session.answer(request.key, { decision: 'deny' });
    await next('turn-ended');
    expect(existsSync(join(cwd, 'asked.txt'))).toBe(false);
    await session.close();
  });

  test('full access never asks', async () => {
    const { turn, events, session } = await open({ settings: { policy: 'full-access' } });
    expect(
      await turn(
        message([
          { run: 'echo free', ask: 'to see' },
          { create: 'full.txt', content: 'x\n' },
        ]),
      ),
    ).toEqual(completed);
    expect(events.filter((event) => event.kind === 'request-opened')).toEqual([]);
    expect(existsSync(join(cwd, 'full.txt'))).toBe(true);
    await session.close();
  });

  test('a question is answered by one of its options', async () => {
    const { send, next, session } = await open();
    await send(message([{ question: 'Which?', options: ['Left', 'Right'] }, { say: 'Thanks' }]));
    const { request } = await next('request-opened');
    expect(request).toMatchObject({
      kind: 'question',
      title: 'Which?',
      detail: { questions: [{ id: 'q', options: [{ label: 'Left' }, { label: 'Right' }] }] },
    });
    expect(request.decisions.map(({ label }) => label)).toEqual(['Left', 'Right', 'Answer']);
    await session.answer(request.key, { decision: 'option-2' });
    expect(await next('turn-ended')).toEqual(completed);
    await session.close();
  });

  test('a plan is told with its steps, and its end', async () => {
    const { turn, events, session } = await open();
    expect(await turn(message([{ plan: ['Read', 'Write'] }, { say: 'So' }]))).toEqual(completed);
    const plan = events.find((event) => event.kind === 'item-started' && event.item.kind === 'plan');
    const steps = [
      { text: 'Read', status: 'active' },
      { text: 'Write', status: 'pending' },
    ];
    expect(plan).toMatchObject({ item: { steps } });
    expect(itemsOf(events).find((item) => item.kind === 'plan')?.status).toBe('done');
    await session.close();
  });

  test('a steer reaches the running turn; without one it is missed', async () => {
    const { send, next, session, events } = await open();
    expect(await session.steer({ text: 'too early', images: [] })).toBe('missed');
    await send(message([{ say: 'word '.repeat(60), slowly: true }]));
    await next('item-append');
    expect(await session.steer({ text: 'Turn left instead', images: [] })).toBe('delivered');
    expect(await next('turn-ended')).toEqual(completed);
    expect(events.some((event) => event.kind === 'item-dropped')).toBe(differences.steer === 'preempt');
    expect(itemsOf(events).at(-1)?.text).toContain('Turn left instead');
    await session.close();
  });

  test('a second turn goes on in the same conversation, with other settings', async () => {
    const { turn, events, session } = await open();
    await turn(message([{ say: 'First' }]));
    const { models } = await backend.detect();
    const model = models.find((other) => other.id === 'gpt-5.5') ?? models[0];
    expect(
      await turn(message([{ say: 'Second' }]), { model: model?.id ?? null, effort: model?.efforts[0] ?? null, policy: 'read-only' }),
    ).toEqual(completed);
    expect(shown(events).map(([, text]) => text)).toEqual(['First', 'Second']);
    expect(session.reference()?.nativeId).toEqual(expect.any(String));
    await session.close();
  });

  test('stops while it speaks, and goes on afterwards', async () => {
    const { send, next, turn, session, events } = await open();
    await send(message([{ say: 'word '.repeat(2000), slowly: true }]));
    await next('item-append');
    await session.interrupt();
    expect(events.at(-1)).toEqual(stopped);
    expect(await turn(message([{ say: 'Here again' }]))).toEqual(completed);
    await session.close();
  });

  test.each(['workspace-write', 'full-access'] as const)('stops while a command runs, and the command is gone (%s)', async (policy) => {
    const { send, next, session } = await open({ settings: { policy } });
    await send(message([{ run: 'echo begun; sleep 0.3; echo here; sleep 987 & wait' }]));
    await next('item-append', (event) => event.field === 'output' && event.chunk.includes('here'));
    let lives: readonly number[] = [];
    await until(async () => (lives = await commandsWith('sleep 987')).length > 0);
    await session.interrupt();
    expect(await next('turn-ended')).toEqual(stopped);
    await until(() => lives.every((pid) => !isAlive(pid)));
    await session.close();
  });

  test('stops while it waits for an answer', async () => {
    const { send, next, session } = await open();
    await send(message([{ run: 'echo asked', ask: 'to see' }]));
    const { request } = await next('request-opened');
    await session.interrupt();
    expect(await next('request-closed')).toEqual({ kind: 'request-closed', key: request.key });
    expect(await next('turn-ended')).toEqual(stopped);
    expect(await session.answer(request.key, { decision: 'allow-once' })).toBe(false);
    await session.close();
  });

  test.each([400, 401, 429, 500] as const)('the provider refuses with %i', async (status) => {
    const { turn, events, session } = await open();
    const { outcome } = await turn(message([{ refuse: status }]));
    expect(outcome).toMatchObject({
      kind: 'failed',
      failure: { kind: 'agent', message: expect.stringMatching(differences.refusals[status]) },
    });
    if (differences.tellsRetries && status === 500)
      expect(events.some((event) => event.kind === 'notice' && event.level === 'warning')).toBe(true);
    expect(await turn(message([{ say: 'Better' }]))).toEqual(completed);
    await session.close();
  });

  test('the stream is cut', async () => {
    const { turn, session } = await open();
    expect((await turn(message([{ cut: true }]))).outcome).toMatchObject({ kind: 'failed', retryable: true });
    await session.close();
  });

  test('the provider hangs until the turn is stopped', async () => {
    const { send, next, session } = await open();
    await send(message([{ say: 'Then nothing' }, { hang: true }]));
    await next('item-append');
    await session.interrupt();
    expect(await next('turn-ended')).toEqual(stopped);
    await session.close();
  });

  test('a conversation is taken up by another session', async () => {
    const first = await open();
    await first.turn(message([{ say: 'First' }]));
    const reference = first.session.reference();
    await first.session.close();
    const second = await open({ resume: reference });
    expect(await second.turn(message([{ say: 'Second' }]))).toEqual(completed);
    expect(second.session.reference()?.nativeId).toBe(reference?.nativeId);
    await second.session.close();
  });

  test('huge output of a command arrives, or the part that the agent keeps', async () => {
    const { turn, events, session } = await open();
    expect(await turn(message([{ run: 'head -c 30000000 /dev/zero | tr "\\0" "a" | fold -w 9999; echo; echo THE-END' }]))).toEqual(
      completed,
    );
    const output = itemsOf(events).find((item) => item.kind === 'command')?.text ?? '';
    expect(output).toContain('THE-END');
    if (differences.outputIsWhole) expect(output.length).toBeGreaterThan(30_000_000);
    await session.close();
  });

  test('long lines and letters of all kinds come through unharmed', async () => {
    const long = `${'x'.repeat(10_000)} 漢字 ‫עברית‬ 🧑‍🚀 naïve "quoted" \\ back`;
    const { turn, events, session } = await open();
    expect(await turn(message([{ say: long }, { run: 'printf "é漢🧑‍🚀"' }]))).toEqual(completed);
    expect(shown(events).slice(0, 2)).toEqual([
      ['assistant', long, 'done'],
      ['command', 'é漢🧑‍🚀', 'done'],
    ]);
    await session.close();
  });

  test('twenty at once, each in its own folder', async () => {
    const places = await Promise.all(Array.from({ length: 20 }, () => makeRepository()));
    const sessions = await Promise.all(places.map(({ path }) => open({}, path)));
    const work = message([{ say: 'Here' }, { run: 'pwd', ask: 'to see' }, { create: 'made.txt', content: 'x\n' }]);
    const ends = await Promise.all(
      sessions.map(async ({ send, next, session }) => {
        await send(work);
        await session.answer((await next('request-opened')).request.key, { decision: 'allow-once' });
        return next('turn-ended');
      }),
    );
    expect(ends).toEqual(places.map(() => completed));
    expect(
      sessions.map(({ events }) =>
        itemsOf(events)
          .find((item) => item.kind === 'command')
          ?.text.trim(),
      ),
    ).toEqual(places.map(({ path }) => path));
    expect(places.every(({ path }) => existsSync(join(path, 'made.txt')))).toBe(true);
    await Promise.all(sessions.map(({ session }) => session.close()));
    await Promise.all(places.map((place) => place.dispose()));
  });

  describe.runIf(differences.process)('its process is killed', () => {
    const kill = (): void => {
      for (const { pid } of backend.processes()) process.kill(pid, 'SIGKILL');
    };

    test.each([
      ['while it speaks', [{ say: 'word '.repeat(500), slowly: true }], 'item-append'],
      ['while it waits for an answer', [{ run: 'echo asked', ask: 'to see' }], 'request-opened'],
    ] as const)('%s', async (_, acts, signal) => {
      const { send, next, turn, session, events } = await open();
      await turn(message([{ say: 'Before' }]));
      await send(message(acts));
      await next(signal);
      kill();
      expect((await next('turn-ended')).outcome).toMatchObject({
        kind: 'failed',
        retryable: true,
        failure: { message: expect.stringContaining('ended unexpectedly') },
      });
      expect(await turn(message([{ say: 'Here again' }]))).toEqual(completed);
      expect(events.filter((event) => event.kind === 'notice')).toEqual([]);
      const reference = session.reference();
      await session.close();
      kill();
      const other = await open({ resume: reference });
      expect(await other.turn(message([{ say: 'In another session' }]))).toEqual(completed);
      expect(other.session.reference()).toEqual(reference);
      await other.session.close();
    });
  });
});
