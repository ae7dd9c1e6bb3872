import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'vitest';
import { itemsOf } from '#main/agents/testing/recorded-session.ts';
import { completed, stopped, type Place } from './place.ts';

/** Commands that ask first. */
export const commandApprovalCases = ({ open, message, may, cwd }: Place): void => {
  may('ask').each([
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
    expect(await next('turn-ended')).toMatchObject(completed);
    expect(itemsOf(events).find((item) => item.kind === 'command')?.status).toBe(status);
    expect(existsSync(join(cwd(), file))).toBe(ran);
    await session.close();
  });

  may('always')('what a rule of the user allows is asked no person, time after time', async () => {
    const { turn, events, session } = await open({ allows: (action) => action.kind === 'command' && action.command.includes('touch') });
    const work = message([{ run: 'touch ruled-1', ask: 'to see' }, { run: 'touch ruled-2', ask: 'to see' }, { say: 'On' }]);
    expect(await turn(work)).toMatchObject(completed);
    expect(itemsOf(events).flatMap(({ kind, status }) => (kind === 'command' ? [status] : []))).toEqual(['done', 'done']);
    expect(existsSync(join(cwd(), 'ruled-1')) && existsSync(join(cwd(), 'ruled-2'))).toBe(true);
    await session.close();
  });

  may('denial-reason')('a denial with a reason tells the agent the reason', async () => {
    const { send, next, events, session } = await open();
    await send(message([{ run: 'echo no', ask: 'to see' }, { say: 'On' }]));
    await session.answer((await next('request-opened')).request.key, { decision: 'deny', text: 'Use the other tool.' });
    expect(await next('turn-ended')).toMatchObject(completed);
    expect(itemsOf(events).some((item) => item.kind === 'assistant' && item.text.includes('Use the other tool.'))).toBe(true);
    await session.close();
  });

  may('deny-and-stop')('denied and stopped ends the turn', async () => {
    const { send, next, session } = await open();
    await send(message([{ run: 'echo no', ask: 'to see' }, { say: 'On' }]));
    await session.answer((await next('request-opened')).request.key, { decision: 'deny-and-stop' });
    expect(await next('turn-ended')).toMatchObject(stopped);
    await session.close();
  });
};

/** Changes of files, questions, and a policy that asks nothing. */
export const otherApprovalCases = ({ open, message, may, cwd }: Place): void => {
  may('file-change')('changes files without asking where it may write, and asks where it may not', async () => {
    const { turn, send, next, events, session, mark } = await open();
    expect(await turn(message([{ create: 'free.txt', content: 'größer 𝒳\n' }]))).toMatchObject(completed);
    expect(await readFile(join(cwd(), 'free.txt'), 'utf8')).toBe('größer 𝒳\n');
    expect(events.filter((event) => event.kind === 'request-opened')).toEqual([]);
    mark();
    await send(message([{ create: 'asked.txt', content: 'one\ntwo\n' }]), { policy: 'read-only' });
    const { request } = await next('request-opened');
    expect(request).toMatchObject({ kind: 'file-change', detail: { changes: [{ path: 'asked.txt', kind: 'add', added: 2, deleted: 0 }] } });
    await session.answer(request.key, { decision: 'deny' });
    await next('turn-ended');
    expect(existsSync(join(cwd(), 'asked.txt'))).toBe(false);
    await session.close();
  });

  may('full-access')('full access never asks', async () => {
    const { turn, events, session } = await open({ settings: { policy: 'full-access' } });
    expect(
      await turn(
        message([
          { run: 'echo free', ask: 'to see' },
          { create: 'full.txt', content: 'x\n' },
        ]),
      ),
    ).toMatchObject(completed);
    expect(events.filter((event) => event.kind === 'request-opened')).toEqual([]);
    expect(existsSync(join(cwd(), 'full.txt'))).toBe(true);
    await session.close();
  });

  may('question')('a question is answered by one of its options', async () => {
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
    expect(await next('turn-ended')).toMatchObject(completed);
    await session.close();
  });
};
