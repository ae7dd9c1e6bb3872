import { expect } from 'vitest';
import { openRecorded } from '#main/agents/testing/recorded-session.ts';
import { completed, shown, type Place } from './place.ts';

/** The program says what nobody knows. */
export const noiseCases = ({ cwd, message, may, subject }: Place): void => {
  may('unknown-frames')('what nobody knows is told as it came, and stops nothing', async () => {
    const made = await subject.makeNoisy?.();
    if (made === undefined) throw new Error('the subject has no program that says more');
    const { turn, events, session } = await openRecorded(made.backend, { cwd: cwd(), environment: {} });
    expect(await turn(message([{ say: 'Hello' }, { run: 'echo here' }, { say: 'Bye' }]))).toMatchObject(completed);
    expect(shown(events)).toEqual([
      ['assistant', 'Hello', 'done'],
      ['command', 'here', 'done'],
      ['assistant', 'Bye', 'done'],
    ]);
    const notices = events.flatMap((event) => (event.kind === 'notice' ? [event] : []));
    expect(notices.length).toBeGreaterThan(0);
    expect(notices.every(({ raw }) => raw !== undefined && raw !== '')).toBe(true);
    await session.close();
    await made.dispose();
  });
};
