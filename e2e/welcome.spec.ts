/** First run: what was found, the repository the app was started in, the demo. */
import { expectAccessible } from '#e2e/setup/accessible.ts';
import { expect, test } from '#e2e/setup/test.ts';
import { startApp } from '#e2e/setup/running-app.ts';

test('the first run offers the demo, and the demo fills the board', async ({ home }) => {
  await expect(home).toHaveURL(/#\/welcome$/);
  await expect(home.getByRole('region', { name: 'Agents on this computer' }).getByText('Ready').first()).toBeVisible();
  await expectAccessible(home);
  await home.getByRole('button', { name: 'Start the demo' }).click();
  await expect(home).toHaveURL(/#\/board/);
  const needsYou = home.locator('[data-column="needs-you"]');
  await expect(needsYou.getByRole('article').first()).toBeVisible({ timeout: 30_000 });
  await expectAccessible(home);
  // It is not shown again.
  await home.reload();
  await expect(home.locator('[data-column="running"]')).toBeVisible();
  await expect(home).toHaveURL(/#\/board/);
});

test('the repository that the app was started in is offered', async ({ dataFolder, repository, page }) => {
  const app = await startApp({ dataFolder, cwd: repository.path });
  await page.goto(app.addressWithToken);
  await expect(page.getByText(repository.path)).toBeVisible();
  await page.getByRole('button', { name: 'Add it' }).click();
  await expect(
    page
      .getByRole('navigation', { name: 'Main' })
      .getByRole('link', { name: /example/ })
      .first(),
  ).toBeVisible();
  await page.close();
  expect(await app.stop()).toBe(0);
});
