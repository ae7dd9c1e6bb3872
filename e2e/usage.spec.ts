/** What agents used: from a turn's line to the page with its picture, tables, limits and prices. */
import { readFile } from 'node:fs/promises';
import type { Page } from '@playwright/test';
import { expectAccessible } from '#e2e/setup/accessible.ts';
import { commandLine, openScripted } from '#e2e/setup/scripted-thread.ts';
import { expect, test } from '#e2e/setup/test.ts';

const HOUR_MS = 3_600_000;
const used = { inputTokens: 120_000, cachedTokens: 80_000, outputTokens: 4_000, reasoningTokens: 1_000 };
const context = { contextTokens: 90_000, contextWindow: 100_000 };
const steps = [
  { do: 'usage', ...used, ...context, model: 'house-model' },
  {
    do: 'limits',
    text: '',
    windows: [
      { id: 'short', label: '5 hours', usedPercent: 91, resetsInMs: 2 * HOUR_MS },
      { id: 'long', label: 'Week', usedPercent: 12, resetsInMs: 60 * HOUR_MS },
    ],
  },
  { do: 'say', text: 'Done.' },
];
const told = [
  { do: 'usage', ...used, costUsd: 0.75, model: 'other-model' },
  { do: 'say', text: 'Done again.' },
];

const said = (page: Page, words: string) => page.getByRole('paragraph').filter({ hasText: new RegExp(`^${words}$`) });
const row = (page: Page, name: RegExp) => page.getByRole('row', { name });

test('nothing was used yet', async ({ home }) => {
  await expect(home.getByRole('button', { name: 'Start the demo' })).toBeVisible();
  await home.keyboard.press('ControlOrMeta+Shift+U');
  await expect(home.getByRole('heading', { name: 'Usage' })).toBeVisible();
  await expect(home.getByText('Nothing was used in this time')).toBeVisible();
  await expectAccessible(home);
});

test('a turn says what it took; the page sums up, draws, warns of limits, and reckons with a price of one’s own', async ({
  home,
  app,
  repository,
}) => {
  test.setTimeout(120_000);
  const thread = await openScripted(home, app, repository, 'Use tokens', steps, [told]);
  await expect(said(home, 'Done.')).toBeVisible();

  await test.step('in the thread', async () => {
    await expect(home.getByRole('button', { name: /This turn took .*124 k tokens · context 90% full/ })).toBeVisible();
    await expect(home.getByRole('button', { name: '90% context' })).toBeVisible();
    await commandLine(app, 'send', thread, 'Again');
    await expect(said(home, 'Done again.')).toBeVisible();
    await home.getByRole('button', { name: /This turn took .*\$0\.75/ }).click();
    const dialog = home.getByRole('dialog', { name: 'What this task used' });
    await expect(dialog.getByText(/^2 turns/)).toContainText('240 k tokens read');
    await expect(dialog.getByRole('row', { name: /other-model/ })).toContainText('$0.75');
    await expect(dialog.getByRole('row', { name: /house-model/ })).toContainText('no price');
    await expectAccessible(home);
    await dialog.getByRole('button', { name: 'All tasks' }).click();
  });

  await test.step('by task, then by model', async () => {
    await expect(row(home, /Use tokens/)).toContainText('$0.75 + ?');
    await expect(home.getByRole('link', { name: 'Use tokens' })).toHaveAttribute('href', `#/thread/${thread}`);
    await home.getByRole('radio', { name: 'Model' }).click();
    await expect(row(home, /other-model/)).toContainText('$0.75');
  });

  await test.step('a price counts for what was used before', async () => {
    await row(home, /house-model/)
      .getByRole('button', { name: /no price/ })
      .click();
    const dialog = home.getByRole('dialog', { name: 'Price of house-model' });
    await dialog.getByRole('textbox', { name: 'Input', exact: true }).fill('10');
    await dialog.getByRole('textbox', { name: 'Input from the cache' }).fill('1');
    await dialog.getByRole('button', { name: 'Save' }).click();
    await expect(dialog.getByText('A price has both, input and output.')).toBeVisible();
    await dialog.getByRole('textbox', { name: 'Output' }).fill('100');
    await expectAccessible(home);
    await dialog.getByRole('button', { name: 'Save' }).click();
    // 40 k at 10, 80 k from the cache at 1, 4 k at 100.
    await expect(row(home, /house-model/)).toContainText('$0.88');
    await expect(home.getByRole('button', { name: /^Cost/ })).toContainText('$1.63');
    await expect(home.getByRole('button', { name: /^Cost/ })).toContainText('$0.88 of it by the price of tokens');
  });

  await test.step('the picture by keys, and as a table', async () => {
    const picture = home.getByRole('group', { name: 'Cost over time by agent' });
    const today = picture.getByRole('img').last();
    await today.focus();
    await expect(today).toHaveAccessibleName(/: \$1\.63/);
    await expect(home.getByText('Scripted agent').last()).toBeVisible();
    await home.keyboard.press('ArrowLeft');
    await expect(picture.getByRole('img').nth(-2)).toBeFocused();
    await expect(picture.getByRole('img').nth(-2)).toHaveAccessibleName(/: nothing$/);
    await home.getByRole('button', { name: /^Turns/ }).click();
    await home.getByRole('button', { name: 'As a table' }).click();
    await expect(home.getByRole('region', { name: 'Turns over time, as a table' })).toContainText('2 turns');
  });

  await test.step('limits, here and in the status bar, also after a restart of the page', async () => {
    await home.reload();
    const meter = home.getByRole('meter', { name: '5 hours of Scripted agent' });
    await expect(meter).toHaveAttribute('aria-valuenow', '91');
    await expect(home.getByText(/91% used, nearly used up/)).toBeVisible();
    await expect(home.getByText(/begins anew in (2 h|1 h 59 min) /)).toBeVisible();
    await expect(home.getByRole('button', { name: 'Scripted agent: 5 hours 91% used' })).toBeVisible();
    await expectAccessible(home);
  });

  await test.step('as a file, and on the command line', async () => {
    const download = home.waitForEvent('download');
    await home.getByRole('button', { name: 'Export CSV' }).click();
    const lines = (await readFile(await (await download).path(), 'utf8')).trim().split('\r\n');
    expect(lines).toHaveLength(3);
    expect(lines[1]).toContain('scripted,house-model,example');
    const summary = (await commandLine(app, 'usage', '--by', 'model')) as { readonly totals: object; readonly groups: readonly object[] };
    expect(summary.totals).toMatchObject({ turns: 2, inputTokens: 240_000, cachedTokens: 160_000, outputTokens: 8_000, costUsd: 1.63 });
    expect(summary.groups).toMatchObject([
      { key: 'house-model', reckonedUsd: 0.88 },
      { key: 'other-model', costUsd: 0.75 },
    ]);
  });
});
