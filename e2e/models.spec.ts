/** Models, keys and MCP servers in the settings, as a new user comes to them. */
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { startModelServer } from '#main/agents/testing/model-server.ts';
import { expectAccessible } from '#e2e/setup/accessible.ts';
import { addProject } from '#e2e/setup/board-journey.ts';
import { expect, test } from '#e2e/setup/test.ts';

const KEY = 'sk-journey-0123456789-WXYZ';

const openSection = async (home: Page, section: string): Promise<void> => {
  await home.getByRole('link', { name: 'Settings', exact: true }).click();
  await home.getByRole('navigation', { name: 'Settings' }).getByRole('link', { name: section }).click();
};

test('a server of one’s own is added, answers a test, and takes a key that is kept apart', async ({ home, repository, dataFolder }) => {
  const model = await startModelServer({ models: ['qwen3-coder', 'llama-4'] });
  await addProject(home, repository.path);
  await openSection(home, 'Models and keys');
  await expect(home.getByText('Nothing can be used yet.')).toBeVisible();
  await expectAccessible(home);

  await home.getByRole('button', { name: 'Add an address' }).click();
  const dialog = home.getByRole('dialog', { name: 'Add an address' });
  await dialog.getByRole('button', { name: 'Ollama' }).click();
  await dialog.getByRole('textbox', { name: 'Address' }).fill(`http://127.0.0.1:${model.port}/v1`);
  await dialog.getByRole('button', { name: 'Add', exact: true }).click();
  const card = home.getByRole('listitem').filter({ has: home.getByRole('heading', { name: 'Ollama' }) });
  await expect(card.getByText('llama-4')).toBeVisible();
  await expect(home.getByText('Nothing can be used yet.')).toBeHidden();

  await card.getByRole('button', { name: 'Test' }).click();
  await expect(card.getByText(/answered in .* for \d+ tokens/)).toBeVisible();
  await card.getByRole('button', { name: /Default.*qwen3-coder/ }).click();
  await expect(card.getByText('default', { exact: true })).toBeVisible();

  await card.getByRole('button', { name: 'Set key' }).click();
  await home.getByRole('dialog', { name: 'Key for Ollama' }).getByLabel('Key').last().fill(KEY);
  await home.getByRole('button', { name: 'Save key' }).click();
  await expect(card.getByText('ends in WXYZ')).toBeVisible();
  expect(await home.content()).not.toContain(KEY);
  expect((await stat(join(dataFolder, 'keys.json'))).mode & 0o777).toBe(0o600);
  expect((await readFile(join(dataFolder, 'switchyard.db'))).includes(KEY)).toBe(false);
  await expectAccessible(home);
  await model.close();
});

test('an MCP server that cannot start is said in a sentence', async ({ home, repository }) => {
  await addProject(home, repository.path);
  await openSection(home, 'MCP servers');
  await expect(home.getByText('No MCP servers yet')).toBeVisible();
  await home.getByRole('button', { name: 'Add a server' }).click();
  const dialog = home.getByRole('dialog', { name: 'Add an MCP server' });
  await dialog.getByRole('textbox', { name: 'Name' }).fill('tracker');
  await dialog.getByRole('textbox', { name: 'Command' }).fill('no-such-program "with words"');
  await expectAccessible(home);
  await dialog.getByRole('button', { name: 'Add', exact: true }).click();
  const card = home.getByRole('listitem').filter({ has: home.getByRole('heading', { name: 'tracker' }) });
  await card.getByRole('button', { name: 'Test' }).click();
  await expect(card.getByText('cannot be started: there is no program “no-such-program”')).toBeVisible();
  await expectAccessible(home);
  await card.getByRole('switch', { name: 'Use it' }).click();
  await expect(card.getByRole('switch', { name: 'Use it' })).not.toBeChecked();
  await card.getByRole('button', { name: 'Remove' }).click();
  await expect(home.getByText('No MCP servers yet')).toBeVisible();
});
