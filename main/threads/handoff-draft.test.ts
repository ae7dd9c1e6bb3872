import { expect, test } from 'vitest';
import type { Item } from '#contract/items.ts';
import { handoffRequest, handoffText, lastQuestion, writtenHandoff, type HandoffNeeds } from './handoff-draft.ts';

const item = (position: number, more: object): Item =>
  ({ id: `i_${position}`, turn: 'u_1', position, status: 'done', startedAt: 1, endedAt: 2, ...more }) as unknown as Item;
const user = (position: number, text: string) => item(position, { kind: 'user', text, attachments: [], delivery: 'turn' });
const said = (position: number, text: string) => item(position, { kind: 'assistant', text });
const ran = (position: number, command: string, exitCode: number) =>
  item(position, { kind: 'command', command, cwd: null, output: '', outputBytes: 0, exitCode });

const needs = (more: Partial<HandoffNeeds>): HandoffNeeds => ({
  thread: { goal: undefined, state: { kind: 'idle', outcome: 'stopped', since: 1 }, worktree: { base: 'main' } as never, plan: null },
  ...{ from: 'Claude Code', to: 'Codex', items: [], first: null, approvals: [], files: [] },
  ...more,
});

test('says what was asked and done, what changed, what is open and what comes next', () => {
  const text = handoffText(
    needs({
      first: 'Fix the rounding',
      items: [
        user(3, 'Use banker’s rounding'),
        ran(4, 'npm test', 1),
        ran(5, 'npm run lint', 1),
        ran(6, 'npm run lint', 0),
        item(7, {
          kind: 'plan',
          text: '',
          steps: [
            { text: 'Find it', status: 'done' },
            { text: 'Fix it', status: 'active' },
          ],
        }),
        said(8, 'It is in `money.ts`.\n\nShall I change the tests too?'),
      ],
      approvals: [{ kind: 'command', title: 'git push', detail: {}, decisions: [] } as never],
      files: [{ path: 'src/money.ts', from: null, kind: 'modified', added: 3, deleted: 1 } as never],
    }),
  );
  expect(text)
    .toBe(`You take over this task from Claude Code. The folder is as the work so far has left it; look at it before you rely on what stands here.

## What was asked

> Fix the rounding

Later:

> Use banker’s rounding

## What was done

Claude Code said:

> It is in \`money.ts\`.
>
> Shall I change the tests too?

The plan:

- [x] Find it
- [ ] (begun) Fix it

Commands that did not succeed when they were run last:

- \`npm test\` failed with exit code 1.

## Changed files

1 file differs against \`main\`:

- \`src/money.ts\` (+3 −1)

## Open questions

- Claude Code asked for leave and got no answer: git push
- Shall I change the tests too?

## What to do next

The last turn did not come to its end: what it was at may be half done.

Go on with the plan at “Fix it”.`);
});

test('stays bounded, whatever was said', () => {
  const items = Array.from({ length: 300 }, (_, index) =>
    index % 2 === 0 ? user(index + 1, 'x'.repeat(50_000)) : said(index + 1, 'y'.repeat(50_000)),
  );
  const files = Array.from(
    { length: 500 },
    (_, index) => ({ path: `f${index}`, from: null, kind: 'added', added: 1, deleted: 0 }) as never,
  );
  expect(handoffText(needs({ items, files })).length).toBeLessThan(45_000);
});

test.each([
  ['All done.', null],
  ['Done. Which currency do you want?', 'Which currency do you want?'],
  ['I can do two things:\n\n- fix it\n- leave it\n\nWhich one?', 'Which one?'],
  ['Why? Because.', null],
])('the question at the end of %j', (text, question) => {
  expect(lastQuestion([user(1, 'go'), said(2, text)])).toBe(question);
});

test('what the present agent wrote when asked is taken, as long as nothing came after it', () => {
  const asked = user(1, handoffRequest('Codex'));
  const answer = said(2, '## What was asked\n\nTo fix it.');
  expect([writtenHandoff([asked, answer]), writtenHandoff([asked, answer, user(3, 'and more')]), writtenHandoff([])]).toEqual([
    '## What was asked\n\nTo fix it.',
    null,
    null,
  ]);
});
