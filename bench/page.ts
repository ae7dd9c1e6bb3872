/** A real browser on the served app. */
import { chromium, type Page } from '@playwright/test';
import { chromiumArguments, findChromium } from '#scripts/find-chromium.ts';

/** Gives the work a page in a headless browser of its own. Throws when there is no browser. */
export const withPage = async <T>(work: (page: Page) => Promise<T>): Promise<T> => {
  const executablePath = findChromium();
  if (executablePath === null) throw new Error('No Chromium was found; `npm test` installs one.');
  const browser = await chromium.launch({ executablePath, args: chromiumArguments() });
  try {
    return await work(await browser.newPage({ viewport: { width: 1440, height: 900 } }));
  } finally {
    await browser.close();
  }
};

const BLANK = 'data:text/html,<title>blank</title><p>blank</p>';

/** Milliseconds until an empty page is there: the least that any page takes. */
export const blankPageMilliseconds = async (page: Page): Promise<number> => {
  const began = performance.now();
  await page.goto(BLANK);
  await page.waitForSelector('p');
  return performance.now() - began;
};

/**
 * Frames per second and late frames of a page while `work` runs. A frame is late when it comes more than twice the
 * usual 16.7 ms after the one before.
 */
export const framesDuring = async (page: Page, work: () => Promise<void>): Promise<{ perSecond: number; late: number }> => {
  await page.evaluate(() => {
    const times: number[] = [];
    const note = (time: number): void => {
      times.push(time);
      requestAnimationFrame(note);
    };
    requestAnimationFrame(note);
    Object.assign(globalThis, { frameTimes: times });
  });
  await work();
  const times = await page.evaluate(() => (globalThis as unknown as { frameTimes: number[] }).frameTimes);
  const gaps = times.slice(1).map((time, index) => time - (times[index] ?? time));
  const total = (times.at(-1) ?? 0) - (times[0] ?? 0);
  return { perSecond: (gaps.length * 1000) / total, late: gaps.filter((gap) => gap > 34).length };
};
