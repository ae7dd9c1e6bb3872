/** The desktop host: built main, preload and page together, in the real Electron or its double. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { launchDesktop } from '#e2e/electron-double/launch.ts';
import { expect, startThread, test } from '#e2e/setup/desktop-test.ts';
import { callFromPage } from '#e2e/setup/page-core.ts';

declare global {
  /** Where a spec keeps, inside main, what it has seen there. */
  var seen: unknown[];
}

test('main, preload and page run together', async ({ desktop, window }) => {
  expect(await callFromPage(window, 'app.info', {})).toMatchObject({ host: 'desktop', canPickFolder: true, canOpenPaths: true });
  const inPage = await window.evaluate(() => ({
    desktop: { ...(globalThis as unknown as { switchyardDesktop: object }).switchyardDesktop },
    leaked: ['require', 'process', 'module', 'ipcRenderer', 'electron'].filter((name) => name in globalThis),
    secure: globalThis.isSecureContext,
  }));
  expect(inPage).toEqual({ desktop: { platform: process.platform }, leaked: [], secure: true });
  expect(
    await desktop.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().map((one) => one.webContents.getURL().split('#')[0])),
  ).toEqual(['app://switchyard/']);
});

test('a command of the native menu reaches the page', async ({ desktop, window }) => {
  await desktop.evaluate(({ Menu }) => Menu.getApplicationMenu()?.getMenuItemById('settings.open')?.click());
  await expect.poll(() => new URL(window.url()).hash).toContain('settings');
  await desktop.evaluate(({ Menu }) => Menu.getApplicationMenu()?.getMenuItemById('board.open')?.click());
  await expect.poll(() => new URL(window.url()).hash).not.toContain('settings');
});

test('keys that the user bound stand in the menu', async ({ desktop, window }) => {
  await callFromPage(window, 'settings.set', { keys: { 'task.new': 'Mod+Shift+T' } });
  const accelerator = (): Promise<string> =>
    desktop.evaluate(({ Menu }) => String(Menu.getApplicationMenu()?.getMenuItemById('task.new')?.accelerator));
  await expect.poll(accelerator).toBe('CmdOrCtrl+Shift+T');
});

test('the page cannot open windows or go elsewhere; addresses of the web go to the browser', async ({ desktop, window }) => {
  await desktop.evaluate(({ shell }) => {
    globalThis.seen = [];
    shell.openExternal = async (address) => void globalThis.seen.push(address);
  });
  await expect(window).toHaveURL(/#\//);
  const before = window.url();
  await window.evaluate(() => {
    open('https://example.com/opened');
    open('http://127.0.0.1:41200/dev-server');
    open('file:///etc/hostname');
  });
  await window.evaluate(() => {
    const link = document.createElement('a');
    link.href = 'https://example.com/followed';
    document.body.append(link);
    link.click();
  });
  await expect
    .poll(() => desktop.evaluate(() => globalThis.seen))
    .toEqual(['https://example.com/opened', 'http://127.0.0.1:41200/dev-server', 'https://example.com/followed']);
  expect(window.url()).toBe(before);
  expect(await desktop.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length)).toBe(1);
});

test('the policy of the page forbids code from text and strange places', async ({ window }) => {
  const refused = await window.evaluate(async () => {
    const evaluated = await new Promise((resolve) => {
      document.addEventListener('securitypolicyviolation', (event) => resolve(event.effectiveDirective), { once: true });
      const script = document.createElement('script');
      script.textContent = 'globalThis.planted = true';
      document.head.append(script);
    });
    const fetched = await fetch('https://example.com/').then(
      () => 'fetched',
      () => 'refused',
    );
    return { evaluated, fetched, planted: 'planted' in globalThis };
  });
  expect(refused).toEqual({ evaluated: 'script-src-elem', fetched: 'refused', planted: false });
});

test('it may notify and use the clipboard, and nothing else', async ({ window }) => {
  const states = (): Promise<Record<string, string>> =>
    window.evaluate(async () => {
      const names = ['notifications', 'clipboard-write', 'geolocation', 'microphone'] as const;
      const asked = names.map(async (name) => [name, (await navigator.permissions.query({ name: name as PermissionName })).state]);
      return Object.fromEntries((await Promise.all(asked)) as [string, string][]);
    });
  await expect
    .poll(states)
    .toEqual({ notifications: 'granted', 'clipboard-write': 'granted', geolocation: 'denied', microphone: 'denied' });
});

