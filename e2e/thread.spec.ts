/** One thread from the question to the answer: what it asks, what it does, what one says to it meanwhile. */
import type { Page } from '@playwright/test';
import { expectAccessible } from '#e2e/setup/accessible.ts';
import { expect, test } from '#e2e/setup/test.ts';
import { openScripted } from '#e2e/setup/scripted-thread.ts';

const conversation = (page: Page) => page.getByRole('log', { name: 'Conversation' });
const field = (page: Page) => page.getByRole('textbox', { name: 'Message to the agent' });

test('a turn reads: what was asked, one line of work, the answer', async ({ home, app, repository }) => {
  await openScripted(home, app, repository, 'Raise the limit', [
    { do: 'think', text: 'The limit is low.' },
    { do: 'say', text: 'I look first.' },
    { do: 'run', command: 'cat README.md' },
    { do: 'run', command: 'echo tested' },
    { do: 'change', files: [{ path: 'limit.ts', content: 'export const limit = 60;\n' }] },
    { do: 'say', text: 'The limit is **60** now.\n\n```ts\nexport const limit = 60;\n```\n\nSee [the file](limit.ts), not <b>this</b>.' },
  ]);
  await expect(home.getByText('Ready to review').first()).toBeVisible();
  const flow = conversation(home);
  await expect(flow.getByText(/^Raise the limit/).first()).toBeVisible();
  const work = flow.getByRole('button', { name: 'Read 1 file, ran 1 command, edited 1 file' });
  await expect(work).toHaveAttribute('aria-expanded', 'false');
  await expect(flow.getByText('The limit is 60 now.', { exact: true })).toBeVisible();
  await expect(flow.getByText(/^See .*, not <b>this<\/b>\.$/)).toBeVisible();
  await expect(flow.getByText('I look first.', { exact: true })).toBeHidden();
  await work.click();
  await flow.getByRole('button', { name: 'echo tested' }).click();
  await expect(
    flow
      .getByRole('region', { name: 'Output' })
      .or(flow.getByLabel('Output', { exact: true }))
      .first(),
  ).toHaveText('tested');
  await expectAccessible(home);
});

test('questions and approvals stand below until they are answered, by keys alone', async ({ home, app, repository }) => {
  await openScripted(home, app, repository, 'Ask me', [
    { do: 'ask', id: 'where', text: 'Where should counts be kept?', options: ['Redis', 'Memory'] },
    { do: 'run', command: 'echo allowed', ask: 'to see that it works' },
    { do: 'run', command: 'echo never', ask: 'to be denied' },
    { do: 'say', text: 'Kept in {{where}}.' },
  ]);
  const waiting = home.getByRole('region', { name: 'Waiting for your answer' });
  await expect(waiting.getByRole('radio', { name: 'Memory' })).toBeVisible();
  await conversation(home).focus();
  await home.keyboard.press('2');
  await expect(waiting.getByRole('radio', { name: 'Memory' })).toBeChecked();
  await home.keyboard.press('Enter');
  await expect(waiting.getByLabel('Command').filter({ hasText: 'echo allowed' })).toBeVisible();
  await conversation(home).focus();
  await home.keyboard.press('y');
  await expect(waiting.getByLabel('Command').filter({ hasText: 'echo never' })).toBeVisible();
  await conversation(home).focus();
  await home.keyboard.press('n');
  await home.getByRole('textbox', { name: 'Why not' }).fill('not here');
  await home.keyboard.press('Enter');
  await expect(waiting).toBeHidden();
  await expect(conversation(home).getByText('Kept in Memory.', { exact: true })).toBeVisible();
});

