import { expect, test } from 'vitest';
import { reduceThread } from '#contract/thread-reducer.ts';
import type { ApprovalId, ItemId, ThreadId, TurnId } from '#contract/ids.ts';
import type { Approval } from '#contract/approvals.ts';
import type { Item, ItemOf } from '#contract/items.ts';
import type { ThreadView } from '#contract/threads.ts';
import { journal, type JournalView, type LogEvent } from './journal.ts';
import { DIFF_MAX_CHARS } from './item-of-event.ts';

/** Plays a list of events as run-turn does, with the contract's reducer as the log. */
const play = (events: readonly LogEvent[]) => {
  const keys = new Map<string, ItemId>();
  const requests = new Map<string, Approval>();
  let count = 0;
  let view = { items: [], approvals: [] } as unknown as ThreadView;
  const means = {
    now: 7,
    newItemId: () => `i_${(count += 1)}` as ItemId,
    newApprovalId: () => `a_${(count += 1)}` as ApprovalId,
  };
  const outputs: string[] = [];
  let limitsTold = '';
  for (const event of events) {
    const looked: JournalView = {
      thread: 't_1' as ThreadId,
      turn: 'u_1' as TurnId,
      nextPosition: view.items.length + 1,
      itemOf: (key) => {
        const item = view.items.find((candidate) => candidate.id === keys.get(key));
        return item === undefined ? null : item.status === 'live' ? item : 'settled';
      },
      approvalOf: (request) => requests.get(request) ?? null,
      subagentOf: (key) =>
        view.items.some(({ id, kind }) => id === keys.get(key) && kind === 'subagent') ? (keys.get(key) ?? null) : null,
      retry: view.items.find((item): item is ItemOf<'notice'> => item.kind === 'notice' && item.status === 'live') ?? null,
      limitsTold,
    };
    for (const change of journal(looked, event, means)) {
      if (change.kind === 'item' && change.key !== null) keys.set(change.key, change.item.id);
      if (change.kind === 'item' && change.wholeOutput !== null) outputs.push(change.wholeOutput);
      if (change.kind === 'approval') requests.set(change.request, change.approval);
      view = reduceThread(view, change);
    }
    if (event.kind === 'limits') limitsTold = event.text;
  }
  return { items: view.items.map(brief), approvals: [...requests.values()], outputs };
};

const brief = (item: Item) => {
  const { id: _id, turn: _turn, startedAt: _startedAt, endedAt: _endedAt, ...rest } = item;
  return rest;
};
const command = { key: 'c', kind: 'command', command: 'ls', cwd: '/w', output: null, exitCode: null } as const;

test('a command with output, settled with its exit code', () => {
  const { items } = play([
    { kind: 'item-started', item: command },
    { kind: 'item-append', key: 'c', field: 'output', chunk: 'a\n' },
    { kind: 'item-append', key: 'c', field: 'output', chunk: 'b\n' },
    { kind: 'item-ended', item: { ...command, exitCode: 2 }, status: 'failed' },
  ]);
  expect(items).toMatchObject([
    { position: 1, kind: 'command', status: 'failed', command: 'ls', cwd: '/w', output: 'a\nb\n', exitCode: 2 },
  ]);
});

test('output told at the end only is taken whole, and stored whole', () => {
  const { items, outputs } = play([{ kind: 'item-ended', item: { ...command, output: 'äöü', exitCode: 0 }, status: 'done' }]);
  expect([items[0], outputs]).toMatchObject([{ output: 'äöü', outputBytes: 6 }, ['äöü']]);
});

test('a late end of a settled item changes nothing', () => {
  const { items } = play([
    { kind: 'item-ended', item: { ...command, output: 'x', exitCode: 0 }, status: 'done' },
    { kind: 'item-ended', item: { ...command, output: 'terminated', exitCode: null }, status: 'failed' },
    { kind: 'item-append', key: 'c', field: 'output', chunk: 'more' },
    { kind: 'item-dropped', key: 'c' },
  ]);
  expect(items).toMatchObject([{ status: 'done', output: 'x', exitCode: 0 }]);
});

test('what was never announced is made on its first sign', () => {
  const { items } = play([
    { kind: 'item-append', key: 'm', field: 'text', chunk: 'Hello' },
    { kind: 'item-append', key: 'c', field: 'output', chunk: 'out' },
    { kind: 'item-updated', item: { key: 'p', kind: 'plan', steps: [{ text: 'one', status: 'active' }], text: '' } },
    { kind: 'item-dropped', key: 'm' },
    { kind: 'item-dropped', key: 'unknown' },
  ]);
  expect(items).toMatchObject([
    { kind: 'assistant', text: 'Hello', status: 'interrupted' },
    { kind: 'command', output: 'out', status: 'live' },
    { kind: 'plan', status: 'live' },
  ]);
});

test('a request makes the item it is about, once, and is withdrawn when the agent closes it', () => {
  const request = {
    key: 'r',
    kind: 'command',
    itemKey: 'c',
    title: 'Run ls?',
    detail: { command: 'ls', cwd: '/w' },
    decisions: [{ id: 'deny', label: 'Deny', effect: 'deny' }],
  } as const;
  const { items, approvals } = play([
    { kind: 'request-opened', request },
    { kind: 'request-opened', request },
    { kind: 'item-started', item: command },
    { kind: 'request-closed', key: 'r' },
    { kind: 'request-closed', key: 'never' },
  ]);
  expect(items).toMatchObject([{ kind: 'command', command: 'ls', status: 'live' }]);
  expect(approvals).toMatchObject([{ title: 'Run ls?', item: 'i_1', state: { kind: 'withdrawn', by: 'agent' } }]);
});

