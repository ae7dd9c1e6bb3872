/** A change on its way out of its worktree: conflicts resolved, pushed, compared with others, picked in a race. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execFileSync } from 'node:child_process';
import type { Page } from '@playwright/test';
import { expectAccessible } from '#e2e/setup/accessible.ts';
import { scriptedMessage } from '#e2e/setup/agent-prompts.ts';
import { commandLine, openScripted } from '#e2e/setup/scripted-thread.ts';
import { expect, test as base } from '#e2e/setup/test.ts';

const change = (path: string, content: string): object => ({ do: 'change', files: [{ path, content }] });
const done = { do: 'say', text: 'Done.' };

/** The palette reaches every command of the open thread. */
const runCommand = async (page: Page, words: string): Promise<void> => {
  await page.keyboard.press('Control+Shift+P');
  await page.getByRole('dialog').getByRole('combobox').fill(`>${words}`);
  await page.getByRole('option').first().click();
};

/** A second agent to race against: the scripted one under another name. */
const test = base.extend({
  dataFolder: async ({ folder }, use) => {
    const data = join(folder, 'data');
    mkdirSync(data);
    writeFileSync(join(data, 'config.json'), JSON.stringify({ agents: { second: { backend: 'scripted', label: 'Second agent' } } }));
    await use(data);
  },
});

test('a base that moved on conflicts, is resolved three ways, taken in, and taken back', async ({ home, app, repository }) => {
  test.slow();
  const thread = await openScripted(home, app, repository, 'Change the heading', [change('README.md', '# Mine\n'), done]);
  await commandLine(app, 'wait', thread, '--for', 'review');
  await commandLine(app, 'commit', thread, '-m', 'Mine');
  repository.write('README.md', '# Theirs\n');
  repository.write('more.md', 'More\n');
  repository.commitAll('Meanwhile');
  await runCommand(home, 'take in the base');
  const dialog = home.getByRole('dialog', { name: 'Take in main' });
  await expect(dialog.getByText('main has 1 commit that this branch lacks. 1 file conflicts, 1 to resolve.')).toBeVisible();
  await expect(dialog.getByRole('button', { name: 'Merge it in' })).toBeDisabled();
  await expect(dialog.getByText('Conflict 1 of 1')).toBeVisible({ timeout: 45_000 });
  await expectAccessible(home);
  await dialog.getByRole('button', { name: 'Use both' }).click();
  await expect(dialog.getByText('No conflict left in this file')).toBeVisible();
  await dialog.getByRole('button', { name: 'Resolved', exact: true }).click();
  await expect(dialog.getByText(/All conflicts are resolved/)).toBeVisible();
  await dialog.getByRole('button', { name: 'Merge it in' }).click();
  await expect(home.getByText('Took in main')).toBeVisible();
  const { worktree: path } = (await commandLine(app, 'show', thread)) as { readonly worktree: string };
  expect(readFileSync(join(path, 'README.md'), 'utf8')).toBe('# Mine\n# Theirs\n');
  expect(readFileSync(join(path, 'more.md'), 'utf8')).toBe('More\n');
  await home.getByRole('button', { name: 'Undo' }).click();
  await expect.poll(() => readFileSync(join(path, 'README.md'), 'utf8')).toBe('# Mine\n');
});

test('the branch is pushed, and what the remote lacks is said', async ({ home, app, repository }) => {
  const remote = mkdtempSync(join(tmpdir(), 'switchyard-remote-'));
  try {
    execFileSync('git', ['init', '-q', '--bare', remote]);
    const thread = await openScripted(home, app, repository, 'Change the heading', [change('README.md', '# Mine\n'), done]);
    await commandLine(app, 'wait', thread, '--for', 'review');
    await commandLine(app, 'commit', thread, '-m', 'Mine');
    await runCommand(home, 'push, or open');
    const dialog = home.getByRole('dialog', { name: 'Push and pull request' });
    await expect(dialog.getByText(/The repository has no remote/)).toBeVisible();
    repository.git('remote', 'add', 'origin', remote);
    await dialog.getByRole('button', { name: 'Look again' }).click();
    await expect(dialog.getByText(/was not pushed to origin yet/)).toBeVisible();
    await expectAccessible(home);
    await dialog.getByRole('button', { name: 'Push only' }).click();
    await expect(dialog.getByText(/origin has everything of/)).toBeVisible();
    expect(execFileSync('git', ['--git-dir', remote, 'log', '--all', '-1', '--format=%s'], { encoding: 'utf8' }).trim()).toBe('Mine');
  } finally {
    rmSync(remote, { recursive: true, force: true });
  }
});

test('threads that touch the same file are found, with the order that lands cleanly', async ({ home, app, repository }) => {
  const first = await openScripted(home, app, repository, 'One way', [change('README.md', '# One way\n'), done]);
  const second = await openScripted(home, app, repository, 'Another way', [change('README.md', '# Another way\n'), done]);
  for (const thread of [first, second]) await commandLine(app, 'wait', thread, '--for', 'review');
  await runCommand(home, 'overlaps: which');
  await expect(home.getByRole('heading', { name: '1 overlap, 1 with conflicts' })).toBeVisible();
  await expect(home.getByText('Would conflict in 1 file')).toBeVisible();
  await expect(home.getByText(/does not merge after these/)).toBeVisible();
  await expectAccessible(home);
});

test('a race: the same task twice, side by side, one is picked and the other archived', async ({ home, app, repository }) => {
  const project = (await commandLine(app, 'project', 'add', repository.path)) as { readonly id: string };
  await home.goto(new URL(`#/board?project=${project.id}`, app.address).href);
  await home.keyboard.press('c');
  const dialog = home.getByRole('dialog', { name: 'New task' });
  await dialog
    .getByRole('textbox')
    .fill(scriptedMessage('Race to it', change('README.md', '# Raced\n'), { do: 'run', command: 'echo 3 passed' }, done));
  const agents = dialog.getByRole('button', { name: /agent|Codex|Native/ }).first();
  await agents.click();
  await home
    .getByRole('menuitem', { name: /^Scripted agent/ })
    .first()
    .click();
  await agents.click();
  await home.getByRole('menuitem', { name: 'Also with…' }).click();
  await expect(home.getByRole('menu')).toHaveCount(2);
  await home
    .getByRole('menuitem', { name: /^Second agent/ })
    .last()
    .click();
  await dialog.getByRole('button', { name: 'Race 2' }).click();
  await home.getByText(/Started a race of 2/).waitFor();
  await home.getByRole('button', { name: 'Open' }).click();
  await expect(home.getByRole('article')).toHaveCount(2);
  const scripted = home.getByRole('article', { name: /^Scripted/ });
  await expect(scripted.getByText('Ready to review')).toBeVisible();
  await expect(scripted.getByText('1 file')).toBeVisible();
  await expect(home.getByRole('region', { name: 'Files by variant' }).getByText('README.md')).toBeVisible();
  await expectAccessible(home);
  await scripted.getByRole('button', { name: 'Pick' }).click();
  await home.getByRole('dialog').getByRole('button', { name: 'Pick it' }).click();
  await expect(scripted.getByLabel('Winner')).toBeVisible();
  const threads = (await commandLine(app, 'ls', '--all')) as readonly {
    readonly agent: string;
    readonly race?: { readonly outcome: string };
  }[];
  expect(threads.map(({ agent, race }) => [agent, race?.outcome]).toSorted()).toContainEqual(['scripted', 'won']);
});
