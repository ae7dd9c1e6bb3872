/** The whole board without a mouse; keys can be changed. */
import { expectAccessible } from '#e2e/setup/accessible.ts';
import { addProject, card, column, scripted, startTask } from '#e2e/setup/board-journey.ts';
import { expect, test } from '#e2e/setup/test.ts';

const asks = (title: string) =>
  scripted(title, [
    { do: 'run', command: 'echo asked', ask: 'It wants to echo.' },
    { do: 'say', text: 'It ran.' },
  ]);

test('palette, sheet and settings open by keys', async ({ home, repository }) => {
  await addProject(home, repository.path);
  await home.keyboard.press('Control+k');
  const field = home.getByRole('combobox', { name: 'Search threads, files, commands' });
  await expect(field).toBeFocused();
  await field.fill('change keys');
  await home.keyboard.press('Enter');
  await expect(home).toHaveURL(/#\/settings\/keys$/);
  await expectAccessible(home);
  await home.goBack();
  await expect(home).toHaveURL(/#\/board/);
  await home.keyboard.press('?');
  await expect(home.getByRole('dialog', { name: 'All keys' })).toBeVisible();
  await home.keyboard.press('Escape');
});

test('two waiting threads are answered from the keyboard, one after the other', async ({ home, repository }) => {
  await addProject(home, repository.path);
  await startTask(home, asks('Older'));
  await expect(card(column(home, 'needs-you'), 'Older')).toBeVisible();
  await startTask(home, asks('Newer'));
  await expect(card(column(home, 'needs-you'), 'Newer')).toBeVisible();
  await card(home, 'Newer').focus();
  await home.keyboard.press('y');
  await expect(card(column(home, 'review'), 'Newer')).toBeVisible();
  await expect(card(home, 'Older')).toBeFocused();
  await home.keyboard.press('y');
  await expect(card(column(home, 'review'), 'Older')).toBeVisible();
});

test('triage goes through what waits', async ({ home, repository }) => {
  await addProject(home, repository.path);
  await startTask(home, asks('Waits'));
  await expect(card(column(home, 'needs-you'), 'Waits')).toBeVisible();
  await home.keyboard.press('Control+Shift+Enter');
  await expect(home.getByRole('article', { name: 'Waits' })).toBeVisible();
  await expectAccessible(home);
  await home.keyboard.press('1');
  await expect(home.getByText('That was all of it')).toBeVisible();
});

test('a key is changed, conflicts are told, and the new key works', async ({ home, repository }) => {
  await addProject(home, repository.path);
  await home.goto(`${new URL(home.url()).origin}/#/settings/keys`);
  await home.getByRole('button', { name: /^Change the key of Settings/ }).click();
  await home.keyboard.press('Control+Shift+y');
  await expect(home.getByText('“Settings”: Ctrl+Shift+Y')).toBeVisible();
  await home.getByRole('link', { name: 'Board', exact: true }).first().click();
  await home.keyboard.press('Control+Shift+y');
  await expect(home).toHaveURL(/#\/settings\/general$/);
});
