import { afterEach, beforeEach, expect, test } from 'vitest';
import { connectEmpty, type Database } from './database.ts';
import { migrate } from './migrate.ts';
import { migrations } from './migrations/migrations.ts';
import { dayOf, UsageTable, type UsageRow } from './usage-table.ts';

let database: Database;
beforeEach(() => {
  database = connectEmpty();
  migrate(
    database,
    migrations.filter(({ number }) => number < 13),
    () => undefined,
  );
});
afterEach(() => database.close());

const noon = new Date(2026, 9, 25, 12).getTime();
const DAY = 86_400_000;

const addTurn = (id: string, endedAt: number | null, usage: object | null): void => {
  const body = { id, startedAt: (endedAt ?? noon) - 60_000, endedAt, usage };
  database
    .prepare('INSERT INTO turns (id, thread, number, ended_at, body) VALUES (?, ?, ?, ?, ?)')
    .run(id, 't_1', Number(id.slice(2)), endedAt, JSON.stringify(body));
};
const addDay = (day: string, agent: string, input: number, output: number, cost: number | null): void =>
  void database.prepare('INSERT INTO usage_days VALUES (?, ?, ?, ?, ?)').run(day, agent, input, output, cost);

test('turns on record are taken over; what a day had beyond them stays as a row of its own; sums are not counted twice', () => {
  const thread = { agent: 'codex', model: 'gpt-5.4' };
  database.prepare("INSERT INTO threads VALUES ('t_1', 'p_1', ?, '{}', NULL, 1)").run(JSON.stringify(thread));
  addTurn('u_1', noon, { inputTokens: 100, cachedTokens: 40, outputTokens: 10, contextTokens: 110, contextWindow: 200, costUsd: 0.5 });
  addTurn('u_2', noon + DAY, null);
  addTurn('u_3', null, null);
  const [day, next] = [dayOf(noon), dayOf(noon + DAY)];
  addDay(day, 'codex', 100, 10, 0.5);
  // The thread has another agent now: this is the same use under its former name.
  addDay(next, 'native', 0, 0, null);
  // Nothing is left of these turns.
  addDay('2026-01-02', 'native', 70, 7, 0.25);
  migrate(database, migrations, () => undefined);
  const table = new UsageTable(database);
  const zero = { cacheWriteTokens: 0, reasoningTokens: 0, unpricedCacheWrite: 0 };
  expect(table.series('2026-01-01', '2026-12-31')).toEqual([
    {
      ...{ ...zero, day: '2026-01-02', agent: 'native', key: 'native', model: '', turns: 0, workMs: 0, inputTokens: 70, cachedTokens: 0 },
      ...{ outputTokens: 7, costUsd: 0.25, unpricedInput: 0, unpricedCached: 0, unpricedOutput: 0 },
    },
    {
      ...{ ...zero, day, agent: 'codex', key: 'codex', model: 'gpt-5.4', turns: 1, workMs: 60_000, inputTokens: 100, cachedTokens: 40 },
      ...{ outputTokens: 10, costUsd: 0.5, unpricedInput: 0, unpricedCached: 0, unpricedOutput: 0 },
    },
    {
      ...{ ...zero, day: next, agent: 'codex', key: 'codex', model: 'gpt-5.4', turns: 1, workMs: 60_000, inputTokens: 0, cachedTokens: 0 },
      ...{ outputTokens: 0, costUsd: null, unpricedInput: 0, unpricedCached: 0, unpricedOutput: 0 },
    },
  ]);
  expect(table.days()).toEqual({ first: '2026-01-02', last: next });
  expect(database.prepare('SELECT count(*) AS days FROM usage_days').get()).toEqual({ days: 3 });
});

test('sums follow a turn that goes on, tells another model, and then its cost', () => {
  migrate(database, migrations, () => undefined);
  const table = new UsageTable(database);
  const row = {
    ...{ turn: 'u_1', thread: 't_1', project: 'p_1', agent: 'codex', model: 'a', day: '2026-10-25', startedAt: noon, workMs: 10 },
    ...{
      inputTokens: 5,
      cachedTokens: 1,
      cacheWriteTokens: 2,
      outputTokens: 3,
      reasoningTokens: 1,
      contextTokens: null,
      contextWindow: null,
    },
    costUsd: null,
  } as UsageRow;
  table.put(row);
  table.put({ ...row, turn: 'u_2' as UsageRow['turn'] });
  table.put({ ...row, model: 'b', day: '2026-10-26', inputTokens: 50, costUsd: 0.25 });
  const after = table.series('2026-10-01', '2026-10-31');
  expect(after.map((sum) => [sum.day, sum.model, sum.turns, sum.workMs, sum.inputTokens, sum.costUsd, sum.unpricedInput])).toEqual([
    ['2026-10-25', 'a', 1, 10, 5, null, 5],
    ['2026-10-26', 'b', 1, 10, 50, 0.25, 0],
  ]);
  const threads = table.by('thread', '2026-10-01', '2026-10-31');
  expect(threads).toEqual(after.map((sum) => ({ ...sum, day: '', agent: '', key: 't_1' })));
});

test('a year of ten agents and two hundred threads is summed up at once', () => {
  migrate(database, migrations, () => undefined);
  const table = new UsageTable(database);
  const insert = database.prepare('INSERT INTO usage_turns VALUES (?, ?, ?, ?, ?, ?, ?, 60000, 1000, 400, 0, 50, 10, NULL, NULL, NULL)');
  database.transaction(() => {
    for (let index = 0; index < 25_000; index += 1) {
      const at = noon - Math.floor(index / 70) * DAY;
      insert.run(`u_${index}`, `t_${index % 200}`, `p_${index % 5}`, `agent-${index % 10}`, `model-${index % 10}`, dayOf(at), at);
    }
  });
  const from = dayOf(noon - 364 * DAY);
  const began = performance.now();
  const series = table.series(from, dayOf(noon));
  const threads = table.by('thread', from, dayOf(noon));
  const took = performance.now() - began;
  expect([series.length > 3_000, new Set(threads.map(({ key }) => key)).size]).toEqual([true, 200]);
  expect(took).toBeLessThan(5_000);
});
