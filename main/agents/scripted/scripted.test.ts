import { mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { SessionReference } from '#main/agents/agent-backend.ts';
import { itemsOf, openRecorded } from '#main/agents/testing/recorded-session.ts';
import { makeRepository } from '#main/agents/testing/temporary-repository.ts';
import { readScript, scriptMessage } from './read-script.ts';
import { createScriptedBackend } from './scripted-backend.ts';

const backend = createScriptedBackend('scripted', { backend: 'scripted' });
let cwd = '';
beforeAll(async () => {
  const repository = await makeRepository();
  cwd = repository.path;
  return () => repository.dispose();
});
afterAll(() => backend.dispose());

const open = (resume: SessionReference | null = null) => openRecorded(backend, { cwd, environment: {} }, { resume });
const completed = { kind: 'completed' };

test.each([
  ['not JSON', '```script\n{ "steps": [\n```', /^The script makes no sense: it is not JSON/],
  ['an unknown step', scriptMessage([{ do: 'dance' } as never]), /steps\[0\]\.do/],
  ['a wrong field', '```script\n{ "steps": [{ "do": "wait", "ms": "long" }] }\n```', /steps\[0\]\.ms: /],
  ['a name that is none', '```script\n{ "use": "no-such" }\n```', /there is no script named “no-such”/],
])('garbage fails the turn with a sentence: %s', async (_, message, sentence) => {
  const { turn, session } = await open();
  expect((await turn(message)).outcome).toMatchObject({
    kind: 'failed',
    retryable: false,
    failure: { kind: 'invalid', message: expect.stringMatching(sentence) },
  });
  expect((await turn(scriptMessage([{ do: 'say', text: 'Still here' }]))).outcome).toEqual(completed);
  await session.close();
});

test('a message without a script gets the short performance with a real change', async () => {
  const { turn, events, session } = await open();
  expect((await turn('Please do something')).outcome).toEqual(completed);
  expect(itemsOf(events).map(({ kind }) => kind)).toEqual(['reasoning', 'assistant', 'command', 'file-change', 'assistant']);
  expect(await readFile(join(cwd, 'scripted-agent.md'), 'utf8')).toContain('> Please do something');
  await session.close();
});

test('a stop right after the message ends the turn before its first step', async () => {
  const { send, session, events } = await open();
  const sent = send(scriptMessage([{ do: 'hang' }]));
  await Promise.all([sent, session.interrupt()]);
  expect(events.at(-1)).toEqual({ kind: 'turn-ended', outcome: { kind: 'stopped' } });
  await session.close();
});

test.each(['../outside.txt', '/etc/outside.txt', '.git/hooks/pre-commit', 'link/outside.txt', '.'])('never changes %s', async (path) => {
  await symlink('/tmp', join(cwd, 'link')).catch(() => undefined);
  const { turn, session } = await open();
  const { outcome } = await turn(scriptMessage([{ do: 'change', files: [{ path, content: 'x' }] }]));
  expect(outcome).toMatchObject({ kind: 'failed', failure: { message: expect.stringContaining('not a file of the worktree') } });
  await session.close();
});

test('edits, removals and new files in one change', async () => {
  await mkdir(join(cwd, 'sub'), { recursive: true });
  await writeFile(join(cwd, 'sub/a.txt'), 'one\ntwo\nthree\n');
  await writeFile(join(cwd, 'sub/gone.txt'), 'bye\n');
  const { turn, events, session } = await open();
  const files = [
    { path: 'sub/a.txt', find: 'two', replace: 'zwei' },
    { path: 'sub/a.txt', find: 'three', replace: 'drei' },
    { path: 'sub/gone.txt', remove: true },
    { path: 'sub/deep/new file.txt', content: 'new\n' },
  ] as const;
  expect((await turn(scriptMessage([{ do: 'change', files: [...files] }]))).outcome).toEqual(completed);
  const item = events.flatMap((event) => (event.kind === 'item-ended' && event.item.kind === 'file-change' ? [event.item] : []))[0];
  expect(item?.changes.map(({ path, kind, added, deleted }) => [path, kind, added, deleted])).toEqual([
    ['sub/a.txt', 'update', 2, 2],
    ['sub/gone.txt', 'delete', 0, 1],
    ['sub/deep/new file.txt', 'add', 1, 0],
  ]);
  expect(item?.changes[0]?.diff).toBe('--- a/sub/a.txt\n+++ b/sub/a.txt\n@@ -1,3 +1,3 @@\n one\n-two\n-three\n+zwei\n+drei\n');
  await session.close();
});

test('a failure that passes: the same message goes through the second time, in a resumed session too', async () => {
  const message = scriptMessage([
    { do: 'fail', message: 'Overloaded', times: 1 },
    { do: 'say', text: 'Now' },
  ]);
  const first = await open();
  expect((await first.turn(message)).outcome).toMatchObject({ kind: 'failed', retryable: true });
  const reference = first.session.reference();
  await first.session.close();
  const second = await open(reference);
  expect((await second.turn(message)).outcome).toEqual(completed);
  await second.session.close();
});

test('a turn that was cut goes on where the reference says it stood; further messages play what follows', async () => {
  const script = {
    steps: [{ do: 'say', text: 'One' }, { do: 'hang' }, { do: 'say', text: 'Three' }],
    then: [[{ do: 'say', text: 'Four' }]],
  } as const;
  const first = await open();
  await first.send(scriptMessage({ steps: [...script.steps], then: script.then.map((steps) => [...steps]) }));
  await first.next('item-ended');
  // As after kill -9: nobody ended the turn.
  const reference = JSON.parse(JSON.stringify(first.session.reference())) as SessionReference;
  await first.session.close();
  const memory = JSON.parse(String(reference['memory'])) as { step: number };
  const second = await open({ ...reference, memory: JSON.stringify({ ...memory, step: 2 }) });
  expect((await second.turn('Go on')).outcome).toEqual(completed);
  expect((await second.turn('And then?')).outcome).toEqual(completed);
  expect(itemsOf(second.events).map(({ text }) => text)).toEqual(['I was cut off. I go on with step 3 of 3.', 'Three', 'Four']);
  await second.session.close();
});

test.each(['start', 'text', 'command', 'approval'] as const)('dies during %s and lives on', async (during) => {
  const { turn, session } = await open();
  expect((await turn(scriptMessage([{ do: 'crash', during }]))).outcome).toMatchObject({ kind: 'failed', retryable: true });
  expect((await turn(scriptMessage([{ do: 'say', text: 'Back' }]))).outcome).toEqual(completed);
  await session.close();
});

test('a steer with a script is played next', async () => {
  const { send, next, session, events } = await open();
  await send(
    scriptMessage([
      { do: 'say', text: 'slow '.repeat(20), chunk: 5, delayMs: 10 },
      { do: 'say', text: 'Last' },
    ]),
  );
  await next('item-append');
  await session.steer({ text: scriptMessage([{ do: 'say', text: 'In between' }]), images: [] });
  await next('turn-ended');
  expect(itemsOf(events).map(({ text }) => text.slice(0, 12))).toEqual(['slow slow sl', 'Understood, ', 'In between', 'Last']);
  await session.close();
});

test('a burst comes at its rate', async () => {
  const { turn, events, session } = await open();
  const startedAt = performance.now();
  await turn(scriptMessage([{ do: 'burst', perSecond: 200, seconds: 0.5, chars: 20 }]));
  const seconds = (performance.now() - startedAt) / 1000;
  const pieces = events.filter((event) => event.kind === 'item-append');
  expect(pieces.map((piece) => piece.chunk.length)).toEqual(Array.from({ length: 100 }, () => 20));
  expect(seconds).toBeGreaterThan(0.4);
  await session.close();
});

test('the last script of a message counts; other fences do not', () => {
  expect(readScript('```js\nx\n```\nplain')).toEqual({ kind: 'none' });
  const two = `${scriptMessage([{ do: 'say', text: 'a' }])}\n${scriptMessage([{ do: 'title', title: 'b' }])}`;
  expect(readScript(two)).toMatchObject({ kind: 'script', script: { steps: [{ do: 'title', title: 'b' }] } });
});

test('sub-agents work at once, each with steps and a plan of its own; attempts, a review and pictures are told', async () => {
  const { turn, events, session } = await open();
  const steps = [
    {
      do: 'at-once',
      parts: [
        [
          {
            do: 'subagent',
            title: 'Explorer',
            agent: 'explore',
            prompt: 'Find it',
            text: 'Found.',
            steps: [
              { do: 'plan', steps: [{ text: 'Look', status: 'active' }] },
              { do: 'subagent', title: 'Helper', text: 'Helped.', steps: [{ do: 'tool', tool: 'search', use: 'search', output: '1' }] },
            ],
          },
        ],
        [{ do: 'subagent', title: 'Reviewer', text: 'Fine.', failed: true }],
      ],
    },
    { do: 'retry', text: 'Overloaded.', attempts: 2, of: 3, everyMs: 1 },
    { do: 'review', title: 'Uncommitted', text: '- a.ts' },
    { do: 'say', text: 'Done.', images: [{ color: '#3366aa' }], citations: [{ title: 'Docs', url: 'https://example.org' }] },
  ] as const;
  expect((await turn(scriptMessage(steps as never))).outcome).toEqual(completed);
  const titles = new Map(
    events.flatMap((event) => (event.kind === 'item-ended' && event.item.kind === 'subagent' ? [[event.item.key, event.item.title]] : [])),
  );
  const ended = events.flatMap((event) =>
    event.kind === 'item-ended' ? [[event.item.kind, event.status, titles.get(event.item.parentKey ?? '') ?? null]] : [],
  );
  expect(ended.toSorted((a, b) => String(a).localeCompare(String(b)))).toEqual([
    ['assistant', 'done', null],
    ['plan', 'done', 'Explorer'],
    ['review', 'done', null],
    ['subagent', 'done', null],
    ['subagent', 'done', 'Explorer'],
    ['subagent', 'failed', null],
    ['tool', 'done', 'Helper'],
  ]);
  expect(events.flatMap((event) => (event.kind === 'notice' ? [event.retry?.attempt] : []))).toEqual([1, 2]);
  await session.close();
});
