import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Approval } from '#contract/approvals.ts';
import type { AgentAction, RuleMatch } from '#contract/rules.ts';
import type { ModelClient, ModelPart } from '#main/models/model-client.ts';
import { join } from 'node:path';
import { answerApproval } from './answer-approval.ts';
import type { ThreadSlot } from './thread-slot.ts';
import { openLab, type Lab } from './testing/thread-lab.ts';

let lab: Lab;
beforeEach(async () => {
  lab = await openLab();
});
afterEach(() => lab.close());

const command = (text: string, sandboxed = false): AgentAction => ({ kind: 'command', command: text, cwd: '', sandboxed });
const npmTest: RuleMatch = { kind: 'command', prefix: ['npm', 'test'] };

const running = async (): Promise<ThreadSlot> => {
  const slot = lab.create();
  await lab.until(slot, ({ state }) => state.kind === 'running');
  return slot;
};

let keys = 0;
const ask = (slot: ThreadSlot, action: AgentAction): Approval | undefined => {
  const key = `r${(keys += 1)}`;
  const cwd = slot.thread.worktree.path ?? '';
  const title = action.kind === 'command' ? action.command : action.kind;
  lab.agents[0]?.sessions.at(-1)?.say({
    kind: 'request-opened',
    request: {
      key,
      kind: 'command',
      itemKey: null,
      title,
      detail: { command: title },
      decisions: [
        { id: 'allow-once', label: 'Allow once', effect: 'allow' },
        { id: 'allow-session', label: 'For the session', effect: 'allow' },
        { id: 'deny', label: 'Deny', effect: 'deny' },
        { id: 'deny-and-stop', label: 'Deny and stop', effect: 'deny' },
      ],
      action: action.kind === 'command' ? { ...action, cwd } : action,
    },
  });
  return lab.threads.context.book.storage.approvals.ofThread(slot.id).findLast(({ request }) => request === key)?.approval;
};
const answers = (): readonly string[] => lab.agent.session().answers.map(({ answer }) => `${answer.decision} ${answer.text ?? ''}`.trim());
const notices = (slot: ThreadSlot): readonly string[] =>
  slot.log.page(null, 50).flatMap((item) => (item.kind === 'notice' ? [item.text] : []));

describe('rules', () => {
  test('an ask that a rule allows is answered at once, written down, and never waits', async () => {
    const slot = await running();
    lab.threads.context.approvals.remember({ kind: 'project', project: lab.project.id }, [npmTest]);
    const [rule] = lab.threads.context.approvals.rules.rules;
    const approval = ask(slot, command('npm test -- a'));
    const why = 'Your rule allows it: allow “npm test” for this project.';
    expect(approval?.state).toEqual({
      kind: 'answered',
      decision: 'allow-once',
      by: { kind: 'rule', rule: rule?.id, text: why },
      at: 1_000,
    });
    await expect.poll(answers).toEqual(['allow-once']);
    expect([slot.thread.state.kind, slot.approvals.size, notices(slot)]).toEqual([
      'running',
      0,
      [`Allowed without asking: npm test -- a. ${why}`],
    ]);
    expect(lab.threads.context.approvals.rules.rules[0]).toMatchObject({ usedCount: 1, lastUsedAt: 1_000 });
  });

  test('one that a rule refuses is denied, with the reason', async () => {
    const slot = await running();
    lab.threads.context.approvals.rules.add({ scope: { kind: 'everywhere' }, match: npmTest, verdict: 'refuse' }, 'user');
    expect(ask(slot, command('npm test && ls'))?.state).toMatchObject({ kind: 'answered', decision: 'deny' });
    await expect.poll(answers).toEqual(['deny Your rule refuses it: refuse “npm test” for everything.']);
  });

  test('a rule of another task or project says nothing here', async () => {
    const [slot, other] = [await running(), await running()];
    lab.threads.context.approvals.remember({ kind: 'thread', thread: slot.id }, [npmTest]);
    expect(ask(other, command('npm test'))?.state.kind).toBe('open');
  });

  test('what only reads outside of the sandbox is still asked, and in it is not', async () => {
    const slot = await running();
    expect([ask(slot, command('ls'))?.state.kind, ask(slot, command('ls', true))?.state.kind]).toEqual(['open', 'answered']);
  });
});

describe('answers that make rules', () => {
  test('allowed in this project: the agent hears once, the rule answers the next one, and others that wait', async () => {
    const [slot, other] = [await running(), await running()];
    const waiting = ask(other, command('npm test'));
    lab.agents[0]?.sessions.reverse();
    const approval = ask(slot, command('npm test -- a'));
    expect([approval?.decisions.map(({ id }) => id), approval?.offer]).toEqual([
      ['allow-once', 'allow-thread', 'allow-project', 'deny', 'deny-and-stop'],
      [npmTest],
    ]);
    await answerApproval(lab.threads.context, slot, { approval: approval?.id as Approval['id'], decision: 'allow-project' });
    expect(lab.threads.context.approvals.rules.rules).toMatchObject([
      { match: npmTest, verdict: 'allow', by: 'user', scope: { kind: 'project', project: lab.project.id } },
    ]);
    expect([ask(slot, command('npm test'))?.state.kind, other.approvals.has(waiting?.id as Approval['id'])]).toEqual(['answered', false]);
  });

  test('as edited, for this task', async () => {
    const slot = await running();
    const approval = ask(slot, command('npm test -- a'));
    const rules: RuleMatch[] = [{ kind: 'command', prefix: ['npm'] }];
    await answerApproval(lab.threads.context, slot, { approval: approval?.id as Approval['id'], decision: 'allow-thread', rules });
    expect(lab.threads.context.approvals.rules.rules).toMatchObject([{ match: rules[0], scope: { kind: 'thread', thread: slot.id } }]);
    expect(ask(slot, command('npm start'))?.state.kind).toBe('answered');
  });

  test('what cannot be read has no rule to offer', async () => {
    const slot = await running();
    const approval = ask(slot, command('$X'));
    expect([approval?.decisions.map(({ id }) => id), approval?.offer]).toEqual([['allow-once', 'deny', 'deny-and-stop'], undefined]);
  });
});

