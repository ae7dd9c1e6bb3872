/** Opening a thread of 10,000 items: the first page at a client, and its end on the screen. */
import { join } from 'node:path';
import type { ThreadId } from '#contract/ids.ts';
import { dataPaths } from '#main/base/paths.ts';
import { openDatabase } from '#main/storage/open-database.ts';
import { createStorage } from '#main/storage/storage.ts';
import { writeCorpus } from './corpus.ts';
import { median, timed, type Bench } from './figures.ts';
import { blankPageMilliseconds, withPage } from './page.ts';
import { inFolder, makeRepository } from './place.ts';
import { withServed } from './served.ts';

const ITEMS = 10_000;
const RUNS = 7;
const PAGE_ITEMS = 100;

/** What SQLite and JSON take for the same page. */
const readPageMilliseconds = (dataFolder: string, thread: ThreadId): number => {
  const paths = dataPaths(dataFolder);
  const { database } = openDatabase(paths, Date.now());
  const { items } = createStorage(database, paths.blobs);
  const runs = Array.from({ length: RUNS }, () => {
    const began = performance.now();
    JSON.stringify(items.page(thread, null, PAGE_ITEMS));
    return performance.now() - began;
  });
  database.close();
  return median(runs);
};

interface OnScreen {
  readonly cold: number;
  readonly warm: number;
  readonly blank: number;
  readonly nodes: number;
}

const onScreen = (addressWithToken: string, address: string, thread: ThreadId): Promise<OnScreen> =>
  withPage(async (page) => {
    const lastAnswer = page.getByText(`Answer ${ITEMS - 1}.`);
    const open = async (): Promise<void> => {
      await page.evaluate((id) => void (location.hash = `#/thread/${id}`), thread);
      await lastAnswer.waitFor();
    };
    await page.goto(addressWithToken);
    await page.getByRole('article').first().waitFor();
    const cold = await timed(open);
    const warm: number[] = [];
    for (let run = 0; run < RUNS; run += 1) {
      await page.evaluate(() => void (location.hash = '#/board'));
      await page.getByRole('article').first().waitFor();
      warm.push(await timed(open));
    }
    const nodes = await page.evaluate(() => document.querySelectorAll('*').length);
    const blank = await blankPageMilliseconds(page);
    await page.goto(address);
    return { cold, warm: median(warm), blank, nodes };
  });

export const openThread: Bench = {
  name: 'open-thread',
  run: () =>
    inFolder(async (folder) => {
      const dataFolder = join(folder, 'data');
      const repository = makeRepository(join(folder, 'repository'), 20);
      const [thread] = writeCorpus(dataFolder, repository, { threads: 3, itemsPerThread: ITEMS, open: 3 });
      if (thread === undefined) throw new Error('the corpus is empty');
      const page = readPageMilliseconds(dataFolder, thread);
      return withServed({ dataFolder }, async ({ app, session }) => {
        const first = await timed(() => session.snapshot('thread', { thread }));
        const runs: number[] = [];
        for (let run = 0; run < RUNS; run += 1) runs.push(await timed(() => session.snapshot('thread', { thread })));
        const screen = await onScreen(app.addressWithToken, app.address, thread);
        const limit = { name: 'blank page', value: screen.blank };
        return [
          {
            name: 'first page at a client, first time',
            value: first,
            unit: 'ms',
            limit: { name: 'reading the page', value: page },
            goal: { most: 30 },
          },
          {
            name: 'first page at a client',
            value: median(runs),
            unit: 'ms',
            limit: { name: 'reading the page', value: page },
            goal: { most: 30 },
          },
          { name: 'its end on screen, first time', value: screen.cold, unit: 'ms', limit, goal: { most: 200 } },
          { name: 'its end on screen, again', value: screen.warm, unit: 'ms', limit, goal: { most: 100 } },
          { name: 'nodes on the page', value: screen.nodes, unit: 'count', goal: { most: 2_000 } },
        ];
      });
    }),
};
