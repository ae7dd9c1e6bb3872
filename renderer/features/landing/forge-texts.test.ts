import { expect, test } from 'vitest';
import { checksSentence, commentsMessage, failedCheckMessage, pushedSentence } from './forge-texts.ts';

const remote = { name: 'origin', url: 'https://example.org/a.git', kind: 'other' } as const;

test.each([
  [{ remote: null, pushed: null }, 'The repository has no remote. Add one with “git remote add origin ADDRESS” in a terminal.'],
  [{ remote, pushed: null }, 'x was not pushed to origin yet.'],
  [{ remote, pushed: { ahead: 0, behind: 0 } }, 'origin has everything of x.'],
  [{ remote, pushed: { ahead: 1, behind: 0 } }, '1 commit to push to origin.'],
  [{ remote, pushed: { ahead: 0, behind: 2 } }, 'origin has 2 commits that are not here.'],
  [{ remote, pushed: { ahead: 3, behind: 1 } }, '3 commits to push, and origin has 1 commit that is not here.'],
])('%j', (look, sentence) => {
  expect(pushedSentence({ branch: 'x', ...look })).toBe(sentence);
});

test('checks are counted, the failed ones first', () => {
  expect(checksSentence({ passed: 2, failed: 1, pending: 3 })).toBe('1 failed, 3 running, 2 passed');
  expect(checksSentence({ passed: 0, failed: 0, pending: 0 })).toBeNull();
});

test('a log that holds a fence of its own stays one block', () => {
  const message = failedCheckMessage({ id: '1', name: 'unit', state: 'failed', url: null }, 'boom\n```\nnested\n```\n');
  expect(message).toBe(
    'The check “unit” of the pull request failed.\n\nWhat it printed last:\n````\nboom\n```\nnested\n```\n````\n\nFind out why, mend it, run what you can of it here, and commit.',
  );
});

test('comments are quoted with their place', () => {
  const comment = { id: '1', author: 'ann', body: 'Why?\nReally', path: 'a.ts', line: 3, verdict: null, url: null, at: 0 };
  expect(commentsMessage([comment])).toContain('A comment on the pull request:\n\nann on a.ts:3:\n> Why?\n> Really\n');
});
