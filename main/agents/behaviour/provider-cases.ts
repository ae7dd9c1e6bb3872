import { expect } from 'vitest';
import { completed, stopped, type Place } from './place.ts';

/** The provider of the model refuses, breaks off or hangs. */
export const providerCases = ({ open, message, may, subject }: Place): void => {
  may('refused').each([400, 401, 429, 500] as const)('the provider refuses with %i', async (status) => {
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
