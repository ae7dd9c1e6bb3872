/** The board: answers from the card, moves by itself, selects many, removes with a preview and an undo, draws only what changed. */
import type { Page } from '@playwright/test';
import { expectAccessible } from '#e2e/setup/accessible.ts';
import { addProject, card, column, scripted, startTask } from '#e2e/setup/board-journey.ts';
import { expect, test } from '#e2e/setup/test.ts';

const asks = scripted('Ask first', [
  { do: 'run', command: 'echo asked', ask: 'It wants to echo.' },
  { do: 'say', text: 'It ran.' },
]);
const works = scripted('Works alone', [
  { do: 'change', files: [{ path: 'note.txt', content: 'one\ntwo\n' }] },
  { do: 'say', text: 'Written.' },
]);

test('an approval is answered on the card, and the card moves on', async ({ home, repository }) => {
  await addProject(home, repository.path);
  await startTask(home, asks);
  const waiting = card(column(home, 'needs-you'), 'Ask first');
  await expect(waiting).toContainText('echo asked');
  await expectAccessible(home);
  await waiting
    .getByRole('button', { name: /^Allow/ })
    .first()
    .click();
  await expect(card(column(home, 'review'), 'Ask first')).toBeVisible();
  await expect(waiting).toBeHidden();
});

test('a denial carries its reason', async ({ home, repository }) => {
  await addProject(home, repository.path);
  await startTask(home, asks);
  await card(column(home, 'needs-you'), 'Ask first').focus();
  await home.keyboard.press('n');
  const reason = home.getByRole('textbox', { name: 'Reason' });
  await reason.fill('Not now');
  await reason.press('Enter');
  await expect(card(column(home, 'needs-you'), 'Ask first')).toBeHidden();
});

test('cards are done, snoozed, removed and brought back', async ({ home, repository }) => {
  await addProject(home, repository.path);
  await startTask(home, works);
  const ready = card(column(home, 'review'), 'Works alone');
  await expect(ready).toContainText('1 file');
  await ready.focus();
  await home.keyboard.press('e');
  await expect(card(column(home, 'done'), 'Works alone')).toBeVisible();
  await home.getByRole('button', { name: 'Undo' }).first().click();
  await expect(ready).toBeVisible();
  await ready.focus();
  await home.keyboard.press('Delete');
  const dialog = home.getByRole('dialog', { name: /^Remove/ });
  await expect(dialog).toContainText('note.txt');
  await dialog.getByRole('button', { name: 'Remove' }).click();
  await expect(ready).toBeHidden();
  await home.getByRole('button', { name: 'Undo' }).first().click();
  await expect(card(column(home, 'review'), 'Works alone')).toBeVisible();
});

/** Counts function components that drew, by the card they are in, as React tells its developer tools. */
const countDraws = async (page: Page): Promise<void> => {
  await page.addInitScript(() => {
    interface Fiber {
      readonly child: Fiber | null;
      readonly sibling: Fiber | null;
      readonly alternate: Fiber | null;
      /** The list of hooks: a new object each time that the component draws. */
      readonly memoizedState: object | null;
      readonly memoizedProps: Record<string, unknown> | null;
    }
    const drawn: Record<string, number> = {};
    const seen = new WeakSet<object>();
    const walk = (fiber: Fiber | null): void => {
      for (let at = fiber; at !== null; at = at.sibling) {
        const id = at.child?.memoizedProps?.['data-card'];
        const drew = at.memoizedState !== null && !seen.has(at.memoizedState);
        if (drew && at.memoizedState !== null) seen.add(at.memoizedState);
        if (typeof id === 'string' && drew && at.memoizedProps !== null && 'id' in at.memoizedProps && at.alternate !== null)
          drawn[id] = (drawn[id] ?? 0) + 1;
        if (at.alternate === null || at.child !== at.alternate.child) walk(at.child);
      }
    };
    Object.assign(globalThis, {
      drawnCards: drawn,
      __REACT_DEVTOOLS_GLOBAL_HOOK__: {
        supportsFiber: true,
        inject: () => 1,
        checkDCE: () => {},
        onCommitFiberUnmount: () => {},
        onPostCommitFiberRoot: () => {},
        onCommitFiberRoot: (_: number, root: { current: Fiber }) => walk(root.current),
      },
    });
  });
};

test('an event about one thread draws one card', async ({ home, repository }) => {
  await countDraws(home);
  await addProject(home, repository.path);
  await startTask(home, asks);
  await startTask(home, asks.replace('Ask first', 'Stays as it is'));
  const [moved, still] = [card(home, 'Ask first'), card(home, 'Stays as it is')];
  await expect(column(home, 'needs-you').getByRole('article')).toHaveCount(2);
  await home.reload();
  await expect(column(home, 'needs-you').getByRole('article')).toHaveCount(2);
  await moved.focus();
  const ids = { moved: await moved.getAttribute('data-card'), still: await still.getAttribute('data-card') };
  await home.evaluate(() => {
    const { drawnCards } = globalThis as unknown as { drawnCards: Record<string, number> };
    for (const id of Object.keys(drawnCards)) delete drawnCards[id];
  });
  await moved.hover();
  await home.getByRole('button', { name: 'Actions for Ask first' }).click();
  await home.getByRole('menuitem', { name: /^Pin/ }).click();
  await expect(moved.getByLabel('Pinned')).toBeVisible();
  const drawn = await home.evaluate(() => (globalThis as unknown as { drawnCards: Record<string, number> }).drawnCards);
  expect({ moved: (drawn[ids.moved ?? ''] ?? 0) > 0, still: drawn[ids.still ?? ''] ?? 0 }).toEqual({ moved: true, still: 0 });
});
