/** A review by an agent: two findings, one accepted and sent to the author, one dismissed; the author's answer resolves the first. */
import type { Page } from '@playwright/test';
import { expectAccessible } from '#e2e/setup/accessible.ts';
import { commandLine, openScripted } from '#e2e/setup/scripted-thread.ts';
import { expect, test } from '#e2e/setup/test.ts';

const before = 'export const limit = 10;\n\nexport const pause = 1;\n';
const after = 'export const limit = -10;\n\nexport const pause = 2;\n';
const findings = {
  summary: 'One of the two numbers is wrong.',
  findings: [
    { path: 'src/limit.ts', side: 'after', from: 1, severity: 'major', title: 'The limit is negative', body: 'Nothing is below `-10`.' },
    { path: 'src/limit.ts', side: 'after', from: 3, severity: 'note', title: 'Is the pause meant?', body: 'Nobody asked for it.' },
  ],
};
const reviewer = `\`\`\`script\n${JSON.stringify([{ do: 'say', text: `I read it.\n\n\`\`\`json\n${JSON.stringify(findings)}\n\`\`\`` }])}\n\`\`\``;

const panel = (page: Page) => page.getByRole('region', { name: 'Changes', exact: true });
const finding = (page: Page, words: string) => panel(page).getByRole('article').filter({ hasText: words });

const startReview = async (page: Page): Promise<void> => {
  await panel(page).getByRole('button', { name: 'Review by an agent' }).click();
  const dialog = page.getByRole('dialog', { name: 'Review by an agent' });
  await dialog.getByRole('textbox', { name: 'Look at this in particular' }).fill(`Look at the numbers.\n\n${reviewer}`);
  await expectAccessible(page);
  await dialog.getByRole('button', { name: 'Start the review' }).click();
  await expect(dialog).toBeHidden();
};

test('an agent finds two things; what is accepted goes to the author, who resolves it', async ({ home, app, repository }) => {
  test.setTimeout(180_000);
  repository.write('src/limit.ts', before);
  repository.commitAll('Begin with a limit');
  const steps = [
    { do: 'change', files: [{ path: 'src/limit.ts', content: after }] },
    { do: 'say', text: 'Changed the numbers.' },
  ];
  const fix = [
    { do: 'change', files: [{ path: 'src/limit.ts', find: '-10', replace: '20' }] },
    { do: 'say', text: 'Made it positive.' },
  ];
  const thread = await openScripted(home, app, repository, 'Change the numbers', steps, [fix]);
  await expect(panel(home).getByText('export const limit = -10;')).toBeVisible();

  await test.step('its findings stand at their lines', async () => {
    await startReview(home);
    await expect(finding(home, 'The limit is negative')).toBeVisible();
    await expect(finding(home, 'Is the pause meant?')).toBeVisible();
    await expect(finding(home, 'The limit is negative').getByText('major')).toBeVisible();
    await expectAccessible(home);
    await panel(home).getByRole('button', { name: 'Review by an agent' }).click();
    await expect(home.getByRole('dialog').getByText('One of the two numbers is wrong.')).toBeVisible();
    await expect(home.getByRole('dialog').getByText('2 findings')).toBeVisible();
    await home.keyboard.press('Escape');
  });

  await test.step('one is accepted and sent, one dismissed', async () => {
    await finding(home, 'Is the pause meant?').getByRole('button', { name: 'Dismiss' }).click();
    await expect(finding(home, 'Is the pause meant?')).toBeHidden();
    await finding(home, 'The limit is negative').getByRole('button', { name: 'Accept' }).click();
    await panel(home)
      .getByRole('button', { name: /^Send 1 comment/ })
      .click();
    // The task itself holds these words as well.
    await expect(home.getByText('Made it positive.', { exact: true })).toBeVisible();
    await expect(home.getByText(/There is a review comment/)).toBeVisible();
    await expect(panel(home).getByText('export const limit = 20;')).toBeVisible();
    await expect(finding(home, 'The limit is negative').getByText(/edited|changed/i)).toBeVisible();
  });

  await test.step('the answer resolves it', async () => {
    const id = /\bc_[a-z0-9]+/.exec((await home.getByText(/There is a review comment/).textContent()) ?? '')?.[0] ?? '';
    const answer = [{ do: 'say', text: `Resolved ${id}: the limit is 20 now.` }];
    await commandLine(app, 'send', thread, `What became of it?\n\n\`\`\`script\n${JSON.stringify(answer)}\n\`\`\``);
    const folded = panel(home).getByRole('button', { name: /The limit is negative/ });
    await folded.click();
    await expect(finding(home, 'The limit is negative').getByText('the limit is 20 now.')).toBeVisible();
    await expectAccessible(home);
  });
});
