import { expect } from 'vitest';
import { itemsOf } from '#main/agents/testing/recorded-session.ts';
import { completed, type Place } from './place.ts';

/** Working by a plan that the user approves, and setting others to work. */
export const planCases = ({ open, message, may, subject, backend }: Place): void => {
  may('plan-approval')('in plan mode a plan is shown, and approved', async () => {
    const mode = (await backend().detect()).modes?.find(({ kind }) => kind === 'plan')?.id ?? null;
    expect(mode).not.toBeNull();
    const { send, next, turn, events, session } = await open();
    await send(message([{ propose: '# The plan\n\n1. Read\n2. Write' }, { say: 'So be it' }]), { mode });
    if (subject.differences.planApproval === 'request') {
      const { request } = await next('request-opened');
      expect(request).toMatchObject({ kind: 'plan', detail: { text: expect.stringContaining('1. Read') } });
      const allow = request.decisions.find(({ effect }) => effect === 'allow');
      expect(await session.answer(request.key, { decision: allow?.id ?? '' })).toBe(true);
    }
    expect(await next('turn-ended')).toMatchObject(completed);
    expect(itemsOf(events).filter(({ kind }) => kind === 'plan')).toMatchObject([
      { text: expect.stringContaining('1. Read'), status: 'done' },
    ]);
    // And out of it again: what plan mode would not let through is done.
    expect(await turn(message([{ create: 'planned.txt', content: 'x\n' }, { say: 'Done' }]), { mode: null })).toMatchObject(completed);
    expect(itemsOf(events).find(({ kind }) => kind === 'file-change')?.status).toBe('done');
    await session.close();
  });

  may('sub-agent')('a sub-agent is an item that holds what it does', async () => {
    const { turn, events, session } = await open({ settings: subject.differences.settings?.['sub-agent'] ?? {} });
    const below = message([{ run: 'echo from below' }, { say: 'The answer is 42' }]);
    expect(await turn(message([{ delegate: below }, { say: 'So it says' }]))).toMatchObject(completed);
    const items = itemsOf(events);
    const agent = items.find(({ kind }) => kind === 'subagent');
    expect(agent).toMatchObject({ status: 'done', text: expect.stringContaining('42') });
    expect(items.filter(({ parent }) => parent === agent?.key)).toMatchObject(
      expect.arrayContaining([expect.objectContaining({ kind: 'command', text: expect.stringContaining('from below'), status: 'done' })]),
    );
    expect(items.find(({ kind, parent }) => kind === 'assistant' && parent === null)?.text).toBe('So it says');
    await session.close();
  });
};
