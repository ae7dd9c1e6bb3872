import { expect, test } from 'vitest';
import { askText } from './ask-text.ts';
import { approvalFixture } from './testing/fixtures.ts';

test('says exactly what would run or change, and why', () => {
  const question = { id: 'q', header: 'Keys', text: 'Share one key?', options: [], many: false, freeText: true, secret: false };
  expect([
    askText(approvalFixture()),
    askText(
      approvalFixture({
        kind: 'file-change',
        title: 'Change files',
        detail: {
          changes: [
            { path: 'a.ts', kind: 'update' },
            { path: 'b.ts', kind: 'add' },
          ],
        },
      }),
    ),
    askText(approvalFixture({ kind: 'question', title: 'Asks', detail: { questions: [question] } })),
    askText(approvalFixture({ kind: 'question', title: 'Asks two things', detail: { questions: [question, question] } })),
    askText(approvalFixture({ kind: 'trust', title: 'Run the setup of this repository?', detail: { command: 'npm ci' } })),
  ]).toEqual([
    { lead: 'Wants to run', code: 'npm i rate-limiter-flexible', rest: 'Network is off in this sandbox.' },
    { lead: 'Wants to change', code: 'a.ts and 1 more', rest: null },
    { lead: 'Share one key?', code: null, rest: null },
    { lead: 'Asks two things', code: null, rest: null },
    { lead: 'Run the setup of this repository?', code: 'npm ci', rest: null },
  ]);
});
