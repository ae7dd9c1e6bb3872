/** Long tasks from the command line, as a user's shell runs it: real processes, the scripted agent in every role. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { longTaskPrompt } from '#main/workflows/testing/long-script.ts';
import { openShell, type Json, type Shell } from './testing/shell.ts';

let shell: Shell;
beforeEach(async () => {
  shell = await openShell();
});
afterEach(() => shell.dispose());

const until = async (id: string, stage: string): Promise<Json> => {
  for (;;) {
    const found = await shell.json('workflow', 'show', id);
    if (found.stage === stage) return found;
    if (found.stage === 'paused') throw new Error(found.why);
  }
};

test('a long task is begun, agreed on, and passes in its second round', { timeout: 180_000 }, async () => {
  await shell.json('project', 'add', shell.repository);
  const begun = await shell.json('workflow', 'start', '--agent', 'scripted', '--rounds', '3', longTaskPrompt());
  expect(begun).toMatchObject({ title: 'Greet whoever comes, and sign it.', stage: 'planning', limits: { rounds: 3, tokens: null } });
  const asking = await until(begun.id, 'agreeing');
  expect(asking.criteria).toHaveLength(2);
  await shell.json('workflow', 'agree', begun.id.slice(0, 8));
  const passed = await until(begun.id, 'passed');
  expect(passed.rounds.map(({ verdict }: Json) => verdict.pass)).toEqual([false, true]);
  const { code, stdout } = await shell.run(['workflow', 'show', begun.id]);
  expect([code, stdout]).toEqual([0, expect.stringContaining('✗ c2 The last line is “hello”.') as string]);
  expect(await shell.run(['workflow', 'continue', begun.id])).toMatchObject({ code: 1, stderr: expect.stringContaining('over') as string });
  expect(await shell.run(['workflow', 'start', '--rounds', 'many', 'Do it'])).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('no number') as string,
  });
});
