/** Terminals below a thread: shells that outlive a page, floods that hold up nobody, run commands, the sandbox. */
import { existsSync, rmSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import type { Locator, Page } from '@playwright/test';
import { expectAccessible } from '#e2e/setup/accessible.ts';
import { commandLine, openScripted } from '#e2e/setup/scripted-thread.ts';
import { expect, test } from '#e2e/setup/test.ts';

const drawer = (page: Page): Locator => page.getByRole('region', { name: 'Terminals' });
const screen = (page: Page, name: RegExp): Locator => page.getByRole('region', { name }).locator('.xterm-screen');
const anyShell = /^Terminal .*, your shell$/;

// Real shells and floods beside everything else that the machine does.
test.slow();

/** Waits until the shell has said that it waits for a command, then types one. */
const typeInto = async (page: Page, name: RegExp, text: string): Promise<void> => {
  await screen(page, name).click();
  await page.keyboard.type(text);
  await page.keyboard.press('Enter');
};

const openShell = async (page: Page): Promise<void> => {
  await expect(page.getByRole('textbox', { name: 'Message to the agent' })).toBeVisible();
  await page.keyboard.press('Control+j');
  await expect(screen(page, anyShell)).toContainText(/[$#]/);
};

/** What the terminal shows, line by line, without what is empty. */
const shown = async (place: Locator): Promise<string> =>
  (await place.locator('.xterm-rows > div').allInnerTexts())
    .map((line) => line.replaceAll('\u00a0', ' ').trimEnd())
    .join('\n')
    .trimEnd();

test('a shell in the folder of the thread survives a reload and a second window, and ends with the app', async ({
  home,
  app,
  repository,
}) => {
  await openScripted(home, app, repository, 'Wait here', [{ do: 'say', text: 'Done.' }]);
  await expect(home.getByText('Ready to review').first()).toBeVisible();
  await openShell(home);
  await typeInto(home, anyShell, 'echo port-$SWITCHYARD_PORT; basename "$PWD"; printf "\\e[31mred\\e[0m\\n"; sleep 1000 & echo job-$!');
  const place = screen(home, anyShell);
  await expect(place).toContainText(/port-2\d{4}/);
  await expect(place).toContainText(/job-\d+/);
  const job = Number(/job-(\d+)/.exec(await shown(place))?.[1]);
  await expectAccessible(home);
  const before = await shown(place);
  const second = await home.context().newPage();
  await second.goto(home.url());
  await home.reload();
  await expect.poll(() => shown(screen(home, anyShell))).toBe(before);
  // The drawer's being open is remembered on the machine, for each window.
  await expect.poll(() => shown(screen(second, anyShell))).toBe(before);
  await typeInto(second, anyShell, 'echo from-the-$((1+1))nd');
  await expect(place).toContainText('from-the-2nd');
  await second.close();
  expect(existsSync(`/proc/${job}`)).toBe(true);
  // A page without its core complains.
  await home.close();
  await app.stop();
  await expect.poll(() => existsSync(`/proc/${job}`)).toBe(false);
});

test('while one terminal floods, another one is typed into; the page stays alive', async ({ home, app, repository }) => {
  await openScripted(home, app, repository, 'Flood', [{ do: 'say', text: 'Done.' }]);
  await expect(home.getByText('Ready to review').first()).toBeVisible();
  await openShell(home);
  await typeInto(home, anyShell, 'yes flooding');
  await expect(screen(home, anyShell)).toContainText('flooding\nflooding'.slice(0, 8));
  await drawer(home).getByRole('button', { name: 'Split: another one beside it' }).click();
  const panes = drawer(home).locator('[data-terminal]');
  await expect(panes).toHaveCount(2);
  const calm = panes.nth(1).locator('.xterm-screen');
  await expect(calm).toContainText(/[$#]/);
  await calm.click();
  await home.keyboard.type('echo calm-$((6*7))');
  await home.keyboard.press('Enter');
  await expect(calm).toContainText('calm-42', { timeout: 5_000 });
  await panes.nth(0).locator('.xterm-screen').click();
  await home.keyboard.press('Control+c');
  await home.keyboard.type('echo still-$((40+2))-here');
  await home.keyboard.press('Enter');
  await expect(panes.nth(0).locator('.xterm-screen')).toContainText('still-42-here');
});

test('a run command is started, opened and stopped by its buttons, and shows its processes', async ({ home, app, repository }) => {
  repository.write(
    'switchyard.json',
    JSON.stringify({
      run: {
        dev: `node -e "require('http').createServer((q,r)=>r.end('hello')).listen(process.env.SWITCHYARD_PORT,()=>console.log('up'))"`,
      },
    }),
  );
  repository.commitAll('Run commands');
  await openScripted(home, app, repository, 'Serve', [{ do: 'say', text: 'Done.' }]);
  await expect(home.getByText('Ready to review').first()).toBeVisible();
  await openShell(home);
  await drawer(home).getByRole('button', { name: 'Start dev' }).click();
  // Commands of a repository are asked about first.
  await home.getByRole('button', { name: /^Trust and run/ }).click();
  await drawer(home)
    .getByRole('tab', { name: /dev ?, run command/ })
    .click();
  await expect(screen(home, /^Terminal dev/)).toContainText('up');
  const port = drawer(home).getByRole('link', { name: /^:2\d{4}/ });
  await expect(port).toBeVisible();
  const address = (await port.getAttribute('href')) ?? '';
  expect(await (await fetch(address)).text()).toBe('hello');
  await drawer(home).getByRole('button', { name: 'Processes of this thread' }).click();
  await expect(
    drawer(home)
      .getByRole('row', { name: /createServer.*:2\d{4}/ })
      .first(),
  ).toBeVisible();
  await expectAccessible(home);
  await drawer(home).getByRole('button', { name: 'Stop dev' }).click();
  await expect(drawer(home).getByRole('button', { name: 'Start dev' })).toBeVisible();
  await drawer(home)
    .getByRole('tab', { name: /dev ?, run command/ })
    .click();
  await expect(home.getByRole('region', { name: /^Terminal dev/ }).getByText('Ended.')).toBeVisible();
});

test('a sandboxed shell is marked as such, and cannot write outside of its folder; the user’s own can', async ({
  home,
  app,
  repository,
}) => {
  await openScripted(home, app, repository, 'Confine', [{ do: 'say', text: 'Done.' }]);
  await expect(home.getByText('Ready to review').first()).toBeVisible();
  const outside = join(homedir(), `switchyard-e2e-${process.pid}-${Date.now()}`);
  try {
    await openShell(home);
    await drawer(home).getByRole('button', { name: 'New terminal' }).click();
    await home.getByRole('menuitem', { name: /^Sandboxed shell/ }).click();
    const sandboxed = /, sandboxed$/;
    await expect(screen(home, sandboxed)).toContainText(/[$#]/);
    // Its home is an empty one of its own; what is the system's can be read and not be written.
    await typeInto(home, sandboxed, `touch ${outside}; touch /usr/switchyard-e2e; echo code-$?; touch inside && echo inside-ok`);
    await expect(screen(home, sandboxed)).toContainText(/code-1/);
    await expect(screen(home, sandboxed)).toContainText('inside-ok');
    await expect(screen(home, sandboxed)).toContainText('Read-only file system');
    expect([existsSync(outside), existsSync('/usr/switchyard-e2e')]).toEqual([false, false]);
    await drawer(home).getByRole('tab').first().click();
    await typeInto(home, anyShell, `touch ${outside}; echo code-$?`);
    await expect(screen(home, anyShell)).toContainText('code-0');
    expect(existsSync(outside)).toBe(true);
  } finally {
    rmSync(outside, { force: true });
  }
});

test('what a terminal shows goes into the message to the agent; it is renamed, and closed by the thread’s end', async ({
  home,
  app,
  repository,
}) => {
  const thread = await openScripted(home, app, repository, 'Quote', [{ do: 'say', text: 'Done.' }]);
  await expect(home.getByText('Ready to review').first()).toBeVisible();
  await openShell(home);
  await typeInto(home, anyShell, 'echo tell-$((2*21)); sleep 1234 & echo job-$!');
  await expect(screen(home, anyShell)).toContainText('tell-42');
  await expect(screen(home, anyShell)).toContainText(/job-\d+/);
  const job = Number(/job-(\d+)/.exec(await shown(screen(home, anyShell)))?.[1]);
  await home.keyboard.press('Control+Shift+l');
  await expect(home.getByRole('textbox', { name: 'Message to the agent' })).toHaveValue(/tell-42/);
  await drawer(home).getByRole('tab').first().dblclick();
  await drawer(home).getByRole('textbox', { name: 'Name of the terminal' }).fill('mine');
  await home.keyboard.press('Enter');
  await expect(drawer(home).getByRole('tab', { name: /^mine/ })).toBeVisible();
  await commandLine(app, 'archive', thread);
  await expect.poll(() => existsSync(`/proc/${job}`)).toBe(false);
});
