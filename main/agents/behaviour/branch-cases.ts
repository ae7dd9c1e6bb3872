import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { makeRepository } from '#main/agents/testing/temporary-repository.ts';
import { completed, type Place } from './place.ts';

/** Going on from an earlier point, in another conversation or the same. */
export const branchCases = ({ open, message, may, asked, cwd }: Place): void => {
  const begun = async (): ReturnType<Place['open']> => {
    const recorded = await open();
    await recorded.turn(message([{ say: 'Alpha is said' }]));
    return recorded;
  };

  may('fork')('a fork knows what was said up to the mark and not what came after; the first goes on', async () => {
    const { turn, next, session } = await begun();
    const { mark } = await next('turn-ended');
    await turn(message([{ say: 'Beta is said' }]));
    const reference = session.reference();
    const forked = await open({ resume: reference, from: { mark: mark ?? '', fork: true } });
    expect(await forked.turn(message([{ say: 'Gamma is said' }]))).toMatchObject(completed);
    expect(asked()).toContain('Alpha is said');
    expect(asked()).not.toContain('Beta is said');
    expect(forked.session.reference()?.nativeId).not.toBe(reference?.nativeId);
    expect(await turn(message([{ say: 'Delta is said' }]))).toMatchObject(completed);
    expect(asked()).toContain('Beta is said');
    expect(asked()).not.toContain('Gamma is said');
    await Promise.all([session.close(), forked.session.close()]);
  });

  may('fork')('a fork works in a folder of its own', async () => {
    const { next, session } = await begun();
    const { mark } = await next('turn-ended');
    const other = await makeRepository();
    const forked = await open({ resume: session.reference(), from: { mark: mark ?? '', fork: true } }, other.path);
    expect(await forked.turn(message([{ create: 'branched.txt', content: 'x\n' }]))).toMatchObject(completed);
    expect(asked()).toContain('Alpha is said');
    expect([existsSync(join(other.path, 'branched.txt')), existsSync(join(cwd(), 'branched.txt'))]).toEqual([true, false]);
    await Promise.all([session.close(), forked.session.close()]);
    // The fork's record is found again in its own folder.
    const again = await open({ resume: forked.session.reference() }, other.path);
    expect(await again.turn(message([{ say: 'Still here' }]))).toMatchObject(completed);
    expect(asked()).toContain('branched.txt');
    await again.session.close();
    await other.dispose();
  });

  may('go-back')('going back takes out what came after the mark', async () => {
    const { turn, next, session } = await begun();
    const { mark } = await next('turn-ended');
    await turn(message([{ say: 'Beta is said' }]));
    const reference = session.reference();
    await session.close();
    const again = await open({ resume: reference, from: { mark: mark ?? '', fork: false } });
    expect(await again.turn(message([{ say: 'Gamma is said' }]))).toMatchObject(completed);
    expect(asked()).toContain('Alpha is said');
    expect(asked()).not.toContain('Beta is said');
    expect(again.events.filter(({ kind }) => kind === 'notice')).toEqual([]);
    await again.session.close();
  });
};
