import { expect, test } from 'vitest';
import { forgeAddress, newPullRequestPage, pageInAnswer, shownAddress } from './forge-address.ts';

test.each([
  ['https://github.com/acme/app.git', { kind: 'github', host: 'github.com', repository: 'acme/app' }],
  ['git@github.com:acme/app.git', { kind: 'github', host: 'github.com', repository: 'acme/app' }],
  ['ssh://git@github.example.org:2222/acme/app', { kind: 'github', host: 'github.example.org', repository: 'acme/app' }],
  [
    'https://user:secret@gitlab.example.org/group/sub/app.git/',
    { kind: 'gitlab', host: 'gitlab.example.org', repository: 'group/sub/app' },
  ],
  ['git@bitbucket.org:acme/app.git', { kind: 'bitbucket', host: 'bitbucket.org', repository: 'acme/app' }],
  ['https://codeberg.org/acme/app', { kind: 'gitea', host: 'codeberg.org', repository: 'acme/app' }],
  ['http://git.example.org:3000/acme/app.git', { kind: 'other', host: 'git.example.org:3000', repository: 'acme/app' }],
  ['/srv/git/app.git', null],
  ['../app', null],
  ['C:\\repositories\\app', null],
  ['file:///srv/git/app.git', null],
  ['https://github.com/', null],
])('%s', (url, expected) => {
  expect(forgeAddress(url)).toEqual(expected);
});

const wanted = { branch: 'switchyard/a b', base: 'main', title: 'Mend & improve', body: 'Why?\n- this' };
const pageOf = (url: string): string | null => {
  const address = forgeAddress(url);
  return address === null ? null : newPullRequestPage(address, wanted);
};

test('each forge has its page for a new pull request', () => {
  expect(pageOf('git@github.com:acme/app.git')).toBe(
    'https://github.com/acme/app/compare/main...switchyard%2Fa%20b?expand=1&title=Mend+%26+improve&body=Why%3F%0A-+this',
  );
  expect(pageOf('https://gitlab.com/acme/app')).toContain(
    '/acme/app/-/merge_requests/new?merge_request%5Bsource_branch%5D=switchyard%2Fa+b',
  );
  expect(pageOf('https://bitbucket.org/acme/app')).toContain('/pull-requests/new?source=switchyard%2Fa+b&dest=main');
  expect(pageOf('https://codeberg.org/acme/app')).toContain('/acme/app/compare/main...switchyard%2Fa%20b?title=');
  expect(pageOf('https://git.example.org/acme/app')).toBeNull();
});

test('a text too long for an address is left to the page', () => {
  const address = forgeAddress('git@github.com:acme/app.git');
  const page = address === null ? null : newPullRequestPage(address, { ...wanted, body: 'x'.repeat(20_000) });
  expect(page).toBe('https://github.com/acme/app/compare/main...switchyard%2Fa%20b?expand=1&title=Mend+%26+improve');
});

test('a password in an address is not shown', () => {
  expect(shownAddress('https://me:secret@example.org/a.git')).toBe('https://example.org/a.git');
  expect(shownAddress('git@example.org:a.git')).toBe('git@example.org:a.git');
});

test('the page that a forge names when it is pushed to is found', () => {
  const answer =
    'remote: \nremote: Create a pull request for x on GitHub by visiting:\nremote:      https://github.com/a/b/pull/new/x\nTo github.com:a/b\n';
  expect(pageInAnswer(answer)).toBe('https://github.com/a/b/pull/new/x');
  expect(pageInAnswer('To /srv/git\n * [new branch] https://not.this')).toBeNull();
});
