/** A change of 500 files and 50,000 lines on the screen: when its list and its first lines stand there, and how it scrolls. */
import type { Page } from '@playwright/test';
import { join } from 'node:path';
import type { ThreadId } from '#contract/ids.ts';
import { changeFiles, CHANGED_FILES, LINES_PER_FILE, makeThread } from './changes.ts';
import { median, type Bench, type Figure } from './figures.ts';
import { framesDuring, withPage } from './page.ts';
import { inFolder, makeRepository } from './place.ts';
import { withServed } from './served.ts';

const RUNS = 5;
const WHEEL_PX = 120;
const WHEEL_TURNS = 90;
const JUMPS = 60;
const ROWS_ONLY_ID = 'rows-only';

/** Nothing but rows of text in a scrolled element: what the browser can do here without a processor for graphics. */
const showRowsOnly = (page: Page, rows: number): Promise<void> =>
  page.evaluate(
    ({ id, count }) => {
      document.body.innerHTML = `<div id="${id}" style="position:absolute;inset:0;overflow:auto;font:12px/20px monospace;white-space:pre"><div style="position:relative;height:${count * 20}px"></div></div>`;
      const scroller = document.getElementById(id) as HTMLElement;
      const canvas = scroller.firstElementChild as HTMLElement;
      const drawn = new Map<number, HTMLElement>();
      const draw = (): void => {
        const first = Math.max(0, Math.floor(scroller.scrollTop / 20) - 12);
        const last = Math.min(count, first + Math.ceil(scroller.clientHeight / 20) + 24);
        for (const [row, element] of drawn)
          if (row < first || row >= last) {
            element.remove();
            drawn.delete(row);
          }
        for (let row = first; row < last; row += 1) {
          if (drawn.has(row)) continue;
          const element = document.createElement('div');
          element.style.cssText = `position:absolute;top:${row * 20}px`;
          element.textContent = `${row}  export const other${row} = 'as long as the ones before';`;
          drawn.set(row, element);
          canvas.append(element);
        }
      };
      scroller.addEventListener('scroll', draw, { passive: true });
      draw();
    },
    { id: ROWS_ONLY_ID, count: rows },
  );

const wheel = async (page: Page, selector: string): Promise<void> => {
  const box = await page.locator(selector).boundingBox();
  if (box === null) throw new Error(`${selector} is not on the page`);
  await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
  for (let turn = 0; turn < WHEEL_TURNS; turn += 1) {
    await page.mouse.wheel(0, WHEEL_PX);
    await page.evaluate(() => new Promise(requestAnimationFrame));
  }
};

/** From the beginning to the end in steps of many screens, one each frame. */
const jump = (page: Page, selector: string): Promise<void> =>
  page.evaluate(
    ({ at, jumps }) =>
      new Promise<void>((resolve) => {
        const scroller = document.querySelector(at) as HTMLElement;
        let step = 0;
        const next = (): void => {
          step += 1;
          scroller.scrollTop = ((scroller.scrollHeight - scroller.clientHeight) * step) / jumps;
          if (step === jumps) resolve();
          else requestAnimationFrame(next);
        };
        next();
      }),
    { at: selector, jumps: JUMPS },
  );

const toTop = (page: Page, selector: string): Promise<void> =>
  page.locator(selector).evaluate((scroller) => {
    scroller.scrollTop = 0;
  });

interface Scrolled {
  readonly wheel: { readonly perSecond: number; readonly late: number };
  readonly jump: { readonly perSecond: number; readonly late: number };
}

const scroll = async (page: Page, selector: string): Promise<Scrolled> => {
  await toTop(page, selector);
  const turned = await framesDuring(page, () => wheel(page, selector));
  await toTop(page, selector);
  return { wheel: turned, jump: await framesDuring(page, () => jump(page, selector)) };
};

interface Opened {
  readonly list: number;
  readonly content: number;
}

/** From the press to the rows, measured in the page: what the test's own way to the browser takes is not counted. */
const open = (page: Page, thread: ThreadId): Promise<Opened> =>
  page.evaluate(
    (id) =>
      new Promise<Opened>((resolve) => {
        const began = performance.now();
        let list = 0;
        const look = (): void => {
          if (list === 0 && document.querySelector('[role=tree] [role=treeitem]') !== null) list = performance.now() - began;
          const row = document.querySelector('.diff-row code');
          if (row !== null && row.textContent !== '') resolve({ list, content: performance.now() - began });
          else requestAnimationFrame(look);
        };
        location.hash = `#/thread/${id}?show=changes`;
        look();
      }),
    thread,
  );

const figuresOf = (opened: readonly Opened[], cold: Opened, own: Scrolled, rows: Scrolled): readonly Figure[] => {
  const limit = (kind: keyof Scrolled) => ({ name: 'rows only', value: rows[kind].perSecond });
  return [
    { name: 'list on screen, first time', value: cold.list, unit: 'ms' },
    { name: 'first lines on screen, first time', value: cold.content, unit: 'ms', goal: { most: 500 } },
    { name: 'list on screen', value: median(opened.map(({ list }) => list)), unit: 'ms', goal: { most: 100 } },
    { name: 'first lines on screen', value: median(opened.map(({ content }) => content)), unit: 'ms', goal: { most: 500 } },
    { name: 'frames a second, wheel', value: own.wheel.perSecond, unit: 'fps', limit: limit('wheel'), goal: { leastRatio: 0.97 } },
    { name: 'frames later than 34 ms, wheel', value: own.wheel.late, unit: 'count' },
    { name: 'frames a second, end to end', value: own.jump.perSecond, unit: 'fps', limit: limit('jump'), goal: { leastRatio: 0.9 } },
    { name: 'frames later than 34 ms, end to end', value: own.jump.late, unit: 'count' },
  ];
};

export const changesScreen: Bench = {
  name: 'changes-screen',
  run: () =>
    inFolder(async (folder) => {
      const repository = makeRepository(join(folder, 'repository'), 2_000);
      return withServed({ dataFolder: join(folder, 'data') }, async ({ app, session }) => {
        const { id: thread, path } = await makeThread(session, repository);
        changeFiles(path);
        return withPage(async (page) => {
          await page.goto(app.addressWithToken);
          await page.getByRole('article').first().waitFor();
          const cold = await open(page, thread);
          const opened: Opened[] = [];
          for (let run = 0; run < RUNS; run += 1) {
            await page.evaluate(() => void (location.hash = '#/board'));
            await page.getByRole('article').first().waitFor();
            opened.push(await open(page, thread));
          }
          const own = await scroll(page, '[data-diff]');
          await page.goto('data:text/html,<title>rows</title><body></body>');
          await showRowsOnly(page, CHANGED_FILES * LINES_PER_FILE * 2);
          return figuresOf(opened, cold, own, await scroll(page, `#${ROWS_ONLY_ID}`));
        });
      });
    }),
};