test('the window comes back where it stood', async ({ dataFolder, desktop, window }) => {
  await expect(window.locator('#root')).toBeVisible();
  const bounds = { x: 60, y: 70, width: 1100, height: 760 };
  await desktop.evaluate(({ BrowserWindow }, wanted) => BrowserWindow.getAllWindows()[0]?.setBounds(wanted), bounds);
  await desktop.close();
  expect(JSON.parse(readFileSync(join(dataFolder, 'desktop', 'window.json'), 'utf8'))).toEqual({ bounds, maximized: false });
  const again = await launchDesktop({ dataFolder });
  await again.firstWindow();
  expect(await again.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.getBounds())).toEqual(bounds);
  await again.close();
});

test('tray and notification tell of a thread that needs somebody, and a click opens it', async ({ desktop, window, repository }) => {
  await desktop.evaluate(({ BrowserWindow, Notification, Tray }) => {
    globalThis.seen = [];
    const { show } = Notification.prototype;
    Notification.prototype.show = function () {
      globalThis.seen.push(this);
      show.call(this);
    };
    const { setToolTip } = Tray.prototype;
    Tray.prototype.setToolTip = function (text) {
      (globalThis as unknown as { toolTip: string }).toolTip = text;
      setToolTip.call(this, text);
    };
    // Notifications are for those who look elsewhere.
    BrowserWindow.getAllWindows()[0]?.blur();
  });
  const thread = await startThread(window, repository, 'Ask me something', [{ do: 'run', command: 'true', ask: 'to see what you say' }]);
  await expect.poll(() => desktop.evaluate(() => (globalThis as unknown as { toolTip?: string }).toolTip)).toBe('Switchyard: 1 needs you');
  const shown = (): Promise<unknown> =>
    desktop.evaluate(() => (globalThis.seen as { title: string; body: string }[]).map(({ title, body }) => ({ title, body })));
  await expect.poll(shown).toEqual([{ title: 'Ask me something', body: 'Asks for your approval.' }]);
  expect(await desktop.evaluate(({ app }) => app.getBadgeCount())).toBe(1);
  await desktop.evaluate(() => (globalThis.seen as NodeJS.EventEmitter[])[0]?.emit('click'));
  await expect.poll(() => new URL(window.url()).hash).toContain(thread);
});

test('a second start hands its link to the first and ends', async ({ dataFolder, desktop, window, repository }) => {
  const thread = await startThread(window, repository, 'Say hello', [{ do: 'say', text: 'Hello.' }]);
  const second = await launchDesktop({ dataFolder, args: [`switchyard://thread/${thread}`] }).catch(() => null);
  await second?.ended;
  await expect.poll(() => new URL(window.url()).hash).toContain(thread);
  expect(await desktop.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length)).toBe(1);
});

test('quitting asks while a task is at work, and ends everything when told to', async ({ dataFolder, desktop, window, repository }) => {
  const thread = await startThread(window, repository, 'Wait for me', [{ do: 'say', text: 'Waiting.' }, { do: 'hang' }]);
  const first = async (): Promise<string> => (await callFromPage(window, 'threads.export', { thread })).lines[0] ?? '';
  await expect.poll(first).toContain('"running"');
  const answerDialogs = (response: number): Promise<void> =>
    desktop.evaluate(({ dialog }, chosen) => {
      globalThis.seen = [];
      dialog.showMessageBox = (async (...args: unknown[]) => {
        globalThis.seen.push((args.at(-1) as { message: string }).message);
        return { response: chosen, checkboxChecked: false };
      }) as typeof dialog.showMessageBox;
    }, response);
  await answerDialogs(1);
  await desktop.evaluate(({ app }) => app.quit());
  await expect.poll(() => desktop.evaluate(() => globalThis.seen)).toEqual(['One task is still at work.']);
  expect(await callFromPage(window, 'app.info', {})).toMatchObject({ host: 'desktop' });
  await answerDialogs(0);
  // It ends while it answers.
  await desktop.evaluate(({ app }) => app.quit()).catch(() => undefined);
  await desktop.ended;
  expect(existsSync(join(dataFolder, 'core.json'))).toBe(false);
});
