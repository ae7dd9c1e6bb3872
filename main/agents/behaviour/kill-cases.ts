import { describe, expect } from 'vitest';
import { completed, type Place } from './place.ts';

/** The agent’s process is killed, and the conversation goes on. */
export const killCases = ({ open, message, may, backend }: Place): void => {
  describe('its process is killed', () => {
    const kill = (): void => {
      for (const { pid } of backend().processes()) process.kill(pid, 'SIGKILL');
    };

    may('killed').each([
      ['while it speaks', [{ say: 'word '.repeat(500), slowly: true }], 'item-append'],
      ['before it has said anything', [{ hang: true }], 'turn-started'],
      ['while a command runs', [{ run: 'echo begun; sleep 988' }], 'item-started'],
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
      expect(await turn(message([{ say: 'Here again' }]))).toMatchObject(completed);
      expect(events.filter((event) => event.kind === 'notice' && event.level !== 'info')).toEqual([]);
      const reference = session.reference();
      await session.close();
      kill();
      const other = await open({ resume: reference });
      expect(await other.turn(message([{ say: 'In another session' }]))).toMatchObject(completed);
      expect(other.session.reference()?.nativeId).toBe(reference?.nativeId);
      await other.session.close();
    });
  });
};