/** A model that says this, once the signal or the words let it. */
const model = (
  said: string,
  more: { readonly reason?: 'stop' | 'length'; readonly hangs?: true } = {},
): ModelClient & { readonly asked: string[] } => {
  const asked: string[] = [];
  const parts = async function* (): AsyncIterable<ModelPart> {
    if (more.hangs === true) await new Promise(() => undefined);
    await Promise.resolve();
    yield { kind: 'text', id: '1', text: said };
    const usage = { inputTokens: 1, cachedTokens: 0, outputTokens: 1, reasoningTokens: 0, cacheWriteTokens: 0 };
    yield { kind: 'end', end: { reason: more.reason ?? 'stop', usage, message: { role: 'assistant', content: [] } } };
  };
  return {
    id: 'test/reviewer',
    contextWindow: null,
    asked,
    stream: (request) => {
      asked.push(JSON.stringify(request.messages));
      return parts();
    },
    cost: () => null,
  };
};

describe('the reviewer', () => {
  const change = (slot: ThreadSlot, path = 'a.txt'): AgentAction => ({
    kind: 'change',
    paths: [join(slot.thread.worktree.path ?? '', path)],
  });
  const days = () => lab.threads.context.approvals.reviewer.topic.snapshot().days.map(({ allowed, passedOn }) => [allowed, passedOn]);
  const settled = (slot: ThreadSlot): Promise<void> =>
    expect.poll(() => [...slot.approvals.values()].some(({ approval }) => approval.reviewing === true)).toBe(false);
  const readOnly = async (): Promise<ThreadSlot> => {
    const slot = lab.create('Read', { policy: 'read-only' });
    await lab.until(slot, ({ state }) => state.kind === 'running');
    return slot;
  };

  test('answers a harmless ask, which is marked and counted, and waits for nobody meanwhile', async () => {
    lab.reviewer = model('{"verdict":"allow","why":"A note."}');
    const slot = await readOnly();
    const approval = ask(slot, change(slot));
    expect([approval?.reviewing, slot.thread.state.kind]).toEqual([true, 'running']);
    await settled(slot);
    const stored = lab.threads.context.book.storage.approvals.get(approval?.id as Approval['id'])?.approval;
    expect(stored?.state).toMatchObject({
      kind: 'answered',
      decision: 'allow-once',
      by: { kind: 'reviewer', model: 'test/reviewer', why: 'A note.' },
    });
    expect([answers(), notices(slot), days()]).toEqual([['allow-once'], ['Answered by the reviewer: change. A note.'], [[1, 0]]]);
  });

  test.each([
    ['a doubt', model('{"verdict":"ask","why":"Hm."}')],
    ['words around it', model('Sure: {"verdict":"allow","why":"x"}')],
    ['more than was asked', model('{"verdict":"allow","why":"x","more":1}')],
    ['half an answer', model('{"verdict":"allow","why":"x"}', { reason: 'length' })],
  ])('%s goes to the person', async (_name, client) => {
    lab.reviewer = client;
    const slot = await readOnly();
    const approval = ask(slot, change(slot));
    await settled(slot);
    expect([slot.approvals.get(approval?.id as Approval['id'])?.approval.state.kind, slot.thread.state.kind, answers(), days()]).toEqual([
      'open',
      'waiting',
      [],
      [[0, 1]],
    ]);
  });

  test('switched off while it thinks, its word does not count', async () => {
    lab.reviewer = model('', { hangs: true });
    const slot = await readOnly();
    ask(slot, change(slot));
    lab.reviewer = null;
    lab.threads.context.approvals.reviewer.look();
    await settled(slot);
    expect([slot.thread.state.kind, answers()]).toEqual(['waiting', []]);
  });

  test('is never asked about what is not harmless', async () => {
    const client = model('{"verdict":"allow","why":"x"}');
    lab.reviewer = client;
    const slot = await readOnly();
    const dangerous: readonly AgentAction[] = [
      { kind: 'change', paths: ['/etc/x'] },
      change(slot, '.env'),
      change(slot, '.git/config'),
      change(slot, '../other/a'),
      change(slot, 'package.json'),
      command('make'),
      command('$X', true),
      command('cat secrets.txt', false),
      { kind: 'network', host: 'example.org', port: 443 },
      { kind: 'tool', server: 'files', tool: 'write', readOnly: false },
    ];
    expect(dangerous.map((action) => ask(slot, action)?.reviewing)).toEqual(dangerous.map(() => undefined));
    expect(client.asked).toEqual([]);
  });
});
