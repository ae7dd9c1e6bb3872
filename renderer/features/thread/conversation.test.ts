import { expect, test } from 'vitest';
import { countSteps, currentStep } from './agent-tree.ts';
import { toBlocks, type Block } from './conversation.ts';
import { anItem, aTurn, aTurnId, kinds } from './testing/conversation-samples.ts';

const shape = (blocks: readonly Block[]) =>
  blocks.map((block) => (block.kind === 'work' ? `work(${kinds(block.items).join(' ')})${block.live ? ' live' : ''}` : block.kind));

test('a settled turn reads: asked, one line of work, answer', () => {
  const items = [
    anItem('user', {}),
    anItem('reasoning', {}),
    anItem('assistant', { text: 'I will look.' }),
    anItem('command', {}),
    anItem('file-change', {}),
    anItem('assistant', {}),
  ];
  expect(shape(toBlocks(items, [aTurn(1)]))).toEqual(['user', 'work(reasoning assistant command file-change)', 'answer']);
});

test('a live turn keeps its words in place and shows the work under way last', () => {
  const items = [anItem('user', {}), anItem('command', {}), anItem('assistant', {}), anItem('command', { status: 'live', endedAt: null })];
  expect(shape(toBlocks(items, [aTurn(1, { outcome: null, endedAt: null })]))).toEqual([
    'user',
    'work(command)',
    'answer',
    'work(command) live',
  ]);
});

test('a steering message parts the work; only the last part has the answer', () => {
  const items = [
    anItem('user', {}),
    anItem('command', {}),
    anItem('user', { delivery: 'steer' }),
    anItem('command', {}),
    anItem('assistant', {}),
  ];
  expect(shape(toBlocks(items, [aTurn(1)]))).toEqual(['user', 'work(command)', 'user', 'work(command)', 'answer']);
});

test('the newest plan stands before the answer, earlier ones are work', () => {
  const items = [anItem('user', {}), anItem('plan', {}), anItem('command', {}), anItem('plan', {}), anItem('assistant', {})];
  expect(shape(toBlocks(items, [aTurn(1)]))).toEqual(['user', 'work(plan command)', 'plan', 'answer']);
});

test('a turn that did not complete says so at its end', () => {
  const failed = aTurn(1, { outcome: { kind: 'failed', failure: { kind: 'agent', message: 'The model is gone.' } } });
  const items = [
    anItem('user', {}),
    anItem('command', {}),
    anItem('user', { turn: aTurnId(2) }),
    anItem('assistant', { turn: aTurnId(2) }),
  ];
  const blocks = toBlocks(items, [failed, aTurn(2, { outcome: { kind: 'interrupted' } })]);
  expect(shape(blocks)).toEqual(['user', 'work(command)', 'outcome', 'user', 'answer', 'outcome']);
  expect(blocks.filter((block) => block.kind === 'outcome').map((block) => block.latest)).toEqual([false, true]);
});

test('setup and recovery reports stand alone; unknown events of the agent are work', () => {
  const items = [
    anItem('setup', { turn: null }),
    anItem('notice', { turn: null }),
    anItem('user', {}),
    anItem('notice', { raw: '{}' }),
    anItem('notice', { level: 'warning' }),
    anItem('assistant', {}),
  ];
  expect(shape(toBlocks(items, [aTurn(1)]))).toEqual(['setup', 'notice', 'user', 'work(notice)', 'notice', 'answer']);
});

test('a thought without words leaves no line of work', () => {
  expect(shape(toBlocks([anItem('user', {}), anItem('reasoning', { text: '' }), anItem('assistant', {})], [aTurn(1)]))).toEqual([
    'user',
    'answer',
  ]);
});

test('work is timed from its first step to the end of its last', () => {
  const items = [anItem('command', { startedAt: 100, endedAt: 200 }), anItem('command', { startedAt: 150, endedAt: 900 })];
  expect(toBlocks(items, [aTurn(1)])).toEqual([
    { kind: 'work', key: `work-${items[0]?.id}`, items, live: false, startedAt: 100, endedAt: 900 },
  ]);
});

test('what was set aside by going back is one folded block; notices about going back alone are none', () => {
  const items = [
    anItem('user', {}),
    anItem('assistant', {}),
    anItem('user', { turn: aTurnId(2) }),
    anItem('command', { turn: aTurnId(2) }),
    anItem('assistant', { turn: aTurnId(2) }),
    anItem('notice', { turn: null }),
    anItem('notice', { turn: null }),
  ];
  const at = (index: number): number => items[index]?.position ?? 0;
  const aside = toBlocks(items, [aTurn(1), aTurn(2)], [{ from: at(2), to: at(4), at: 0 }]);
  expect(shape(aside)).toEqual(['user', 'answer', 'aside', 'notice', 'notice']);
  expect(aside.flatMap((block) => (block.kind === 'aside' ? [shape(block.blocks), block.items.length] : []))).toEqual([
    ['user', 'work(command)', 'answer'],
    3,
  ]);
  expect(shape(toBlocks(items, [aTurn(1), aTurn(2)], [{ from: at(5), to: at(5), at: 0 }])).filter((kind) => kind === 'aside')).toEqual([]);
});

test('sub-agents have a block of their own, with what they did inside; their words are nobody else’s', () => {
  const one = anItem('subagent', { title: 'One', status: 'live', endedAt: null });
  const two = anItem('subagent', { title: 'Two' });
  const inner = anItem('subagent', { title: 'Inner', parent: one.id });
  const items = [
    anItem('user', {}),
    anItem('command', {}),
    one,
    two,
    inner,
    anItem('command', { parent: inner.id }),
    anItem('assistant', { parent: one.id, text: 'I am One.' }),
    anItem('assistant', { parent: 'i_older000' as typeof one.id, text: 'Of an older page' }),
    anItem('command', { status: 'live', endedAt: null }),
  ];
  const live = toBlocks(items, [aTurn(1, { outcome: null, endedAt: null })]);
  expect(shape(live)).toEqual(['user', 'work(command)', 'agents', 'work(command) live']);
  const agents = live.find((block) => block.kind === 'agents');
  expect(agents?.nodes.map((node) => [node.item.title, countSteps(node), currentStep(node)?.kind])).toEqual([
    ['One', 3, 'assistant'],
    ['Two', 0, undefined],
  ]);
  expect(shape(toBlocks([...items.slice(0, -1), anItem('assistant', {})], [aTurn(1)]))).toEqual([
    'user',
    'work(command)',
    'agents',
    'answer',
  ]);
});

test('a review stands by itself; an attempt only while it is under way; a limit with its time', () => {
  const retry = { attempt: 1, of: 5, at: null };
  const items = [
    anItem('user', {}),
    anItem('notice', { level: 'warning', retry }),
    anItem('notice', { level: 'info', resetsAt: 5 }),
    anItem('review', {}),
    anItem('notice', { level: 'warning', retry, status: 'live', endedAt: null }),
  ];
  expect(shape(toBlocks(items, [aTurn(1, { outcome: null, endedAt: null })]))).toEqual([
    'user',
    'work(notice)',
    'notice',
    'review',
    'notice',
  ]);
});
