/** Everything agents say is shown: sub-agents as a tree, tools by their use, images, sources, attempts, limits, forms, huge values. */
import type { Page } from '@playwright/test';
import { expectAccessible } from '#e2e/setup/accessible.ts';
import { openScripted } from '#e2e/setup/scripted-thread.ts';
import { atWork, everything, form, limited, tryingAgain } from '#e2e/setup/shown-scenes.ts';
import { expect, test } from '#e2e/setup/test.ts';

const flow = (page: Page) => page.getByRole('log', { name: 'Conversation' });

test('sub-agents are a tree, opened by keys alone; what they say is not the agent’s', async ({ home, app, repository }) => {
  await openScripted(home, app, repository, 'Look around', atWork);
  const agents = flow(home).getByRole('region', { name: 'Sub-agents' });
  await expect(agents.getByRole('heading')).toHaveText('2 sub-agents · 1 at work');
  const store = agents.getByRole('button', { name: /Explore the store/ });
  const other = agents.getByRole('button', { name: /Explore the export/ });
  // What it does this moment.
  await expect(store).toContainText('for i in 1 2 3');
  await expect(agents.getByText('Twelve places', { exact: false })).toBeHidden();
  await store.focus();
  await home.keyboard.press('ArrowDown');
  await expect(other).toBeFocused();
  await home.keyboard.press('ArrowRight');
  await expect(other).toHaveAttribute('aria-expanded', 'true');
  await expect(agents.getByRole('region', { name: 'Asked' }).first()).toContainText('Find every place in src/export');
  await expect(agents.getByRole('region', { name: 'Result' })).toContainText('Twelve places');
  await home.keyboard.press('ArrowDown');
  const helper = agents.getByRole('button', { name: /Measure the export/ });
  await expect(helper).toBeFocused();
  await home.keyboard.press('ArrowRight');
  await expect(agents.getByText('It is open for 3.2 s.')).toBeVisible();
  await home.keyboard.press('ArrowLeft');
  await expect(agents.getByText('It is open for 3.2 s.')).toBeHidden();
  // The output of its command as it comes.
  await store.click();
  await agents.getByRole('button', { name: /for i in 1 2 3/ }).click();
  await expect(agents.getByLabel('Output', { exact: true })).toHaveText(/file 3/);
  await expectAccessible(home);
  await home.getByRole('link', { name: 'Board' }).first().click();
  const card = home.getByRole('article', { name: 'Look around' });
  await expect(card).toContainText('Explore the store: for i in 1 2 3');
  await expect(card).toContainText('1/4');
  await expect(card).toContainText('Bound the export’s transaction');
});

test('tools and attempts read as what they are', async ({ home, app, repository }) => {
  await openScripted(home, app, repository, 'Why does the log grow?', everything);
  await expect(home.getByText('Ready to review').first()).toBeVisible();
  const conversation = flow(home);
  await conversation.getByRole('button', { name: /Looked on the web 1 time, used 2 tools/ }).click();
  await conversation.getByRole('button', { name: /Read issue ATL-214/ }).click();
  await expect(conversation.getByLabel('Arguments')).toContainText('comments, labels');
  await expect(conversation.getByRole('group', { name: 'Result' }).getByRole('heading')).toHaveText('ATL-214 The log grows without end');
  await conversation.getByRole('button', { name: /Search the web for sqlite wal/ }).click();
  await expect(conversation.getByRole('list', { name: 'Found' }).getByRole('link').first()).toHaveAttribute(
    'href',
    'https://sqlite.org/wal.html',
  );
  await expect(conversation.getByText('Tried again 2 times; it went on.', { exact: false })).toBeVisible();
  await expectAccessible(home);
});

