import { afterEach, beforeEach, expect, test } from 'vitest';
import { applyComments, type Comment, type CommentPlace } from '#contract/comments.ts';
import type { CommentId, ThreadId } from '#contract/ids.ts';
import { aThread } from '#main/git/testing/story.ts';
import { context, failureOf, ReviewLab } from './testing/review-lab.ts';

let lab: ReviewLab;
let checkout: ReviewLab['checkout'];
let handlers: ReviewLab['handlers'];

beforeEach(async () => {
  lab = await ReviewLab.open();
  ({ checkout, handlers } = lab);
});
afterEach(() => lab.dispose());

const code = (names: readonly string[]): string => names.map((name) => `export const ${name} = make('${name}');\n`).join('');
const on = (path: string, from: number, to = from, side: 'before' | 'after' = 'after'): CommentPlace => ({
  kind: 'lines',
  path,
  side,
  from,
  to,
});
const add = (place: CommentPlace, body = 'Why?'): Promise<Comment> =>
  Promise.resolve(handlers['comments.add']({ thread: aThread, place, body, severity: null, scope: 'base' }, context));
const list = (): readonly Comment[] => handlers.comments({ thread: aThread }, context).snapshot();
const send = (more: object = {}) =>
  Promise.resolve(handlers['comments.send']({ thread: aThread, note: '', to: { kind: 'thread', delivery: 'queue' }, ...more }, context));

test('a comment follows its code while somebody looks, through edits, a rename and a deletion', async () => {
  await checkout.write({ 'code.ts': code(['a', 'b', 'c', 'd', 'e', 'f']) });
  const made = await add(on('code.ts', 3));
  expect(made).toMatchObject({
    code: "export const c = make('c');",
    anchor: { kind: 'found', path: 'code.ts', from: 3, to: 3 },
    state: 'open',
  });
  const source = handlers.comments({ thread: aThread }, context);
  let seen = source.snapshot();
  const waiting: (() => void)[] = [];
  const listening = source.listen((events) => {
    for (const event of events) seen = applyComments(seen, event);
    waiting.splice(0).forEach((tell) => tell());
  });
  const until = async (kind: string): Promise<Comment['anchor'] | undefined> => {
    while (seen[0]?.anchor.kind !== kind) await new Promise<void>((resolve) => waiting.push(resolve));
    return seen[0]?.anchor;
  };
  const moved = new Promise<void>((resolve) => waiting.push(resolve));
  await checkout.write({ 'code.ts': code(['new1', 'new2', 'a', 'b', 'c', 'd', 'e', 'f']) });
  lab.watch.poke(aThread);
  await moved;
  expect(seen[0]?.anchor).toEqual({ kind: 'found', path: 'code.ts', from: 5, to: 5 });
  await checkout.write({ 'code.ts': code(['a', 'b', 'c', 'd', 'e', 'f']).replace("make('c')", 'something.else()') });
  lab.watch.poke(aThread);
  expect(await until('edited')).toEqual({ kind: 'edited', path: 'code.ts', from: 3, to: 3 });
  await checkout.write({ 'code.ts': code(['a', 'b', 'd', 'e', 'f']) });
  lab.watch.poke(aThread);
  expect(await until('gone')).toEqual({ kind: 'gone' });
  void listening.dispose();
});

test('a comment goes along with a renamed file, and on removed lines stays with what was there', async () => {
  const moved = await add(on('moved.txt', 2));
  const removed = await add(on('gone.txt', 1, 1, 'before'));
  await checkout.write({ 'moved.txt': null, 'other/name.txt': 'some\nlines\nto\nmove\n', 'gone.txt': null });
  await send({ comments: [moved.id, removed.id] });
  expect(lab.agents.sent[0]?.text).toContain('other/name.txt:2');
  expect(lab.agents.sent[0]?.text).toContain('gone.txt:1, lines as they were before the change\n\n```\ngone\n```');
});

test('drafts gather, are edited, removed and brought back, and are sent together with place and code', async () => {
  await checkout.write({ 'code.ts': code(['a', 'b', 'c']) });
  const first = await add(on('code.ts', 1, 2), 'First');
  const second = await add({ kind: 'file', path: 'code.ts' }, 'Second');
  await add({ kind: 'change' }, 'Third');
  await handlers['comments.remove']({ comment: second.id }, context);
  expect(list().map(({ body }) => body)).toEqual(['First', 'Third']);
  await handlers['comments.bring-back']({ comment: second.id }, context);
  await handlers['comments.edit']({ comment: first.id, body: 'First, edited', severity: 'major' }, context);
  await checkout.write({ 'code.ts': `// above\n${code(['a', 'b', 'c'])}` });
  expect(await send({ note: 'Please look.' })).toEqual({ thread: aThread, how: 'queued', sent: 3 });
  const text = lab.agents.sent[0]?.text ?? '';
  expect(text.slice(0, text.indexOf('\n\nDeal with'))).toBe(
    [
      'Please look.',
      'There are 3 review comments on the change in this folder:',
      `### ${first.id} · code.ts:2-3 · major`,
      "```\nexport const a = make('a');\nexport const b = make('b');\n```",
      'First, edited',
      `### ${second.id} · code.ts`,
      'Second',
      `### ${list()[2]?.id} · on the whole change`,
      'Third',
    ].join('\n\n'),
  );
  expect(list().map(({ state }) => state)).toEqual(['sent', 'sent', 'sent']);
  expect(await failureOf(send())).toMatchObject({ kind: 'invalid' });
});

