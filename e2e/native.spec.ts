/** Our own agent on a model of the user's: it edits, tests, meets the sandbox, asks, is allowed one host, and commits. */
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { modelMessage, type ModelBlockText, type ModelStepText } from '#main/agents/testing/model-script.ts';
import { startModelServer, type ModelServer } from '#main/agents/testing/model-server.ts';
import { addProject, card, column, openNewTask } from './setup/board-journey.ts';
import { addModels, startHost, type Host } from './setup/native-agent.ts';
import { commandLine } from './setup/scripted-thread.ts';
import { expect, test as base } from './setup/test.ts';

interface NativeFixtures {
  readonly model: ModelServer;
  readonly host: Host;
}

const test = base.extend<NativeFixtures>({
  // Playwright reads from the first parameter which fixtures are wanted.
  // oxlint-disable-next-line no-empty-pattern
  model: async ({}, use) => {
    const model = await startModelServer({ models: ['test-model'] });
    await use(model);
    await model.close();
  },
  // oxlint-disable-next-line no-empty-pattern
  host: async ({}, use) => {
    const host = await startHost('{ "limit": 60 }\n');
    await use(host);
    await host.close();
  },
});

const conversation = (page: Page) => page.getByRole('log', { name: 'Conversation' });

const patch = (...lines: readonly string[]): ModelBlockText => ({ patch: ['*** Begin Patch', ...lines, '*** End Patch'].join('\n') });

const work = (host: string): readonly ModelStepText[] => [
  [{ think: 'The limit stands in one file.' }, { say: 'I look at the limit first.' }, { run: 'cat limit.mjs' }],
  [
    { say: 'I raise it, with a test.' },
    patch(
      ...['*** Update File: limit.mjs', '@@', '-export const limit = 10;', '+export const limit = 60;'],
      ...[
        '*** Add File: limit.test.mjs',
        "+import assert from 'node:assert';",
        "+import { limit } from './limit.mjs';",
        '+assert.equal(limit, 60);',
      ],
    ),
  ],
  { run: 'node --test' },
  { run: `curl --silent --show-error --fail http://${host}/limits.json`, args: { seconds: 20 } },
  {
    run: `curl --silent --show-error --fail http://${host}/limits.json`,
    args: { seconds: 20, hosts: [host], reason: 'The limits of the service stand there.' },
  },
  { run: 'git add --all && git commit --message "Raise the limit"' },
  { say: 'The limit is 60 now, as the service says. `node --test` passes; it is committed.' },
];

test('edits, runs the tests, is refused the network, asks, is allowed one host, commits', async ({
  home,
  app,
  repository,
  model,
  host,
}) => {
  repository.write('limit.mjs', 'export const limit = 10;\n');
  repository.commitAll('A limit');
  await addModels(home, app, model);
  const project = (await commandLine(app, 'project', 'add', repository.path)) as { readonly id: string };
  const prompt = modelMessage(work(host.name), 'Raise the limit to what the service allows.');
  const thread = (await commandLine(app, 'new', '--project', project.id, '--agent', 'native', prompt)) as { readonly id: string };
  await home.goto(new URL(`#/thread/${thread.id}`, app.address).href);

  const waiting = home.getByRole('region', { name: 'Waiting for your answer' });
  await expect(waiting.getByText(`Connect to ${host.name}`)).toBeVisible();
  await expect(waiting.getByText('The limits of the service stand there.')).toBeVisible();
  expect(host.visits).toEqual([]);
  await expect(
    conversation(home)
      .getByText(new RegExp(`A connection to ${host.name.replaceAll('.', '\\.')} was refused`))
      .first(),
  ).toBeVisible();
  await waiting.getByRole('button', { name: /^Allow once/ }).click();

  await expect(conversation(home).getByText(/^The limit is 60 now, as the service says/)).toBeVisible();
  await expect(home.getByText('Ready to review').first()).toBeVisible();
  expect(host.visits).toEqual(['/limits.json']);
  const branches = repository.git('branch', '--format=%(refname:short)', '--list', 'switchyard/*').split('\n');
  expect(branches).toHaveLength(1);
  const branch = branches[0] ?? '';
  expect(repository.git('log', '--format=%s', `main..${branch}`)).toBe('Raise the limit');
  expect(repository.git('show', `${branch}:limit.mjs`)).toBe('export const limit = 60;');
  expect(repository.git('status', '--porcelain')).toBe('');
  expect(JSON.stringify(model.requests.at(-1))).toContain('pass 1');
  if (process.env['SWITCHYARD_PICTURES'] !== undefined)
    await home.screenshot({ path: join(process.env['SWITCHYARD_PICTURES'], 'native.png') });
});

test('is not ready without a model, says what to do, and can be chosen for a new task once there is one', async ({
  home,
  app,
  repository,
  model,
}) => {
  await addProject(home, repository.path);
  await home.goto(new URL('#/settings/agents', app.address).href);
  await expect(home.getByText('No model is configured yet.')).toBeVisible();
  await expect(home.getByText(/Add a key in Settings, Models and keys/)).toBeVisible();
  await addModels(home, app, model);
  await home.goto(new URL('#/', app.address).href);
  const field = await openNewTask(home);
  const chip = home.getByRole('button', { name: /^(Scripted agent|Switchyard)$/ });
  if ((await chip.textContent()) !== 'Switchyard') {
    await chip.click();
    await home.getByRole('menu').getByText('Switchyard', { exact: true }).click();
    await home.keyboard.press('Escape');
  }
  await expect(home.getByRole('button', { name: /^test-model · My box/ })).toBeVisible();
  await field.fill(modelMessage([{ say: 'Here I am.' }], 'Say that you are there'));
  await field.press('Enter');
  await home.keyboard.press('Escape');
  await expect(card(column(home, 'review'), 'Say that you are there')).toBeVisible();
});
