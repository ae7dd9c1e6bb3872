/** What opencode's sub-agents want to do asks nobody over the protocol: they must not wait for an answer for ever. */
import { expect, test } from 'vitest';
import { opencodeSubject } from '#main/agents/testing/acp-subjects.ts';
import { findForTests } from '#main/agents/testing/find-for-tests.ts';
import { itemsOf, openRecorded } from '#main/agents/testing/recorded-session.ts';
import { makeRepository } from '#main/agents/testing/temporary-repository.ts';

const program = findForTests('opencode');

test.skipIf(program === null)('a sub-agent of opencode has no command to run, and comes to an end', { timeout: 60_000 }, async () => {
  const subject = opencodeSubject(program ?? '');
  const { backend, dispose } = await subject.make();
  const repository = await makeRepository();
  const { turn, events, session } = await openRecorded(backend, { cwd: repository.path, environment: {} });
  const below = subject.message([{ run: 'touch from-below' }, { say: 'Not reached' }]);
  expect(await turn(subject.message([{ delegate: below }, { say: 'So it says' }]))).toMatchObject({ outcome: { kind: 'completed' } });
  expect(itemsOf(events)).toMatchObject([
    { kind: 'subagent', status: 'done', text: expect.stringContaining('There is no tool') },
    { kind: 'assistant', status: 'done', text: 'So it says' },
  ]);
  expect(events.filter(({ kind }) => kind === 'request-opened')).toEqual([]);
  await session.close();
  await dispose();
  await repository.dispose();
});