test('an agent’s answer resolves what it names, and says why of what it does not', async () => {
  const one = await add({ kind: 'change' }, 'One');
  const two = await add({ kind: 'change' }, 'Two');
  const draft = await add({ kind: 'change' }, 'Not sent');
  await send({ comments: [one.id, two.id] });
  lab.agents.say(
    aThread,
    `Done.\n\n- **Resolved ${one.id}**: renamed it\n- Not resolved ${two.id}: it is meant so\nResolved ${draft.id}: never heard of it`,
  );
  expect(list().map(({ state, answer }) => [state, answer])).toEqual([
    ['resolved', 'renamed it'],
    ['sent', 'it is meant so'],
    ['open', null],
  ]);
  await handlers['comments.set-state']({ comment: one.id, state: 'open' }, context);
  expect(list()[0]).toMatchObject({ state: 'open', answer: null });
  expect(
    await failureOf(Promise.resolve().then(() => handlers['comments.set-state']({ comment: one.id, state: 'accepted' }, context))),
  ).toMatchObject({
    kind: 'invalid',
  });
});

test('a comment on lines that do not exist, outside of the folder, or of nobody', async () => {
  expect(await add(on('a.txt', 900))).toMatchObject({ code: '', anchor: { kind: 'none' } });
  for (const path of ['../x', '/etc/passwd', '.git/config']) expect(await failureOf(add(on(path, 1)))).toMatchObject({ kind: 'invalid' });
  expect(
    await failureOf(Promise.resolve().then(() => handlers['comments.remove']({ comment: 'c_nobody00' as CommentId }, context))),
  ).toMatchObject({
    kind: 'not-found',
  });
});

const findings = (...found: readonly object[]): string =>
  `I read it.\n\`\`\`json\n${JSON.stringify({ summary: 'Fine but for this.', findings: found })}\n\`\`\``;

test('an agent reviews a change: findings become comments, are accepted and sent on, dismissed, discussed', async () => {
  await checkout.write({ 'code.ts': code(['a', 'b', 'c']) });
  lab.agents.instructed = 'Only look for names.';
  const start = { thread: aThread, scope: 'base', agent: 'other', model: null, instruction: 'Be brief.' } as const;
  const { review } = await handlers['review.start'](start, context);
  const [task] = lab.agents.started;
  expect({ ...task, prompt: '' }).toEqual({
    id: review,
    beside: aThread,
    title: 'Review: Task',
    agent: 'other',
    model: null,
    readOnly: true,
    prompt: '',
  });
  expect(task?.prompt).toMatch(
    /^Only look for names\.\n\nBe brief\.\n\nThe folder holds .*~~~~diff\ndiff --git a\/code\.ts.*Change nothing/s,
  );
  const reviews = handlers.reviews({ thread: aThread }, context);
  expect(reviews.snapshot()).toMatchObject([{ review, state: 'running', findings: 0 }]);
  const settled = new Promise<void>((resolve) => reviews.listen(() => resolve()));
  lab.agents.say(
    review as ThreadId,
    findings(
      { path: 'code.ts', from: 2, to: 2, severity: 'major', title: 'A bad name', body: 'Call it otherwise.' },
      { path: '../outside', from: 1, severity: 'minor', title: 'Out there' },
      { path: 'code.ts', severity: 'note', title: 'Long' },
    ),
  );
  await settled;
  expect(reviews.snapshot()).toMatchObject([{ state: 'done', findings: 3, summary: 'Fine but for this.', trouble: null }]);
  const [name, outside, long] = list();
  expect(name).toMatchObject({
    author: { kind: 'reviewer', agent: 'other', thread: review },
    place: on('code.ts', 2),
    code: "export const b = make('b');",
    severity: 'major',
    body: '**A bad name**\n\nCall it otherwise.',
  });
  expect([outside?.place, long?.place]).toEqual([{ kind: 'change' }, { kind: 'file', path: 'code.ts' }]);
  await handlers['comments.set-state']({ comment: name?.id ?? ('' as CommentId), state: 'accepted' }, context);
  await handlers['comments.set-state']({ comment: outside?.id ?? ('' as CommentId), state: 'dismissed' }, context);
  expect((await send()).sent).toBe(1);
  expect(lab.agents.sent[0]?.text).toContain('· major · found by a reviewer');
  await handlers['comments.discuss']({ comment: long?.id ?? ('' as CommentId), text: 'Is it?' }, context);
  expect(lab.agents.sent[1]).toEqual({ thread: review, text: 'About your finding:\n\n> **Long**\n\nIs it?', delivery: 'queue' });
  // What it says again in the discussion is not added again.
  const again = new Promise<void>((resolve) => reviews.listen(() => resolve()));
  lab.agents.say(review as ThreadId, findings({ path: 'code.ts', severity: 'note', title: 'Long' }, { title: 'One more' }));
  await again;
  expect(list()).toHaveLength(4);
});

test('a reviewer that fails, or answers in prose, is shown as such', async () => {
  await checkout.write({ 'a.txt': 'x\n' });
  const start = { thread: aThread, scope: 'base', agent: null, model: null, instruction: '' } as const;
  const reviews = handlers.reviews({ thread: aThread }, context);
  for (const [said, trouble, state] of [
    ['Looks good to me.', null, 'done'],
    ['', 'The model is gone.', 'failed'],
  ] as const) {
    const { review } = await handlers['review.start'](start, context);
    lab.agents.say(review as ThreadId, said, trouble);
    expect(reviews.snapshot().find((one) => one.review === review)).toMatchObject({ state, findings: 0, summary: said });
  }
  await checkout.git('checkout', '-q', '--', '.');
  expect(await failureOf(handlers['review.start'](start, context))).toMatchObject({ kind: 'invalid' });
});
