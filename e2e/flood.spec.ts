/** More than fits on a screen or in memory, and names that no screen expects: what a person sees of them. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { scriptedMessage } from './setup/agent-prompts.ts';
import { makeRepository } from './setup/repository.ts';
import { expect, test } from './setup/test.ts';

const MEGABYTE = 1024 * 1024;
/** What the flood may add to the server at most; the flood itself is more than twice as much. */
const MAY_GROW_BYTES = 180 * MEGABYTE;

/** The most memory that the process has had so far. Linux. */
const peakBytes = (pid: number): number => Number(/^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) * 1024;

test('a hundred megabytes of output in lines of ten thousand characters: the server stays small, the page stays usable', async ({
  app,
  home,
  repository,
  shell,
}) => {
  test.setTimeout(120_000);
  await shell.json('project', 'add', repository.path);
  const before = peakBytes(app.pid);
  const flood = "head -c 104857600 /dev/zero | tr '\\0' a | fold -w 10000; printf '\\nTHE END \\000\\377\\n'";
  const prompt = scriptedMessage('Flood it', { do: 'run', command: flood }, { do: 'say', text: 'That was all.' });
  const { id } = (await shell.json('new', '--agent', 'scripted', prompt)) as { readonly id: string };
  await home.goto(`${app.address}#/thread/${id}`);
  await expect(home.getByText('That was all.', { exact: true })).toBeVisible({ timeout: 90_000 });
  expect(peakBytes(app.pid) - before).toBeLessThan(MAY_GROW_BYTES);
  const item = (await shell.json('show', id, '--items')) as {
    readonly items: readonly { readonly kind: string; readonly output?: string; readonly outputBytes?: number }[];
  };
  const command = item.items.find(({ kind }) => kind === 'command');
  expect([
    command?.output?.includes('THE END'),
    (command?.outputBytes ?? 0) > 100 * MEGABYTE,
    (command?.output?.length ?? 0) < MEGABYTE,
  ]).toEqual([true, true, true]);
  // The page answers at once and lays nothing out wider than itself.
  await home.getByRole('textbox', { name: 'Message to the agent' }).fill('Still here');
  expect(await home.evaluate(() => document.documentElement.scrollWidth <= document.documentElement.clientWidth)).toBe(true);
});

test('names with spaces, quotes, line breaks and other scripts are shown whole, from the board to the change', async ({
  app,
  home,
  folder,
  shell,
}) => {
  const names = ['quo\'te "double".txt', 'line\nbreak.txt', 'größe 漢字 עברית.txt', '<img src=x onerror=alert(1)>.txt'];
  const repository = makeRepository(join(folder, 'sh op "it\'s" 漢字'), Object.fromEntries(names.map((name) => [name, 'before\n'])));
  await shell.json('project', 'add', repository.path);
  const title = 'Größe <b>"ändern"</b> 漢字 עברית';
  const files = names.map((path) => ({ path, content: 'after the change\n' }));
  const { id } = (await shell.json(
    'new',
    '--project',
    repository.path,
    '--agent',
    'scripted',
    '--title',
    title,
    scriptedMessage('Change', { do: 'change', files }),
  )) as {
    readonly id: string;
  };
  await shell.json('wait', id, '--for', 'review', '--timeout', '60');
  await home.goto(`${app.address}#/`);
  const card = home.getByRole('article', { name: title, exact: true });
  await expect(home.getByText('sh op "it\'s" 漢字').first()).toBeVisible();
  await card.getByRole('button', { name: /^Review/ }).click();
  const tree = home.getByRole('tree', { name: 'Changed files' });
  await expect(tree.getByRole('treeitem')).toHaveCount(names.length);
  for (const name of names) await expect(tree.getByTitle(name, { exact: true })).toBeVisible();
  await expect(home.getByRole('region', { name: 'Changes' }).getByText('after the change').first()).toBeVisible();
  await expect(home.getByText('+4').first()).toBeVisible();
});
