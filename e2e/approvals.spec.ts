/** Rules: made from what an agent asks, in force for the next ask, taken back in the settings, asked again. */
import type { Page } from '@playwright/test';
import { expectAccessible } from './setup/accessible.ts';
import { commandLine, openScripted } from './setup/scripted-thread.ts';
import { expect, test } from './setup/test.ts';
import { z } from '#contract/zod.ts';

const tag = (name: string) => ({ do: 'run', command: `git tag ${name}`, ask: 'to mark the place' });
const asks = (page: Page) => page.getByRole('region', { name: 'Waiting for your answer' });
const openRules = async (page: Page, address: string): Promise<void> => {
  await page.goto(new URL('#/settings/approvals', address).href);
  await expect(page.getByRole('heading', { name: 'Approvals', level: 1 })).toBeVisible();
};

test('a rule is made from an approval, answers the next one, is taken back and asked again', async ({ home, app, repository }) => {
  test.setTimeout(120_000);
  await openScripted(home, app, repository, 'Tag one', [tag('one'), { do: 'say', text: 'First done.' }]);
  await asks(home).getByRole('button', { name: 'Allow from now on…' }).click();
  const form = asks(home).getByRole('form', { name: 'Allow from now on' });
  await expect(form.getByRole('textbox', { name: 'Commands that begin with' })).toHaveValue('git tag');
  await expect(form.getByRole('radio', { name: 'In this project' })).toBeChecked();
  await form.getByRole('textbox').fill('git');
  await expect(form.getByText('“git” alone can run anything.')).toBeVisible();
  await form.getByRole('textbox').fill('git tag');
  await expectAccessible(home);
  await form.getByRole('button', { name: 'Allow and make the rule' }).click();
  await expect(home.getByText('First done.', { exact: true })).toBeVisible();

  await openScripted(home, app, repository, 'Tag two', [tag('two'), { do: 'say', text: 'Second done.' }]);
  await expect(home.getByText('Second done.', { exact: true })).toBeVisible();
  expect(repository.git('tag').split('\n')).toEqual(['one', 'two']);

  await openRules(home, app.address);
  const group = home.getByRole('region', { name: /^Rules: Project/ });
  const row = group.getByRole('listitem', { name: 'Allow git tag' });
  await expect(row).toContainText('used 1 time');
  await expectAccessible(home);
  await row.getByRole('button', { name: 'Remove the rule git tag' }).click();
  await expect(home.getByText('No rules yet')).toBeVisible();
  await home.getByRole('button', { name: 'Undo' }).click();
  await expect(row).toBeVisible();
  await row.getByRole('button', { name: 'Remove the rule git tag' }).click();
  await expect(home.getByText('No rules yet')).toBeVisible();

  await openScripted(home, app, repository, 'Tag three', [tag('three'), { do: 'say', text: 'Third done.' }]);
  await expect(asks(home).getByRole('button', { name: /^Allow once/ })).toBeVisible();
  expect(repository.git('tag').split('\n')).toEqual(['one', 'two']);
});

test('a refusing rule denies without asking; rules are written, edited and found', async ({ home, app, repository }) => {
  await openRules(home, app.address);
  await home.getByRole('button', { name: 'New rule' }).click();
  const editor = home.getByRole('form', { name: 'New rule' });
  await editor.getByText('Refuse', { exact: true }).click();
  await editor.getByRole('textbox', { name: 'Command' }).fill('git tag');
  await editor.getByRole('button', { name: 'Add the rule' }).click();
  await expect(home.getByRole('region', { name: 'Rules: Everywhere' }).getByText('git tag')).toBeVisible();
  await home.getByRole('textbox', { name: 'Find' }).fill('nothing like it');
  await expect(home.getByText('No rule matches.')).toBeVisible();
  await openScripted(home, app, repository, 'Tag it', [tag('one'), { do: 'say', text: 'Went on.' }]);
  await expect(home.getByText('Went on.', { exact: true })).toBeVisible();
  expect(repository.git('tag')).toBe('');
});

test('on the board a long command is readable in full, and its rule is made in a dialog', async ({ home, app, repository }) => {
  const long = `node --version ${Array.from({ length: 60 }, (_, index) => `argument-${index}`).join(' ')} the-end`;
  await openScripted(home, app, repository, 'Run long', [{ do: 'run', command: long, ask: 'to see' }]);
  await expect(asks(home)).toBeVisible();
  await home.goto(new URL('#/board', app.address).href);
  const card = home.getByRole('article', { name: 'Run long' });
  const shown = card.getByLabel('What it asks for');
  await expect(shown).toContainText('the-end');
  await card.getByRole('button', { name: /^Show all \d+ characters$/ }).click();
  expect(await shown.evaluate((element) => element.clientHeight >= element.scrollHeight - 1)).toBe(true);
  await card.getByRole('button', { name: 'Allow from now on…' }).click();
  const dialog = home.getByRole('dialog', { name: 'Allow from now on' });
  await expect(dialog.getByRole('textbox')).toHaveValue('node --version');
  await expectAccessible(home);
  await dialog.getByRole('textbox').fill('node --version argument-0');
  await dialog.getByText('In this task').click();
  await dialog.getByRole('button', { name: 'Allow and make the rule' }).click();
  await expect(card.getByLabel('What it asks for')).toBeHidden();
});

const PromisedRule = z.object({
  id: z.string().min(1),
  verdict: z.enum(['allow', 'ask', 'refuse']),
  about: z.enum(['command', 'path', 'host', 'tool']),
  text: z.string().min(1),
  project: z.string().nullable(),
  thread: z.string().nullable(),
  by: z.enum(['user', 'import']),
  usedCount: z.number().int(),
  lastUsedAt: z.iso.datetime().nullable(),
  createdAt: z.iso.datetime(),
});

test('rules by command line', async ({ app }) => {
  const rule = PromisedRule.parse(await commandLine(app, 'rules', 'add', 'allow', 'command', 'npm test'));
  await commandLine(app, 'rules', 'add', 'refuse', 'host', 'Example.org:443');
  const listed = async () => z.array(PromisedRule).parse(await commandLine(app, 'rules', 'ls'));
  expect((await listed()).map(({ verdict, about, text }) => `${verdict} ${about} ${text}`)).toEqual([
    'allow command npm test',
    'refuse host example.org:443',
  ]);
  const { change } = z.object({ change: z.number() }).parse(await commandLine(app, 'rules', 'rm', rule.id));
  expect(await listed()).toHaveLength(1);
  expect(PromisedRule.parse(await commandLine(app, 'rules', 'undo', String(change)))).toMatchObject({ id: rule.id });
  expect(await commandLine(app, 'rules', 'export')).toMatchObject({
    switchyardRules: 1,
    rules: [{ verdict: 'refuse' }, { verdict: 'allow' }],
  });
});
