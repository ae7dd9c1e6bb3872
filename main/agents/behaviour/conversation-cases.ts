import { expect } from 'vitest';
import { itemsOf } from '#main/agents/testing/recorded-session.ts';
import { completed, shown, type Place } from './place.ts';

/** Being found, speaking, and going on with what was said before. */
export const conversationCases = ({ open, message, may, backend }: Place): void => {
  may('found')('is found on this machine', async () => {
    const found = await backend().detect();
    expect(found.status).toMatchObject({ kind: 'ready' });
    expect(found.models.filter((model) => model.isDefault)).toHaveLength(1);
  });

  may('speak')('thinks, speaks and runs a command, in that order, with the environment of the thread', async () => {
    const { turn, events, session } = await open();
    expect(await turn(message([{ think: 'Hm' }, { say: 'Hello' }, { run: 'echo port $SWITCHYARD_PORT' }, { say: 'Bye' }]))).toMatchObject(
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

  may('failing-command')('a command that fails is told as such, and the turn goes on', async () => {
    const { turn, events, session } = await open();
    expect(await turn(message([{ run: 'echo no >&2; exit 3' }, { say: 'So be it' }]))).toMatchObject(completed);
    expect(shown(events)).toEqual([
      ['command', 'no', 'failed'],
      ['assistant', 'So be it', 'done'],
    ]);
    await session.close();
  });

  may('plan-steps')('a plan is told with its steps, and its end', async () => {
    const { turn, events, session } = await open();
    expect(await turn(message([{ plan: ['Read', 'Write'] }, { say: 'So' }]))).toMatchObject(completed);
    const plan = events.find((event) => event.kind === 'item-started' && event.item.kind === 'plan');
    const steps = [
      { text: 'Read', status: 'active' },
      { text: 'Write', status: 'pending' },
    ];
    expect(plan).toMatchObject({ item: { steps } });
    expect(itemsOf(events).find((item) => item.kind === 'plan')?.status).toBe('done');
    await session.close();
  });

  may('parallel-tools')('several tools called in one answer are all run', async () => {
    const { turn, events, session } = await open();
    expect(await turn(message([{ together: [{ run: 'echo one' }, { run: 'echo two' }] }, { say: 'Both' }]))).toMatchObject(completed);
    expect(shown(events).toSorted((a, b) => a[1].localeCompare(b[1]))).toEqual([
      ['assistant', 'Both', 'done'],
      ['command', 'one', 'done'],
      ['command', 'two', 'done'],
    ]);
    await session.close();
  });

  may('letters')('long lines and letters of all kinds come through unharmed', async () => {
    const long = `${'x'.repeat(10_000)} 漢字 ‫עברית‬ 🧑‍🚀 naïve "quoted" \\ back`;
    const { turn, events, session } = await open();
    expect(await turn(message([{ say: long }, { run: 'printf "é漢🧑‍🚀"' }]))).toMatchObject(completed);
    expect(shown(events).slice(0, 2)).toEqual([
      ['assistant', long, 'done'],
      ['command', 'é漢🧑‍🚀', 'done'],
    ]);
    await session.close();
  });
};

/** A second turn, in the same session or another one. */
export const nextTurnCases = ({ open, message, may, backend }: Place): void => {
  may('second-turn')('a second turn goes on in the same conversation, with other settings', async () => {
    const { turn, events, session } = await open();
    await turn(message([{ say: 'First' }]));
    const { models } = await backend().detect();
    const model = models.find((other) => other.id === 'gpt-5.5') ?? models[0];
    expect(
      await turn(message([{ say: 'Second' }]), { model: model?.id ?? null, effort: model?.efforts[0] ?? null, policy: 'read-only' }),
    ).toMatchObject(completed);
    expect(shown(events).map(([, text]) => text)).toEqual(['First', 'Second']);
    expect(session.reference()?.nativeId).toEqual(expect.any(String));
    await session.close();
  });

  may('resume')('a conversation is taken up by another session', async () => {
    const first = await open();
    await first.turn(message([{ say: 'First' }]));
    const reference = first.session.reference();
    await first.session.close();
    const second = await open({ resume: reference });
    expect(await second.turn(message([{ say: 'Second' }]))).toMatchObject(completed);
    expect(second.session.reference()?.nativeId).toBe(reference?.nativeId);
    await second.session.close();
  });
};
