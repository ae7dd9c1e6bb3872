import { expect, test } from 'vitest';
import { landedSentence, landingNotes, landingSentence } from './landing.ts';
import { aLanding } from './testing/change-samples.ts';

test('a clean landing has nothing to note', () => {
  expect(landingNotes(aLanding())).toEqual([]);
});

test('conflicts and nothing to land stop it', () => {
  expect(landingNotes(aLanding({ conflicts: ['a.ts'], behind: 2 }))).toEqual([
    { level: 'stop', text: '1 file would conflict. Take in main and resolve them, then land again.', paths: ['a.ts'] },
    { level: 'info', text: 'main has moved on by 2 commits since this branch began.' },
  ]);
  expect(landingNotes(aLanding({ commits: [], uncommitted: ['a.ts'] }))).toEqual([
    { level: 'stop', text: 'Nothing is committed yet. Commit the change first.' },
  ]);
});

test('what blocks the checkout stops it', () => {
  const preview = aLanding({ checkout: { path: '/home/me/app', blockedBy: ['a.ts'] } });
  expect(landingNotes(preview).map((note) => note.level)).toEqual(['stop']);
});

test('the sentence says where it lands and what happens to the checkout', () => {
  const checkout = { path: '/home/me/app', blockedBy: [] };
  expect(landingSentence(aLanding(), 'merge', false)).toBe('Merges 1 commit into main.');
  expect(landingSentence(aLanding({ checkout }), 'squash', true)).toBe('Puts 1 commit as one on main and moves /home/me/app along.');
  expect(landingSentence(aLanding({ checkout }), 'rebase', false)).toBe(
    'main is checked out in a folder of yours: say above that it may move along.',
  );
  expect(landedSentence({ into: 'main', commit: '0123456789abcdef', how: 'squash' })).toBe('Squashed into main as 01234567');
});