test('images open large, sources are numbered links, reviews and limits stand by themselves', async ({ home, app, repository }) => {
  await openScripted(home, app, repository, 'Why does the log grow?', everything);
  await expect(home.getByText('Ready to review').first()).toBeVisible();
  const conversation = flow(home);
  await expect(conversation.getByText(/92 % of the five-hour limit is used\.\s+Lifted .*, in 2 h/)).toBeVisible();
  await expect(conversation.getByRole('region', { name: 'Review' })).toContainText('One finding.');
  await expect(conversation.getByRole('list', { name: 'Sources' }).getByRole('listitem')).toHaveCount(2);
  await conversation.getByRole('button', { name: 'Open image.png' }).first().click();
  const dialog = home.getByRole('dialog', { name: 'image.png' });
  await expect(dialog.getByRole('img', { name: 'image.png' })).toBeVisible();
  await expect(dialog).toContainText('1 of 2');
  await home.keyboard.press('ArrowRight');
  await expect(dialog).toContainText('2 of 2');
  await home.keyboard.press('Escape');
  await expect(dialog).toBeHidden();
  await expectAccessible(home);
});

test('an attempt counts down, a limit says when and where to look', async ({ home, app, repository }) => {
  await openScripted(home, app, repository, 'Ask the model', tryingAgain);
  await expect(flow(home).getByText(/Attempt 1 of 10 in \d+ min/)).toBeVisible();
  await openScripted(home, app, repository, 'Begin the migration', limited);
  await expect(flow(home).getByText(/five-hour limit of your account is used up/)).toBeVisible();
  await expect(flow(home).getByText(/Lifted .*, in 1 h 30 min/)).toBeVisible();
  await flow(home).getByRole('button', { name: 'Look at limits' }).click();
  await expect(home).toHaveURL(/#\/usage/);
});

test('a form of an MCP server: what is filled in, what may stay empty, what makes no sense', async ({ home, app, repository }) => {
  await openScripted(home, app, repository, 'Send the report', form);
  const asked = home.getByRole('region', { name: 'Waiting for your answer' });
  await expect(asked.getByRole('link', { name: 'https://tracker.example/reports/new' })).toBeVisible();
  const send = asked.getByRole('button', { name: 'Answer' });
  await expect(send).toBeDisabled();
  await asked.getByLabel('Address to send it to').fill('ada');
  await expect(asked.getByText('Not an address like name@example.org')).toBeVisible();
  await asked.getByLabel('Address to send it to').fill('ada@example.org');
  await asked.getByRole('checkbox', { name: /Measurements/ }).check();
  await expectAccessible(home);
  await send.click();
  await expect(flow(home).getByText('Sent to ada@example.org: Summary, Measurements, 100 rows.', { exact: true })).toBeVisible();
});

const many = (count: number, make: (index: number) => object): readonly object[] =>
  Array.from({ length: count }, (_, index) => make(index));
/** Elements of a conversation at most, whatever it holds. */
const ELEMENTS_MAX = 1_500;

test('a megabyte in and out of a tool, five hundred steps and two hundred plan steps weigh little', async ({ home, app, repository }) => {
  const status = (index: number): string => (index < 90 ? 'done' : index === 90 ? 'active' : 'pending');
  await openScripted(home, app, repository, 'Migrate all of it', [
    { do: 'plan', steps: many(200, (index) => ({ text: `Part ${index + 1}`, status: status(index) })) },
    { do: 'tool', tool: 'dump', input: {}, fill: 1_000_000 },
    {
      do: 'subagent',
      title: 'Long one',
      prompt: 'Do five hundred things',
      text: 'Done.',
      steps: many(500, (index) => ({ do: 'tool', tool: 'step', input: { n: index } })),
    },
    { do: 'say', text: 'All done.' },
  ]);
  const conversation = flow(home);
  await expect(conversation.getByText('All done.', { exact: true })).toBeVisible();
  await home.reload();
  // The steps fill whole pages of the log; those before them come by themselves.
  await conversation.getByRole('button', { name: /Long one/ }).click();
  await expect(conversation.getByText('Show 60 of 440 earlier steps')).toBeVisible();
  await expect(conversation.getByText('88 earlier steps')).toBeVisible();
  await conversation.getByRole('button', { name: 'Used 1 tool' }).click();
  await conversation.getByRole('button', { name: /^dump/ }).click();
  await expect(conversation.getByRole('button', { name: 'Open whole output' })).toBeVisible();
  expect(await conversation.locator('*').count()).toBeLessThan(ELEMENTS_MAX);
});
