/** A process that rests is ended, and the conversation goes on as if it had not been; with the real Gemini CLI. */
import { expect, test } from 'vitest';
import { prepareGemini } from '#main/agents/testing/acp-for-tests.ts';
import { findForTests } from '#main/agents/testing/find-for-tests.ts';
import { modelMessage } from '#main/agents/testing/model-script.ts';
import { startModelServer } from '#main/agents/testing/model-server.ts';
import { openRecorded } from '#main/agents/testing/recorded-session.ts';
import { makeRepository } from '#main/agents/testing/temporary-repository.ts';
import { createAcpBackend } from './acp-backend.ts';

const binary = findForTests('gemini');

test.skipIf(binary === null)('it rests, is ended, and knows what was said when it is needed again; it tells what it sees', async () => {
  const model = await startModelServer();
  const prepared = await prepareGemini(binary ?? '', model.port);
  const skill = '---\nname: tidy\ndescription: Tidies up.\n---\nDo.\n';
  const repository = await makeRepository({ 'GEMINI.md': 'Be kind.\n', '.agents/skills/tidy/SKILL.md': skill });
  const backend = createAcpBackend('gemini', prepared.config, { ...prepared, idleMilliseconds: 50 });
  const place = { cwd: repository.path, environment: {} };
  const { turn, session } = await openRecorded(backend, place);
  expect((await turn(modelMessage([{ say: 'The word is heliotrope.' }]))).outcome).toEqual({ kind: 'completed' });
  await expect.poll(() => backend.processes(), { timeout: 15_000 }).toEqual([]);
  expect((await turn('What was said?')).outcome).toEqual({ kind: 'completed' });
  expect(JSON.stringify(model.requests.at(-1)?.body)).toContain('The word is heliotrope.');
  expect(await backend.surroundings?.(place)).toMatchObject({
    instructions: [{ path: `${repository.path}/GEMINI.md` }],
    skills: [{ name: 'tidy', description: 'Tidies up.', scope: 'project' }],
  });
  expect((await session.surroundings?.())?.commands?.map(({ name }) => name)).toContain('memory show');
  await session.close();
  await backend.dispose();
  await model.close();
  await repository.dispose();
  await prepared.dispose();
});
