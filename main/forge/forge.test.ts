import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { PullRequest } from '#contract/forge.ts';
import { aThread } from '#main/git/testing/story.ts';
import { context, failureOf, ReviewLab } from '#main/review/testing/review-lab.ts';
import { forgeHandlers } from './forge-handlers.ts';
import { newsOf, knownOf } from './forge-news.ts';
import { createGh } from './gh.ts';
import { standInGh } from './testing/stand-in-gh.ts';

let lab: ReviewLab;
let gh: Awaited<ReturnType<typeof standInGh>>;
let handlers: ReturnType<typeof forgeHandlers>;
let seen: PullRequest[];
let remote: string;

beforeEach(async () => {
  lab = await ReviewLab.open();
  remote = join(lab.world.folder, 'remote.git');
  gh = await standInGh(lab.world.folder, []);
  seen = [];
  handlers = forgeHandlers({
    review: lab.parts,
    gh: createGh({ program: gh.program, folder: lab.world.folder }),
    describe: () => ({ title: 'Make it better.', prompt: 'Please make it better' }),
    onPullRequest: (_thread, pullRequest) => seen.push(pullRequest),
  });
});
afterEach(() => lab.dispose());

const addRemote = async (): Promise<void> => {
  await lab.repository.git('init', '-q', '--bare', remote);
  await lab.repository.git('remote', 'add', 'origin', remote);
};
/** As `git remote add` of an address on GitHub, with the pushing led to a folder. */
const pretendGitHub = async (): Promise<void> => {
  await addRemote();
  await lab.repository.git('remote', 'set-url', 'origin', 'https://github.com/acme/app.git');
  await lab.repository.git('config', `url.${remote}.pushInsteadOf`, 'https://github.example/never');
};
const branch = (): string => lab.worktree.branch ?? '';
const look = () => Promise.resolve(handlers['forge.look']({ thread: aThread }, context));
const push = (force = false) => Promise.resolve(handlers['forge.push']({ thread: aThread, force }, context));
const work = async (message: string): Promise<string> => {
  await lab.checkout.write({ 'a.txt': `${message}\n` });
  return lab.commit(message);
};

test('without a remote it says so and what to do', async () => {
  await work('Mine');
  expect(await look()).toMatchObject({ branch: lab.worktree.branch, base: 'main', remote: null, pushed: null, way: { kind: 'none' } });
  expect(await failureOf(push())).toMatchObject({ kind: 'unavailable', message: 'The repository has no remote to push to.' });
});

test('pushes the branch, and tells how far apart the two are', async () => {
  await addRemote();
  const first = await work('Mine');
  expect((await look()).pushed).toBeNull();
  expect(await push()).toEqual({ remote: 'origin', page: null });
  expect(await lab.repository.git('--git-dir', remote, 'rev-parse', branch())).toBe(first);
  await work('More');
  expect((await look()).pushed).toEqual({ ahead: 1, behind: 0 });
});

test('no hook of the repository runs, and what the remote has of others is not overwritten', async () => {
  await addRemote();
  await work('Mine');
  await push();
  await lab.repository.trap('.git/hooks/pre-push', lab.world.mark);
  const elsewhere = join(lab.world.folder, 'elsewhere');
  await lab.repository.git('clone', '-q', '-b', branch(), remote, elsewhere);
  await lab.repository.git(
    '-C',
    elsewhere,
    '-c',
    'user.name=O',
    '-c',
    'user.email=o@example.org',
    'commit',
    '-q',
    '--allow-empty',
    '-m',
    'Theirs',
  );
  await lab.repository.git('-C', elsewhere, 'push', '-q');
  await work('More');
  expect(await failureOf(push())).toMatchObject({ kind: 'conflict', message: 'The remote has commits of this branch that are not here.' });
  expect(await failureOf(push(true))).toMatchObject({
    kind: 'conflict',
    message: 'The remote’s branch has changed since it was last seen.',
  });
  await lab.repository.git('fetch', '-q');
  expect(await push(true)).toMatchObject({ remote: 'origin' });
  expect(await lab.world.sprung()).toBe(false);
});

test('where gh cannot be used a pull request is opened on its page', async () => {
  await pretendGitHub();
  await lab.repository.git('config', 'remote.origin.pushurl', remote);
  await work('Mend the a');
  // The push address is a folder here, so the forge is not known and says nothing.
  expect(await look()).toMatchObject({ way: { kind: 'none' }, proposed: { title: 'Mend the a', body: 'Please make it better' } });
  expect(await failureOf(handlers['forge.open']({ thread: aThread, title: 'T', body: '', draft: false }, context))).toMatchObject({
    kind: 'unavailable',
  });
});