test('while a turn runs messages queue, can be changed and taken back; stop gives them back', async ({ home, app, repository }) => {
  await openScripted(home, app, repository, 'Hang', [{ do: 'say', text: 'Here I wait.' }, { do: 'hang' }]);
  await expect(conversation(home).getByText('Here I wait.', { exact: true })).toBeVisible();
  const queue = home.getByRole('list', { name: 'Queued messages' });
  for (const text of ['first', 'second', 'third']) {
    await field(home).fill(text);
    await field(home).press('Enter');
    await expect(queue.getByText(text, { exact: true })).toBeVisible();
  }
  await queue.getByRole('listitem').nth(2).getByRole('button', { name: 'Move up' }).click();
  await expect(queue.getByRole('listitem').nth(1)).toContainText('third');
  await queue.getByRole('listitem').first().getByRole('button', { name: 'Edit' }).click();
  await queue.getByRole('textbox', { name: 'Queued message' }).fill('first, changed');
  await queue.getByRole('button', { name: 'Save' }).click();
  await expect(queue.getByRole('listitem').first()).toContainText('first, changed');
  await queue.getByRole('listitem').nth(2).getByRole('button', { name: 'Take back' }).click();
  await expect(field(home)).toHaveValue('second');
  await field(home).press('Escape');
  await field(home).press('Escape');
  await expect(queue).toBeHidden();
  await expect(field(home)).toHaveValue('second\n\nfirst, changed\n\nthird');
  await expect(home.getByText('Stopped by you.')).toBeVisible();
});

test('a draft is kept by the core over a reload; a big paste becomes an attachment', async ({ home, app, repository }) => {
  await openScripted(home, app, repository, 'Say something', [{ do: 'say', text: 'Something.' }]);
  await expect(home.getByText('Ready to review').first()).toBeVisible();
  await field(home).fill('half a thought');
  await field(home).evaluate((element) => {
    const data = new DataTransfer();
    data.setData('text/plain', 'x'.repeat(40_000));
    element.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }));
  });
  const attachments = home.getByRole('list', { name: 'Attachments' });
  await expect(attachments.getByText('40 kB')).toBeVisible();
  await field(home).blur();
  await home.reload();
  await expect(field(home)).toHaveValue('half a thought');
  await expect(attachments.getByText('pasted.txt')).toBeVisible();
  // What was kept and then sent does not come back.
  await field(home).press('Enter');
  await expect(home.getByRole('log', { name: 'Conversation' }).getByText('half a thought')).toBeVisible();
  await expect(home.getByText('Ready to review').first()).toBeVisible();
  await expect(field(home)).toHaveValue('');
  await home.reload();
  await expect(home.getByRole('log', { name: 'Conversation' }).getByText('half a thought')).toBeVisible();
  await expect(field(home)).toHaveValue('');
  await expect(attachments).toBeHidden();
});

test('a failed turn says what happened and can be tried again; the end of a long one is in sight', async ({ home, app, repository }) => {
  const lines = Array.from({ length: 120 }, (_, index) => `Line ${index + 1} of the report.`).join('\n\n');
  await openScripted(home, app, repository, 'Fail once', [
    { do: 'fail', message: 'The model is overloaded.', action: 'Wait a moment.', times: 1 },
    { do: 'say', text: lines, chunk: 400 },
  ]);
  const alert = home.getByRole('alert').filter({ hasText: 'The model is overloaded.' });
  await expect(alert).toBeVisible();
  await alert.getByRole('button', { name: 'Retry' }).click();
  await expect(conversation(home).getByText('Line 120 of the report.', { exact: true })).toBeInViewport();
  await conversation(home).evaluate((element) => element.scrollTo({ top: 0 }));
  await home.getByRole('button', { name: 'Jump to latest' }).click();
  await expect(conversation(home).getByText('Line 120 of the report.', { exact: true })).toBeInViewport();
});

test('on a phone conversation and changes are tabs', async ({ home, app, repository }) => {
  await home.setViewportSize({ width: 390, height: 844 });
  await openScripted(home, app, repository, 'Change a file', [
    { do: 'change', files: [{ path: 'new.txt', content: 'one\n' }] },
    { do: 'say', text: 'Changed.' },
  ]);
  await expect(conversation(home).getByText('Changed.', { exact: true })).toBeVisible();
  await home.getByRole('radio', { name: /Changes/ }).click();
  await expect(home.getByRole('region', { name: 'Changes', exact: true }).getByText('new.txt').first()).toBeVisible();
  await expectAccessible(home);
});
