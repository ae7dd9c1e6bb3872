/** A long task: planned, agreed on, sent back once, passed; one card on the board. And a skill made from what it did. */
import { longTaskPrompt } from '#main/workflows/testing/long-script.ts';
import { expectAccessible } from '#e2e/setup/accessible.ts';
import { addProject, card, column, openNewTask, scripted, startTask } from '#e2e/setup/board-journey.ts';
import { expect, test } from '#e2e/setup/test.ts';

test('a long task is agreed on, sent back once, and passes in the second round', async ({ home, repository }) => {
  // Four threads with a worktree each, and the page is looked through four times.
  test.slow();
  await addProject(home, repository.path);
  const field = await openNewTask(home);
  await field.fill(longTaskPrompt());
  await home.getByRole('button', { name: 'Long task' }).click();
  await home.getByRole('textbox', { name: 'Rounds at most' }).fill('x');
  await expect(home.getByRole('button', { name: 'Begin the long task' })).toBeDisabled();
  await home.getByRole('textbox', { name: 'Rounds at most' }).fill('3');
  await expectAccessible(home);
  await home.getByRole('button', { name: 'Begin the long task' }).click();
  await expect(home).toHaveURL(/#\/long\/w_/);
  const status = home.getByRole('main').getByRole('status').first();
  await expect(status).toContainText('Agree on the criteria');
  await expect(home.getByRole('textbox', { name: 'Criterion 1', exact: true })).toHaveValue('greet.txt says hello');
  await expectAccessible(home);
  await home.getByRole('textbox', { name: 'Criterion 2', exact: true }).fill('greet.txt is signed at its end');
  await home.getByRole('button', { name: 'Agree and begin' }).click();
  await expect(status).toContainText('Passed in round 2', { timeout: 30_000 });
  const first = home.getByRole('region', { name: 'Round 1' });
  await expect(first).toContainText('1 of 2 criteria hold');
  await expect(first.getByRole('listitem').filter({ hasText: 'greet.txt is signed at its end' }).getByLabel('does not hold')).toBeVisible();
  await expect(home.getByRole('region', { name: 'Round 2' })).toContainText('Passed');
  await expectAccessible(home);
  await home
    .getByRole('link', { name: /The judgement/ })
    .last()
    .click();
  await expect(home.getByText('Not yet.', { exact: true })).toBeVisible();
  await home
    .getByRole('link', { name: /Judges round 1 of a long task/ })
    .first()
    .click();
  await home.getByRole('button', { name: 'Board' }).click();
  await expect(card(column(home, 'review'), 'Greet whoever comes, and sign it.')).toContainText('passed in round 2');
  await expect(home.getByRole('article')).toHaveCount(1);
});

test('a skill is made from a thread, and named in a message by $', async ({ home, repository }) => {
  await addProject(home, repository.path);
  await startTask(
    home,
    scripted('Ship the release', [
      { do: 'run', command: 'echo shipped' },
      { do: 'say', text: 'It is shipped.' },
    ]),
  );
  await card(column(home, 'review'), 'Ship the release').getByRole('link', { name: 'Ship the release' }).click();
  await home.getByRole('button', { name: 'Thread actions' }).click();
  await home.getByRole('menuitem', { name: 'Make a skill from this…' }).click();
  const dialog = home.getByRole('dialog', { name: 'Make a skill from this thread' });
  await expect(dialog.getByRole('textbox', { name: 'Name' })).toHaveValue('ship-the-release');
  await expect(dialog.getByRole('textbox', { name: 'Text' })).toHaveValue(/`echo shipped`/);
  await expectAccessible(home);
  await dialog.getByRole('button', { name: 'Write it', exact: true }).click();
  await expect(dialog).toBeHidden();
  const message = home.getByRole('textbox', { name: 'Message to the agent' });
  await message.fill('Use $ship');
  await expect(home.getByRole('listbox', { name: 'Skills' })).toBeVisible();
  await message.press('Enter');
  await expect(message).toHaveValue('Use $ship-the-release ');
  await home.goto(new URL('#/skills', home.url()).href);
  await expect(home.getByRole('heading', { name: 'What the agent sees', level: 1 })).toBeVisible();
  await expectAccessible(home);
});