const listed = {
  number: 7,
  url: 'https://github.com/acme/app/pull/7',
  title: 'Mend',
  state: 'OPEN',
  isDraft: false,
  reviewDecision: 'CHANGES_REQUESTED',
  mergeable: 'CONFLICTING',
  headRefOid: 'a'.repeat(40),
  statusCheckRollup: [
    {
      __typename: 'CheckRun',
      name: 'unit',
      workflowName: 'CI',
      status: 'COMPLETED',
      conclusion: 'FAILURE',
      detailsUrl: 'https://github.com/acme/app/actions/runs/1/job/22',
    },
    { __typename: 'CheckRun', name: 'lint', workflowName: 'CI', status: 'IN_PROGRESS', conclusion: '', detailsUrl: null },
    { __typename: 'StatusContext', context: 'deploy', state: 'SUCCESS', targetUrl: null },
    { something: 'new' },
  ],
};
const answers = [
  { when: ['auth', 'status'], says: '' },
  { when: ['pr', 'list'], says: [listed] },
  { when: ['api', 'issues/7/comments'], says: [{ id: 1, user: { login: 'ann' }, body: 'Nice', created_at: '2026-01-02T00:00:00Z' }] },
  {
    when: ['api', 'pulls/7/comments'],
    says: [{ id: 2, user: { login: 'bob' }, body: 'Why?', path: 'a.txt', line: 1, created_at: '2026-01-03T00:00:00Z' }],
  },
  {
    when: ['api', 'pulls/7/reviews'],
    says: [
      { id: 3, user: { login: 'bob' }, body: '', state: 'COMMENTED' },
      { id: 4, user: null, body: 'No', state: 'CHANGES_REQUESTED', submitted_at: '2026-01-04T00:00:00Z' },
    ],
  },
  { when: ['run', 'view', '--job', '22'], says: 'unit\tstep\tboom\n' },
];

test('what GitHub says of the pull request is read through gh', async () => {
  await pretendGitHub();
  await gh.answer(answers);
  await work('Mine');
  const found = await look();
  expect(found).toMatchObject({ way: { kind: 'gh' }, remote: { url: 'https://github.com/acme/app.git', kind: 'github' }, trouble: null });
  expect(found.pullRequest).toMatchObject({
    number: 7,
    state: 'open',
    review: 'changes-requested',
    mergeable: 'no',
    checks: { passed: 1, failed: 1, pending: 1 },
    comments: 3,
    checkList: [
      { name: 'CI / unit', state: 'failed' },
      { name: 'CI / lint', state: 'pending' },
      { name: 'deploy', state: 'passed' },
    ],
    commentList: [
      { author: 'ann', verdict: null },
      { author: 'bob', path: 'a.txt', line: 1 },
      { author: 'somebody', verdict: 'changes-requested' },
    ],
  });
  expect(seen).toEqual([found.pullRequest]);
  const failed = found.pullRequest?.checkList[0]?.id ?? '';
  expect(await handlers['forge.check-log']({ thread: aThread, check: failed }, context)).toEqual({ text: 'unit\tstep\tboom\n' });
  expect((await gh.calls()).every(({ args }) => args.includes('acme/app') || args.join(' ').includes('github.com'))).toBe(true);
});

test('gh that is missing, signed out or broken is a sentence; the page stays', async () => {
  await pretendGitHub();
  await work('Mine');
  await gh.answer([{ when: ['auth'], fails: 'You are not logged into any GitHub hosts. Run gh auth login' }]);
  expect((await look()).way).toEqual({ kind: 'page', why: 'gh is not signed in. Run `gh auth login` in a terminal.' });
  await gh.answer([
    { when: ['auth'], says: '' },
    { when: ['pr', 'list'], says: 'not json' },
  ]);
  expect(await look()).toMatchObject({ pullRequest: null, trouble: 'gh answered with something that is not JSON.' });
});

test('news are told once: failed checks, new words, the end', async () => {
  await pretendGitHub();
  await gh.answer(answers);
  await work('Mine');
  const now = (await look()).pullRequest as PullRequest;
  expect(newsOf(null, now).map(({ text }) => text)).toEqual([
    'Failed on the forge: CI / unit. Hand it to the agent from the pull request.',
  ]);
  expect(newsOf(knownOf(now), now)).toEqual([]);
  const before = { ...knownOf(now), comments: ['comment-1'] };
  expect(newsOf(before, { ...now, state: 'merged' }).map(({ text }) => text)).toEqual([
    'Pull request #7 was merged.',
    'bob commented on a.txt:1: Why?',
    'somebody asks for changes: No',
  ]);
});
