/** New task: starts in the background, keeps the field, keeps the draft, never loses a prompt. */
import { expectAccessible } from '#e2e/setup/accessible.ts';
import { addProject, card, column, openNewTask, scripted } from '#e2e/setup/board-journey.ts';
import { startApp } from '#e2e/setup/running-app.ts';
import { expect, test } from '#e2e/setup/test.ts';

const says = (title: string) => scripted(title, [{ do: 'say', text: 'Done.' }]);

test('Enter starts and keeps the field for the next', async ({ home, repository }) => {
  await addProject(home, repository.path);
  const field = await openNewTask(home);
  await expectAccessible(home);
  for (const title of ['First task', 'Second task']) {
    await field.fill(says(title));
    await field.press('Enter');
    await expect(field).toHaveValue('');
  }
  await home.keyboard.press('Escape');
  for (const title of ['First task', 'Second task']) await expect(card(column(home, 'review'), title)).toBeVisible();
});

test('a base is found by typing, and each choice closes back to the field', async ({ home, repository }) => {
  repository.git('branch', 'release/2');
  await addProject(home, repository.path);
  const field = await openNewTask(home);
  await field.fill(says('From the release'));
  const chip = home.getByRole('button', { name: 'from main' });
  await chip.click();
  await home.keyboard.press('Escape');
  await expect(field).toBeVisible();
  await chip.click();
  await home.getByRole('combobox', { name: 'Base or place' }).fill('release');
  await home.getByRole('option', { name: 'release/2' }).click();
  await home.getByRole('button', { name: 'from release/2' }).click();
  await expectAccessible(home);
  await home.keyboard.press('Escape');
  await field.press('Enter');
  await expect(field).toHaveValue('');
  await home.keyboard.press('Escape');
  await expect(card(column(home, 'review'), 'From the release')).toBeVisible();
});

test('a draft survives the page, and the backlog holds what is for later', async ({ home, repository }) => {
  await addProject(home, repository.path);
  let field = await openNewTask(home);
  await field.fill(says('For later'));
  await home.keyboard.press('Escape');
  await expect(field).toBeHidden();
  await home.reload();
  field = await openNewTask(home);
  await expect(field).toHaveValue(says('For later'));
  await home.getByRole('button', { name: 'Save to backlog' }).click();
  await expect(field).toHaveValue('');
  await home.keyboard.press('Escape');
  const idea = card(column(home, 'backlog'), 'For later');
  await idea.getByRole('button', { name: 'Start' }).click();
  await expect(card(column(home, 'review'), 'For later')).toBeVisible();
});

test('a prompt that could not be started is kept', async ({ page, dataFolder, repository }) => {
  const app = await startApp({ dataFolder });
  await page.goto(app.addressWithToken);
  await addProject(page, repository.path);
  const field = await openNewTask(page);
  await app.kill();
  await field.fill(says('Kept'));
  await field.press('Enter');
  await expect(page.getByRole('list', { name: 'Tasks on their way' })).toContainText('Kept');
  await page.getByRole('button', { name: 'Put back into the field' }).click();
  await expect(field).toHaveValue(says('Kept'));
});
