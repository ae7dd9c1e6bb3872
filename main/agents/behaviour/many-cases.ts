import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { itemsOf } from '#main/agents/testing/recorded-session.ts';
import { makeRepository } from '#main/agents/testing/temporary-repository.ts';
import { completed, type Place } from './place.ts';

/** Much at once. */
export const manyCases = ({ open, message, may, subject }: Place): void => {
  may('huge-output')('huge output of a command arrives, or the part that the agent keeps', async () => {
    const { turn, events, session } = await open();
    expect(await turn(message([{ run: 'head -c 30000000 /dev/zero | tr "\\0" "a" | fold -w 9999; echo; echo THE-END' }]))).toMatchObject(
      completed,
    );
    const output = itemsOf(events).find((item) => item.kind === 'command')?.text ?? '';
    expect(output).toContain('THE-END');
    if (subject.differences.outputIsWhole) expect(output.length).toBeGreaterThan(30_000_000);
    await session.close();
  });

  may('many-at-once')('many at once, each in its own folder', async () => {
    const places = await Promise.all(Array.from({ length: subject.differences.atOnce }, () => makeRepository()));
    const sessions = await Promise.all(places.map(({ path }) => open({}, path)));
    const work = message([{ say: 'Here' }, { run: 'pwd', ask: 'to see' }, { create: 'made.txt', content: 'x\n' }]);
    const ends = await Promise.all(
      sessions.map(async ({ send, next, session }) => {
        await send(work);
        await session.answer((await next('request-opened')).request.key, { decision: 'allow-once' });
        return next('turn-ended');
      }),
    );
    expect(ends).toMatchObject(places.map(() => completed));
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
};
