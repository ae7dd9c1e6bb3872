import { expect } from 'vitest';
import { itemsOf } from '#main/agents/testing/recorded-session.ts';
import { completed, stopped, type Place } from './place.ts';

/** The provider of the model refuses, breaks off or hangs. */
export const providerCases = ({ open, message, may, subject }: Place): void => {
  may('refused').each([400, 401, 429, 500, 529] as const)('the provider refuses with %i', async (status) => {
    const { turn, events, session } = await open();
    const { outcome } = await turn(message([{ refuse: status }]));
    expect(outcome).toMatchObject({
      kind: 'failed',
      failure: { kind: 'agent', message: expect.stringMatching(subject.differences.refusals[status]) },
    });
    if (subject.differences.tellsRetries && status === 500)
      expect(events.some((event) => event.kind === 'notice' && event.level === 'warning')).toBe(true);
    expect(await turn(message([{ say: 'Better' }]))).toMatchObject(completed);
    await session.close();
  });

  may('recovers')('the provider refuses once, and the agent tries again by itself', async () => {
    const { turn, events, session } = await open();
    expect(await turn(message([{ refuse: 500, times: 1 }, { say: 'At last' }]))).toMatchObject(completed);
    expect(itemsOf(events).map(({ text }) => text)).toContain('At last');
    await session.close();
  });

  may('truncated')('the answer is cut at its longest length', async () => {
    const { turn, events, session } = await open();
    const { outcome } = await turn(message([{ say: 'half an ans' }, { truncate: true }]));
    expect(outcome.kind).toBe(subject.differences.truncated);
    expect(itemsOf(events)[0]).toMatchObject({ kind: 'assistant', text: 'half an ans' });
    expect(await turn(message([{ say: 'Whole' }]))).toMatchObject(completed);
    await session.close();
  });

  may('declined')('the model declines, and the user reads why', async () => {
    const { turn, events, session } = await open();
    const { outcome } = await turn(message([{ decline: 'That I will not do.' }]));
    expect(outcome.kind).toBe(subject.differences.declined);
    expect(JSON.stringify(events)).toContain('That I will not do.');
    expect(await turn(message([{ say: 'But this' }]))).toMatchObject(completed);
    await session.close();
  });

  may('cut')('the stream is cut', async () => {
    const { turn, session } = await open();
    expect((await turn(message([{ cut: true }]))).outcome).toMatchObject({ kind: 'failed', retryable: true });
    await session.close();
  });

  may('hang')('the provider hangs until the turn is stopped', async () => {
    const { send, next, session } = await open();
    await send(message([{ say: 'Then nothing' }, { hang: true }]));
    await next('item-append');
    await session.interrupt();
    expect(await next('turn-ended')).toMatchObject(stopped);
    await session.close();
  });
};
