/** Agents of one's own in the settings: any program in a terminal, an ACP agent, a second account. */
import { chmodSync, copyFileSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Locator, Page } from '@playwright/test';
import { root } from '#scripts/checkout.ts';
import { expectAccessible } from '#e2e/setup/accessible.ts';
import { addProject, card, column, openNewTask } from '#e2e/setup/board-journey.ts';
import { codexProgram } from '#e2e/setup/real-codex.ts';
import { expect, test } from '#e2e/setup/test.ts';

const openAgents = async (home: Page): Promise<void> => {
  await home.getByRole('link', { name: 'Settings', exact: true }).click();
  await home.getByRole('navigation', { name: 'Settings' }).getByRole('link', { name: 'Agents' }).click();
};

const choosePreset = async (home: Page, name: RegExp): Promise<Locator> => {
  await home.getByRole('button', { name: 'Add an agent' }).click();
  const dialog = home.getByRole('dialog', { name: 'Add an agent' });
  await dialog.getByRole('button', { name }).click();
  return dialog;
};

const fill = (dialog: Locator, label: string, text: string): Promise<void> =>
  dialog.getByRole('textbox', { name: label, exact: true }).fill(text);
const agentCard = (home: Page, label: string): Locator => home.getByRole('listitem', { name: label, exact: true });
const act = async (home: Page, label: string, what: string): Promise<void> => {
  await home.getByRole('button', { name: `What to do with ${label}` }).click();
  await home.getByRole('menuitem', { name: what }).click();
};

/** The program lies where the sandbox shows it only because the agent names its folder. */
const installMini = (folder: string): string => {
  mkdirSync(join(folder, 'mini'));
  const program = join(folder, 'mini', 'mini.mjs');
  copyFileSync(join(root, 'main/agents/testing/mini-program.mjs'), program);
  chmodSync(program, 0o755);
  return program;
};

test('a program of one’s own works on a task in its terminal: typed to, asking, answered from the card', async ({
  home,
  repository,
  folder,
  dataFolder,
}) => {
  // The program is quiet for a while more than once.
  test.slow();
  const program = installMini(folder);
  await addProject(home, repository.path);
  await openAgents(home);
  const dialog = await choosePreset(home, /Your own terminal program/);
  await fill(dialog, 'Label', 'Mini');
  await fill(dialog, 'Name', 'mini');
  await fill(dialog, 'Program', `"${process.execPath}" "${program}"`);
  await fill(dialog, 'Variables', 'MINI_TOKEN=tok-0123456789\nMINI_MODE=plain');
  await dialog.getByText('More', { exact: true }).click();
  await fill(dialog, 'Quiet seconds', '1');
  await fill(dialog, 'Folders of its own', join(folder, 'mini'));
  await expectAccessible(home);
  await dialog.getByRole('button', { name: 'Add', exact: true }).click();
  await expect(agentCard(home, 'Mini').getByText('Ready')).toBeVisible();
  const config = readFileSync(join(dataFolder, 'config.json'), 'utf8');
  expect([config.includes('tok-0123456789'), config.includes('MINI_MODE')]).toEqual([false, true]);
  await expectAccessible(home);
  await act(home, 'Mini', 'Make it the default');
  await home.getByRole('link', { name: 'Board', exact: true }).first().click();
  await expect(home.getByText('No tasks yet')).toBeVisible();
  await expect(home.getByRole('menu')).toBeHidden();
  const field = await openNewTask(home);
  await field.fill('ask Shall I go on?');
  await field.press('Enter');
  await expect(field).toHaveValue('');
  await home.keyboard.press('Escape');
  const asking = card(column(home, 'needs-you'), 'ask Shall I go on?');
  await expect(asking).toBeVisible({ timeout: 30_000 });
  await asking.getByRole('link').first().click();
  const screen = home.getByRole('region', { name: /^Terminal Mini/ });
  await expect(screen.getByText('Shall I go on? [y/n]').first()).toBeVisible();
  await expectAccessible(home);
  await home.screenshot({ path: test.info().outputPath('terminal-agent.png') });
  const answer = home
    .getByRole('textbox', { name: /Shall I go on/ })
    .or(home.getByPlaceholder(/answer/i))
    .first();
  await answer.fill('yes');
  await answer.press('Enter');
  await expect(screen.getByText('you said yes').first()).toBeVisible({ timeout: 15_000 });
  await home.getByRole('radio', { name: 'Log' }).click();
  await expect(home.getByText('you said yes').first()).toBeVisible({ timeout: 15_000 });
});

test('an ACP agent and a second account are added, hidden, set up by hand in the file, and removed', async ({
  home,
  repository,
  dataFolder,
}) => {
  test.skip(codexProgram === null, 'codex is not installed for tests');
  await addProject(home, repository.path);
  await openAgents(home);
  const acp = await choosePreset(home, /Your own ACP agent/);
  await fill(acp, 'Name', 'mine');
  await acp.getByRole('button', { name: 'Add', exact: true }).click();
  await expect(acp.getByText('Which program?')).toBeVisible();
  await fill(acp, 'Program', 'no-such-agent --acp "with words"');
  await acp.getByRole('button', { name: 'Add', exact: true }).click();
  await expect(
    agentCard(home, 'mine')
      .getByText(/not installed|no program|not there/i)
      .first(),
  ).toBeVisible();

  const account = await choosePreset(home, /^Codex Another account/);
  await fill(account, 'Label', 'Codex, at work');
  await fill(account, 'Program', codexProgram ?? '');
  await account.getByRole('button', { name: 'New folder for this account' }).click();
  await expect(account.getByRole('textbox', { name: 'Configuration folder' })).toHaveValue(/accounts\/codex-codex-2$/);
  await account.getByRole('button', { name: 'Add', exact: true }).click();
  const work = agentCard(home, 'Codex, at work');
  await expect(work.getByText(/^CODEX_HOME=\S+accounts\/codex-codex-2 \S+ login$/)).toBeVisible({ timeout: 45_000 });
  await act(home, 'Codex, at work', 'Leave it out of the choices');
  await expect(work.getByText('left out of the choices')).toBeVisible();

  await act(home, 'mine', 'Remove');
  await home.getByRole('dialog', { name: 'Remove mine?' }).getByRole('button', { name: 'Remove' }).click();
  await expect(agentCard(home, 'mine')).toBeHidden();
  const config = JSON.parse(readFileSync(join(dataFolder, 'config.json'), 'utf8')) as { agents: Record<string, { hidden?: boolean }> };
  expect([Object.keys(config.agents), config.agents['codex-2']?.hidden]).toEqual([['codex-2'], true]);
});
