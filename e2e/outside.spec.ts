/** What the agent sees, and conversations that were begun outside: with the real codex where it is installed. */
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { modelMessage } from '#main/agents/testing/model-script.ts';
import { expectAccessible } from './setup/accessible.ts';
import { addProject, card, column, scripted, startTask } from './setup/board-journey.ts';
import { codexProgram, installCodex, type RealCodex } from './setup/real-codex.ts';
import type { Repository } from './setup/repository.ts';
import { startApp, type RunningApp } from './setup/running-app.ts';
import { commandLine } from './setup/scripted-thread.ts';
import { expect, test as base, watchComplaints } from './setup/test.ts';

interface Outside {
  readonly codex: RealCodex;
  readonly own: RunningApp;
}

const test = base.extend<Outside>({
  codex: async ({ dataFolder }, use) => {
    const codex = await installCodex(dataFolder, codexProgram ?? '');
    await use(codex);
    await codex.dispose();
  },
  own: async ({ codex: _started, dataFolder, folder }, use) => {
    const app = await startApp({ dataFolder, environment: { HOME: folder } });
    await use(app);
    expect(await app.stop(), app.errors()).toBe(0);
  },
});

const furnish = (repository: Repository): void => {
  repository.write('AGENTS.md', 'Answer in one sentence.\n');
  repository.write('packages/api/AGENTS.md', 'Every route has a test.\n');
  repository.write('.agents/skills/release/SKILL.md', '---\nname: release\ndescription: Ships a release.\n---\n\nTag it, push it.\n');
  repository.write('.agents/skills/tidy/SKILL.md', '---\nname: tidy\ndescription: Tidies up after a task.\n---\n\nRemove what is left.\n');
  repository.commitAll('Tell agents how to work here');
};

/** As a person does it in a terminal. */
const codexOutside = async (codex: RealCodex, cwd: string, prompt: string): Promise<void> => {
  const running = promisify(execFile)(codexProgram ?? '', ['exec', '--skip-git-repo-check', prompt], {
    cwd,
    env: { ...process.env, CODEX_HOME: codex.home, HOME: join(codex.home, '..'), SWITCHYARD_TEST_KEY: 'test' },
    timeout: 60_000,
  });
  running.child.stdin?.end();
  await running;
};

test('the page of what our own agent sees: sections with counts, a file, a switch; and the composer offers it', async ({
  home,
  repository,
}) => {
  furnish(repository);
  await addProject(home, repository.path);
  await startTask(home, scripted('Look around', [{ do: 'say', text: 'I looked.' }]));
  await card(column(home, 'review'), 'Look around').getByRole('link', { name: 'Look around' }).click();
  await home.getByRole('button', { name: 'Thread actions' }).click();
  await home.getByRole('menuitem', { name: 'What the agent sees' }).click();
  await expect(home.getByRole('heading', { name: 'What the agent sees', level: 1 })).toBeVisible();
  const instructions = home.getByRole('region', { name: 'Instructions' });
  await expect(instructions.getByRole('listitem')).toHaveText([/^AGENTS\.md/, /packages\/api\/AGENTS\.md.*below its folder/]);
  const tidy = home.getByRole('switch', { name: 'tidy' });
  await tidy.click();
  await expect(tidy).not.toBeChecked();
  await expectAccessible(home);
  await home.getByRole('link', { name: 'Look around' }).first().click();
  const message = home.getByRole('textbox', { name: 'Message to the agent' });
  await message.fill('Use $');
  await expect(home.getByRole('listbox', { name: 'Skills' }).getByRole('option')).toHaveText([/\$release.*Ships a release/]);
  await message.fill('');
});

test.describe('with codex', () => {
  test.skip(codexProgram === null, 'The codex program is not installed.');

  test('a conversation begun in a terminal is found, taken in with its past, and gone on with; and codex tells its skills', async ({
    page,
    codex,
    own: app,
    repository,
  }) => {
    test.setTimeout(120_000);
    furnish(repository);
    await codexOutside(
      codex,
      repository.path,
      modelMessage([{ run: 'echo from-outside' }, { say: 'The kettle is on.' }], 'Put the kettle on'),
    );
    const complaints = watchComplaints(page);
    await page.goto(app.addressWithToken);
    await addProject(page, repository.path);
    const [project] = (await commandLine(app, 'project', 'ls')) as readonly { id: string }[];
    await page.goto(new URL(`#/project/${project?.id ?? ''}`, page.url()).href);
    await page.getByRole('button', { name: 'Import conversations' }).click();
    const dialog = page.getByRole('dialog', { name: 'Import conversations' });
    const row = dialog.getByRole('option', { name: /Put the kettle on/ });
    await expect(row).toBeVisible();
    await expectAccessible(page);
    await page.keyboard.type('kettle');
    await expect(row).toHaveAttribute('aria-selected', 'true');
    await page.keyboard.press('Enter');
    // It was written to a moment ago: somebody may still be at work on it.
    const fork = dialog.getByRole('button', { name: 'Take a branch of it' });
    const opened = page.getByText('The kettle is on.', { exact: true });
    await expect(fork.or(opened)).toBeVisible();
    if (await fork.isVisible()) await fork.click();
    await expect(opened).toBeVisible();
    await expect(page.getByText(/^Imported from Codex/)).toBeVisible();
    const message = page.getByRole('textbox', { name: 'Message to the agent' });
    await message.fill(modelMessage([{ say: 'It boils.' }], 'Is it hot?'));
    await message.press('Enter');
    await expect(page.getByText('It boils.', { exact: true })).toBeVisible();
    expect(await commandLine(app, 'import', '--project', project?.id ?? '')).toEqual([]);

    await page.goto(new URL(`#/skills/${project?.id ?? ''}?agent=codex`, page.url()).href);
    const skills = page.getByRole('region', { name: 'Skills' });
    await expect(skills.getByRole('switch', { name: 'release' })).toBeChecked();
    await skills.getByRole('switch', { name: 'release' }).click();
    await expect(skills.getByRole('switch', { name: 'release' })).not.toBeChecked();
    await expectAccessible(page);
    expect(complaints).toEqual([]);
  });
});
