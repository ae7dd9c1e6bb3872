import { expect } from 'vitest';
import { itemsOf } from '#main/agents/testing/recorded-session.ts';
import { completed, type Place } from './place.ts';

/** Making room in the context, and sharing a folder. */
export const roomCases = ({ open, message, may }: Place): void => {
  may('compaction')('the context is summed up when it is told to, and the conversation goes on', async () => {
    const { turn, next, mark, events, session } = await open();
    await turn(message([{ say: 'Alpha is said' }]));
    mark();
    await session.compact?.({ model: null, effort: null, policy: 'workspace-write' });
    expect(await next('turn-ended')).toMatchObject(completed);
    expect(itemsOf(events).filter(({ kind }) => kind === 'compaction')).toMatchObject([{ status: 'done' }]);
    expect(await turn(message([{ say: 'Still here' }]))).toMatchObject(completed);
    await session.close();
  });

  may('one-repository')('two conversations in one folder do not mix', async () => {
    const both = await Promise.all([open(), open()]);
    const ends = await Promise.all(
      both.map(({ turn }, index) => turn(message([{ create: `of-${index}.txt`, content: 'x\n' }, { say: `I am ${index}` }]))),
    );
    expect(ends).toMatchObject([completed, completed]);
    expect(both.map(({ events }) => itemsOf(events).map(({ kind, text }) => [kind, text.trim()]))).toEqual(
      [0, 1].map((index) => [
        ['file-change', `of-${index}.txt`],
        ['assistant', `I am ${index}`],
      ]),
    );
    expect(new Set(both.map(({ session }) => session.reference()?.nativeId)).size).toBe(2);
    await Promise.all(both.map(({ session }) => session.close()));
  });
};
