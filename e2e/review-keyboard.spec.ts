/** A change of many files, read from the first hunk to the last without the mouse; its comments sent, and the fix read again. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, type Page } from '@playwright/test';
import { expectAccessible } from '#e2e/setup/accessible.ts';
import { commandLine, openScripted } from '#e2e/setup/scripted-thread.ts';
import { test } from '#e2e/setup/test.ts';

const FILES = 24;
const numbered = (file: number, from: number): string =>
  Array.from({ length: 30 }, (_, line) => `export const value${file}_${line} = ${from + line};`).join('\n') + '\n';
const pathOf = (file: number): string => `src/part-${file % 3}/file-${file}.ts`;

/** Two hunks in each file: at its beginning and at its end. */
const changed = (file: number): string =>
  numbered(file, 100).replace(`value${file}_1 = 101`, `value${file}_1 = 1101`).replace(`value${file}_28 = 128`, `value${file}_28 = 1128`);

const panel = (page: Page) => page.getByRole('region', { name: 'Changes', exact: true });
const progress = (page: Page) => panel(page).getByRole('progressbar', { name: 'Hunks viewed' });
const viewed = async (page: Page): Promise<number> => Number(await progress(page).getAttribute('aria-valuenow'));

test('many files by keys: marks, comments, the fix, one hunk reverted and taken back', async ({ home, app, repository }) => {
  test.setTimeout(180_000);
  for (let file = 0; file < FILES; file += 1) repository.write(pathOf(file), numbered(file, 100));
  repository.commitAll('Begin with many files');
  const files = Array.from({ length: FILES }, (_, file) => ({ path: pathOf(file), content: changed(file) }));
  const fixed = changed(0).replace('1101', '7777');
  const script = {
    steps: [
      { do: 'change', files },
      { do: 'say', text: 'Changed many.' },
    ],
    then: [
      [
        { do: 'change', files: [{ path: pathOf(0), content: fixed }] },
        { do: 'say', text: 'Fixed one.' },
      ],
    ],
  };
  const thread = await openScripted(home, app, repository, 'Change many files', script.steps, script.then);
  await expect(panel(home).getByText(`${FILES} files`)).toBeVisible();
  await expect(progress(home)).toHaveAttribute('aria-valuemax', String(FILES * 2));
  await expectAccessible(home);

  await test.step('three comments: on a hunk, on a range, on a file', async () => {
    await home.keyboard.press('n');
    await expect(home.locator('.diff-bar-current')).toBeVisible();
    await home.keyboard.press('c');
    await home.keyboard.type('Why this number?');
    await home.keyboard.press('Control+Enter');
    await expect(panel(home).getByRole('article', { name: /^Comment on line/ })).toHaveCount(1);
    await panel(home).getByRole('group', { name: 'Changed lines' }).focus();
    await home.keyboard.press('ArrowDown');
    await home.keyboard.press('Shift+ArrowDown');
    await home.keyboard.press('c');
    await home.keyboard.type('And these?');
    await home.reload();
    await expect(panel(home).getByRole('textbox', { name: /^Comment on/ })).toHaveValue('And these?');
    await panel(home)
      .getByRole('textbox', { name: /^Comment on/ })
      .press('Control+Enter');
    await panel(home).getByRole('group', { name: 'Changed lines' }).focus();
    await home.keyboard.press('j');
    await home.keyboard.press('Shift+C');
    await home.keyboard.type('Rename this file.');
    await home.keyboard.press('Control+Enter');
    await expect(panel(home).getByRole('button', { name: /^Send 3 comments/ })).toBeVisible();
  });

  await test.step('all hunks are marked, one after the other', async () => {
    await panel(home).getByRole('group', { name: 'Changed lines' }).focus();
    for (let press = 0; press < FILES * 2; press += 1) {
      const before = await viewed(home);
      await home.keyboard.press('v');
      await expect.poll(() => viewed(home)).toBe(before + 1);
    }
    await expect(panel(home).getByText('All viewed')).toBeVisible();
  });

  await test.step('comments are sent; of the fix only what changed comes back', async () => {
    await home.keyboard.press('Shift+Enter');
    await expect(home.getByText('Fixed one.')).toBeVisible();
    await expect.poll(() => viewed(home)).toBe(FILES * 2 - 1);
    await panel(home).getByRole('group', { name: 'Changed lines' }).focus();
    await home.keyboard.press('Shift+N');
    await expect(panel(home).getByText('7777')).toBeInViewport();
    await expectAccessible(home);
  });

  await test.step('one hunk is reverted and taken back', async () => {
    const { worktree } = (await commandLine(app, 'show', thread)) as { readonly worktree: string };
    const content = (): string => readFileSync(join(worktree, pathOf(0)), 'utf8');
    await home.keyboard.press('r');
    await expect(home.getByText(/^Reverted a hunk/)).toBeVisible();
    expect(content()).toContain(`value0_1 = 101;`);
    expect(content()).toContain('1128');
    await panel(home).getByRole('group', { name: 'Changed lines' }).focus();
    await home.keyboard.press('Control+z');
    await expect.poll(content).toContain('7777');
  });
});
