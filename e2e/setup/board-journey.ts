/** Steps that journeys on the board share. */
import { expect, type Locator, type Page } from '@playwright/test';

/** A prompt that makes the scripted agent play these steps. */
export const scripted = (title: string, steps: readonly object[]): string =>
  `${title}\n\n\`\`\`script\n${JSON.stringify({ steps })}\n\`\`\``;

/** Adds a repository through the dialog. Works from the first-run page and from the board. */
export const addProject = async (page: Page, path: string): Promise<void> => {
  await page
    .getByRole('button', { name: /Choose a folder|Add a repository|Add project/ })
    .first()
    .click();
  const dialog = page.getByRole('dialog', { name: 'Add a project' });
  await dialog.getByRole('textbox', { name: 'Folder' }).fill(path);
  await dialog.getByRole('button', { name: 'Add project' }).click();
  await expect(dialog).toBeHidden();
  await expect(page).toHaveURL(/#\/board/);
};

export const openNewTask = async (page: Page): Promise<Locator> => {
  await page
    .getByRole('button', { name: /^New task/ })
    .first()
    .click();
  const field = page.getByRole('textbox', { name: 'What should be done?' });
  await expect(field).toBeFocused();
  return field;
};

/** Starts a task with the scripted agent and closes the dialog. */
export const startTask = async (page: Page, prompt: string): Promise<void> => {
  const field = await openNewTask(page);
  await field.fill(prompt);
  await field.press('Enter');
  await expect(field).toHaveValue('');
  await page.keyboard.press('Escape');
  await expect(field).toBeHidden();
};

export const column = (page: Page, name: 'backlog' | 'needs-you' | 'running' | 'review' | 'done'): Locator =>
  page.locator(`[data-column="${name}"]`);
export const card = (place: Page | Locator, title: string): Locator => place.getByRole('article', { name: title });
