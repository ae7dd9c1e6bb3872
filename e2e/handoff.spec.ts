/** Agent, mode, goal: chosen, changed in the middle of a thread, and a thread handed from one agent to another. */
import type { Page } from '@playwright/test';
import { modelMessage } from '#main/agents/testing/model-script.ts';
import { startModelServer, type ModelServer } from '#main/agents/testing/model-server.ts';
import { expectAccessible } from './setup/accessible.ts';
import { addProject, card, column, openNewTask, scripted } from './setup/board-journey.ts';
import { addModels } from './setup/native-agent.ts';
import { openScripted } from './setup/scripted-thread.ts';
import { expect, test as base } from './setup/test.ts';

const test = base.extend<{ readonly model: ModelServer }>({
  // Playwright reads from the first parameter which fixtures are wanted.
  // oxlint-disable-next-line no-empty-pattern
  model: async ({}, use) => {
    const model = await startModelServer({ models: ['test-model'] });
    await use(model);
    await model.close();
  },
});

// Each drives real worktrees and reads whole pages for access; beside others on a small machine that takes its time.
test.beforeEach(() => test.slow());

const conversation = (page: Page) => page.getByRole('log', { name: 'Conversation' });
const composer = (page: Page) => page.getByRole('textbox', { name: 'Message to the agent' });
const chip = (page: Page, name: RegExp | string) => page.getByRole('region', { name: 'Reply' }).getByRole('button', { name });

test('a thread is handed to another agent with what it has to know, read and edited before', async ({ home, app, repository, model }) => {
  await addModels(home, app, model);
  await openScripted(home, app, repository, 'Greet whoever comes', [
    { do: 'change', files: [{ path: 'greet.txt', content: 'hello\n' }] },
    { do: 'run', command: 'exit 3' },
    { do: 'say', text: 'It greets now. Shall I sign it?' },
  ]);
  await expect(conversation(home)).toContainText('Shall I sign it?');
  await composer(home).fill(modelMessage([{ say: 'I take over and sign it.' }]));
  await chip(home, 'Agent: Scripted agent').click();
  await home.getByRole('menuitem', { name: /^Switchyard/ }).click();
  const dialog = home.getByRole('dialog', { name: 'Hand this thread to Switchyard' });
  const text = dialog.getByRole('textbox', { name: 'What it is told' });
  await expect(text).toHaveValue(/## What was asked\n\n> Greet whoever comes/);
  await expect(text).toHaveValue(/`exit 3` failed with exit code 3/);
  await expect(text).toHaveValue(/- `greet.txt`, added \(\+1 −0\)/);
  await expect(text).toHaveValue(/## Open questions\n\n- Shall I sign it\?/);
  await expectAccessible(home);
  await text.fill(`${await text.inputValue()}\n\nThe signature is “The shop”.`);
  await dialog.getByRole('button', { name: 'Hand over' }).click();
  await expect(dialog).toBeHidden();
  await expect(conversation(home)).toContainText('Switchyard takes over from Scripted agent.');
  await expect(conversation(home)).toContainText('The signature is “The shop”.');
  await expect(conversation(home)).toContainText('I take over and sign it.');
  await expect(chip(home, 'Agent: Switchyard')).toBeVisible();
  await expect(composer(home)).toHaveValue('');
  expect(JSON.stringify(model.requests.at(-1)?.body)).toContain('The signature is “The shop”.');
});

test('plan mode asks before it does anything, and ends with the approval', async ({ home, repository }) => {
  await addProject(home, repository.path);
  const field = await openNewTask(home);
  await field.fill(scripted('Greet in plan mode', [{ do: 'change', files: [{ path: 'greet.txt', content: 'hello\n' }] }]));
  await home.getByRole('button', { name: 'Mode of Scripted agent: Play' }).click();
  await home.getByRole('menuitem', { name: /^Plan/ }).click();
  await field.press('Enter');
  await home.keyboard.press('Escape');
  const waiting = card(column(home, 'needs-you'), 'Greet in plan mode');
  await expect(waiting.getByRole('img', { name: 'Plan mode' })).toBeVisible();
  await waiting.getByRole('link', { name: 'Greet in plan mode' }).click();
  await expect(chip(home, 'Mode: Plan')).toBeVisible();
  await expect(home.getByText('plan mode', { exact: true })).toBeVisible();
  await home.getByRole('button', { name: /^Carry it out/ }).click();
  await expect(chip(home, 'Mode: Play')).toBeVisible();
  await expect(home.getByText('greet.txt').first()).toBeVisible();
});

test('the agent is told to sum up, to review, and to work towards a goal, from the composer', async ({ home, app, repository }) => {
  await openScripted(
    home,
    app,
    repository,
    'Greet whoever comes',
    [{ do: 'say', text: 'Hello.' }],
    [
      [{ do: 'say', text: 'Half way.' }],
      [
        { do: 'say', text: 'Nearly there.' },
        { do: 'wait', ms: 600_000 },
      ],
    ],
  );
  await expect(conversation(home)).toContainText('Hello.');
  const rests = () => expect(home.getByRole('main').getByRole('status').filter({ hasText: 'Ready to review' })).toBeAttached();
  const told = async (word: string): Promise<void> => {
    await rests();
    await composer(home).fill(word);
    await expect(home.getByRole('option', { name: new RegExp(`^${word}`) })).toBeVisible();
    await composer(home).press('Enter');
  };
  await told('/compact');
  await expect(conversation(home)).toContainText('You told the agent to sum up its context.');
  await told('/review');
  const review = home.getByRole('dialog', { name: 'Review by the agent itself' });
  await review.getByRole('radio', { name: 'Not committed' }).click();
  await expectAccessible(home);
  await review.getByRole('button', { name: 'Review', exact: true }).click();
  await expect(conversation(home)).toContainText('You asked for the agent');
  await told('/goal');
  const goal = home.getByRole('dialog', { name: 'Set a goal' });
  await goal.getByRole('textbox', { name: 'What is to be reached' }).fill('Everybody is greeted');
  await expectAccessible(home);
  await goal.getByRole('button', { name: 'Set the goal' }).click();
  await expect(home.getByRole('button', { name: 'Goal: Everybody is greeted' })).toBeVisible();
  await expect(conversation(home)).toContainText('Nearly there.');
  await home.getByRole('main').getByRole('button', { name: 'Stop', exact: true }).click();
  await expect(conversation(home)).toContainText('The goal was cleared: Everybody is greeted');
  await expect(home.getByRole('button', { name: /^Goal:/ })).toHaveCount(0);
});
