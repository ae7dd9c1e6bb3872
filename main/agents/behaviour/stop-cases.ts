import { expect } from 'vitest';
import { itemsOf } from '#main/agents/testing/recorded-session.ts';
import { completed, stopped, type Place } from './place.ts';
import { commandsWith, isAlive, until } from './processes.ts';

/** Interfering with a running turn. */
export const stopCases = ({ open, message, may, subject }: Place): void => {
  may('steer')('a steer reaches the running turn; without one it is missed', async () => {
    const { send, next, session, events } = await open();
    expect(await session.steer({ text: 'too early', images: [] })).toBe('missed');
    await send(message([{ say: 'word '.repeat(60), slowly: true }]));
    await next('item-append');
    expect(await session.steer({ text: 'Turn left instead', images: [] })).toBe('delivered');
    expect(await next('turn-ended')).toMatchObject(completed);
    expect(events.some((event) => event.kind === 'item-dropped')).toBe(subject.differences.steer === 'preempt');
    expect(itemsOf(events).at(-1)?.text).toContain('Turn left instead');
    await session.close();
  });

  may('stop-speaking')('stops while it speaks, and goes on afterwards', async () => {
    const { send, next, turn, session, events } = await open();
    await send(message([{ say: 'word '.repeat(2000), slowly: true }]));
    await next('item-append');
    await session.interrupt();
    expect(events.at(-1)).toMatchObject(stopped);
    expect(await turn(message([{ say: 'Here again' }]))).toMatchObject(completed);
    await session.close();
  });

  may('stop-command').each(['workspace-write', 'full-access'] as const)(
    'stops while a command runs, and the command is gone (%s)',
    async (policy) => {
      const { send, next, session } = await open({ settings: { policy } });
      await send(message([{ run: 'echo begun; sleep 0.3; echo here; sleep 987 & wait' }]));
      await next('item-append', (event) => event.field === 'output' && event.chunk.includes('here'));
      let lives: readonly number[] = [];
      await until(async () => (lives = await commandsWith('sleep 987')).length > 0);
      await session.interrupt();
      expect(await next('turn-ended')).toMatchObject(stopped);
      await until(() => lives.every((pid) => !isAlive(pid)));
      await session.close();
    },
  );

  may('stop-waiting')('stops while it waits for an answer', async () => {
    const { send, next, session } = await open();
    await send(message([{ run: 'echo asked', ask: 'to see' }]));
    const { request } = await next('request-opened');
    await session.interrupt();
    expect(await next('request-closed')).toEqual({ kind: 'request-closed', key: request.key });
    expect(await next('turn-ended')).toMatchObject(stopped);
    expect(await session.answer(request.key, { decision: 'allow-once' })).toBe(false);
    await session.close();
  });
};