test('notices, limits and the unknown are shown and never dropped', () => {
  const { items } = play([
    { kind: 'notice', level: 'warning', text: 'Careful.', action: 'Look.', raw: '{}' },
    { kind: 'limits', text: 'Half of the week is used.', resetsAt: null },
    { kind: 'brand-new', value: 1 } as unknown as LogEvent,
  ]);
  expect(items).toMatchObject([
    { kind: 'notice', level: 'warning', text: 'Careful.', action: 'Look.', raw: '{}' },
    { kind: 'notice', level: 'info', text: 'Half of the week is used.' },
    { kind: 'notice', raw: '{"kind":"brand-new","value":1}' },
  ]);
});

test('a diff of any length fits', () => {
  const change = { path: 'a b\n"ü".txt', kind: 'update', diff: 'x'.repeat(DIFF_MAX_CHARS + 1) } as const;
  const { items } = play([{ kind: 'item-ended', item: { key: 'f', kind: 'file-change', changes: [change] }, status: 'done' }]);
  expect(items[0]).toMatchObject({ changes: [{ path: change.path, diffCut: true }] });
});

test('what a sub-agent does carries it as its parent, also when it has settled, and nested', () => {
  const { items } = play([
    { kind: 'item-started', item: { key: 's', kind: 'subagent', title: 'Reviewer', text: '', agent: 'review', prompt: 'Look at it' } },
    { kind: 'item-started', item: { ...command, parentKey: 's' } },
    { kind: 'item-started', item: { key: 't', parentKey: 's', kind: 'subagent', title: 'Helper', text: '' } },
    { kind: 'item-ended', item: { key: 's', kind: 'subagent', title: 'Reviewer', text: 'Fine.' }, status: 'done' },
    { kind: 'item-ended', item: { ...command, exitCode: 0 }, status: 'done' },
    { kind: 'item-ended', item: { key: 'm', parentKey: 't', kind: 'assistant', text: 'Late' }, status: 'done' },
    { kind: 'item-ended', item: { key: 'n', parentKey: 's', kind: 'assistant', text: 'Later' }, status: 'done' },
  ]);
  expect(items.map(({ kind, status, parent }) => [kind, status, parent])).toEqual([
    ['subagent', 'done', undefined],
    ['command', 'done', 'i_1'],
    ['subagent', 'live', 'i_1'],
    ['assistant', 'done', 'i_3'],
    ['assistant', 'done', 'i_1'],
  ]);
});

test('a sub-agent that was never announced is made, before what it does', () => {
  const { items } = play([
    { kind: 'item-started', item: { ...command, parentKey: 's' } },
    { kind: 'item-ended', item: { key: 's', kind: 'subagent', title: 'Explorer', text: 'Found.' }, status: 'done' },
  ]);
  expect(items.map(({ kind, position, parent }) => [kind, position, parent])).toEqual([
    ['subagent', 1, undefined],
    ['command', 2, 'i_1'],
  ]);
  expect(items[0]).toMatchObject({ title: 'Explorer', text: 'Found.', status: 'done' });
});

const attempt = (number: number, at: number): LogEvent => ({
  kind: 'notice',
  level: 'warning',
  text: `Overloaded (${number})`,
  retry: { attempt: number, of: 10, at },
});

test('attempts are one notice that ends with the next sign of life of the agent itself', () => {
  const { items } = play([
    { kind: 'item-started', item: { key: 's', kind: 'subagent', title: 'Reviewer', text: '' } },
    attempt(1, 100),
    attempt(2, 200),
    { kind: 'item-ended', item: { ...command, parentKey: 's', exitCode: 0 }, status: 'done' },
    attempt(3, 300),
    { kind: 'item-append', key: 'm', field: 'text', chunk: 'Back' },
    attempt(1, 400),
  ]);
  expect(items.map((item) => (item.kind === 'notice' ? [item.position, item.status, item.text, item.retry?.at] : item.kind))).toEqual([
    'subagent',
    [2, 'done', 'Overloaded (3)', 300],
    'command',
    'assistant',
    [5, 'live', 'Overloaded (1)', 400],
  ]);
});

test('a limit is told once until it says something else', () => {
  const { items } = play([
    { kind: 'limits', text: '80 % used', resetsAt: 5_000 },
    { kind: 'limits', text: '80 % used', resetsAt: 5_000 },
    { kind: 'limits', text: '', resetsAt: null },
    { kind: 'limits', text: '80 % used', resetsAt: 9_000 },
  ]);
  expect(items).toMatchObject([
    { kind: 'notice', text: '80 % used', resetsAt: 5_000 },
    { kind: 'notice', text: '80 % used', resetsAt: 9_000 },
  ]);
});

test('citations stay when an update leaves them out', () => {
  const citations = [{ title: 'Docs', url: 'https://example.org' }];
  const { items } = play([
    { kind: 'item-started', item: { key: 'm', kind: 'assistant', text: 'See', citations } },
    { kind: 'item-ended', item: { key: 'm', kind: 'assistant', text: 'See it' }, status: 'done' },
  ]);
  expect(items).toMatchObject([{ text: 'See it', citations }]);
});
