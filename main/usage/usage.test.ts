/** From what agents tell to what the page is told. */
import { afterEach, expect, test } from 'vitest';
import type { Agent } from '#contract/agents.ts';
import type { AgentRequest, AgentUsage } from '#main/agents/agent-backend.ts';
import type { PlayedSession } from '#main/threads/testing/played-agent.ts';
import { openLab, type Lab } from '#main/threads/testing/thread-lab.ts';
import { LimitsBook } from './limits-book.ts';
import { PriceBook, type ProviderPrices } from './price-book.ts';
import { UsageLedger } from './usage-ledger.ts';
import { UsageBook } from './usage.ts';

const noProviders: ProviderPrices = { priceOf: () => 'unknown', setPrice: () => undefined };
const HOUR = 3_600_000;
/** Noon of a day that no time zone moves to another. */
const noon = new Date(2026, 10, 22, 12).getTime();

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

const open = async (folder?: string) => {
  const lab = await openLab(folder === undefined ? {} : { folder });
  lab.now = noon;
  const { storage } = lab.threads.context.book;
  const prices = new PriceBook(storage.settings, noProviders);
  const ledger = new UsageLedger({
    book: lab.threads.context.book,
    table: storage.usage,
    turns: storage.turns,
    defaultModel: () => 'house-model',
    now: () => lab.now,
  });
  const usage = new UsageBook({
    table: storage.usage,
    turns: storage.turns,
    prices,
    thread: (id) => ({ title: storage.threads.get(id)?.thread.title ?? '', isThere: true }),
    project: (id) => ({ name: `project ${id === lab.project.id ? 'of the lab' : '?'}`, isThere: true }),
    now: () => lab.now,
  });
  closing.push(async () => {
    ledger.dispose();
    await lab.close();
  });
  return { lab, storage, prices, usage };
};

const told: AgentUsage = {
  inputTokens: 1000,
  cachedTokens: 400,
  outputTokens: 50,
  contextTokens: 1050,
  contextWindow: 2000,
  costUsd: null,
};

/** A thread whose agent has taken its message. */
const begun = async (lab: Lab, options: Parameters<Lab['create']>[1] = {}) => {
  const sent = new Promise<PlayedSession>((resolve) => (lab.agent.behaviour.onSend = resolve));
  const slot = lab.create('Fix the rounding', options);
  return { slot, say: (await sent).say };
};

/** A turn that tells `usage` and takes an hour. */
const work = async (lab: Lab, usage: AgentUsage, options: Parameters<Lab['create']>[1] = {}) => {
  const { slot, say } = await begun(lab, options);
  say({ kind: 'usage', usage });
  lab.now += HOUR;
  say({ kind: 'turn-ended', outcome: { kind: 'completed' } });
  await lab.until(slot, ({ state }) => state.kind === 'idle');
  return slot;
};

const request: AgentRequest = {
  key: 'r1',
  kind: 'command',
  itemKey: null,
  title: 'Run make?',
  detail: { command: 'make' },
  decisions: [{ id: 'allow-once', label: 'Allow once', effect: 'allow' }],
};

const sums = (more: object = {}) => ({
  turns: 1,
  workMs: HOUR,
  inputTokens: 1000,
  cachedTokens: 400,
  cacheWriteTokens: 0,
  outputTokens: 50,
  reasoningTokens: 0,
  costUsd: null,
  reckonedUsd: 0,
  unpricedTokens: 1050,
  ...more,
});

test('what an agent tells is counted by agent, model, project, thread and day; without a price it says so', async () => {
  const { lab, usage } = await open();
  const slot = await work(lab, told, { model: 'local-model' });
  const day = '2026-11-22';
  for (const [by, key, label] of [
    ['agent', slot.thread.agent, null],
    ['model', 'local-model', null],
    ['project', lab.project.id, 'project of the lab'],
    ['thread', slot.id, 'Fix the rounding'],
    ['day', day, null],
  ] as const) {
    expect(usage.summary({ by })).toEqual({
      from: day,
      to: day,
      by,
      today: day,
      totals: sums(),
      agents: [slot.thread.agent],
      groups: [{ ...sums(), key, label, isThere: true }],
      groupsMore: 0,
      series: [{ ...sums(), day, agent: slot.thread.agent }],
      unpriced: [{ model: 'local-model', tokens: 1050 }],
    });
  }
  expect(usage.summary({ from: '2026-11-23', to: '2026-11-30', by: 'agent' })).toMatchObject({
    totals: { turns: 0, costUsd: null },
    groups: [],
  });
});

test('a price counts for what was used before it, the cache at its own; what an agent says of its cost wins', async () => {
  const { lab, usage, prices } = await open();
  await work(lab, told, { model: 'local-model' });
  prices.set('local-model', { input: 10, cached: 1, cacheWrite: null, output: 100 });
  const reckoned = (600 * 10 + 400 * 1 + 50 * 100) / 1e6;
  expect(usage.summary({ by: 'agent' }).totals).toEqual(sums({ costUsd: reckoned, reckonedUsd: reckoned, unpricedTokens: 0 }));
  await work(lab, { ...told, costUsd: 0.25 }, { model: 'local-model' });
  const both = usage.summary({ by: 'model' });
  expect(both.totals.costUsd).toBeCloseTo(0.25 + reckoned, 9);
  expect(both.totals.reckonedUsd).toBeCloseTo(reckoned, 9);
  expect(both.unpriced).toEqual([]);
  prices.set('local-model', null);
  expect(usage.summary({ by: 'model' }).totals).toMatchObject({ costUsd: 0.25, unpricedTokens: 1050 });
});

test('a thread tells of its turns; the model is the one the agent names, else the default', async () => {
  const { lab, usage } = await open();
  const slot = await work(lab, { ...told, costUsd: 0.5, reasoningTokens: 20, cacheWriteTokens: 100, model: 'gpt-5.4' });
  const { turns: _, ...ofTurn } = sums({ costUsd: 0.5, unpricedTokens: 0, reasoningTokens: 20, cacheWriteTokens: 100 });
  expect(usage.thread(slot.id)).toEqual({
    totals: sums({ costUsd: 0.5, unpricedTokens: 0, reasoningTokens: 20, cacheWriteTokens: 100 }),
    turns: [
      {
        ...ofTurn,
        turn: expect.any(String),
        number: 1,
        agent: slot.thread.agent,
        model: 'gpt-5.4',
        day: '2026-11-22',
        startedAt: noon,
        contextTokens: 1050,
        contextWindow: 2000,
      },
    ],
  });
  await work(lab, told);
  expect(
    usage
      .summary({ by: 'model' })
      .groups.map(({ key }) => key)
      .toSorted(),
  ).toEqual(['gpt-5.4', 'house-model']);
});

test('time in which the agent waits for a person is no work', async () => {
  const { lab, usage } = await open();
  const { slot, say } = await begun(lab);
  lab.now += HOUR;
  say({ kind: 'request-opened', request });
  await lab.until(slot, ({ state }) => state.kind === 'waiting');
  lab.now += 5 * HOUR;
  say({ kind: 'request-closed', key: 'r1' });
  await lab.until(slot, ({ state }) => state.kind === 'running');
  lab.now += HOUR;
  say({ kind: 'turn-ended', outcome: { kind: 'stopped' } });
  await lab.until(slot, ({ state }) => state.kind === 'idle');
  expect(usage.summary({ by: 'agent' }).totals).toMatchObject({ turns: 1, workMs: 2 * HOUR, inputTokens: 0 });
});

test('what a crash cut off is counted', async () => {
  const { lab, usage } = await open();
  const { say } = await begun(lab);
  lab.now += HOUR;
  say({ kind: 'usage', usage: told });
  expect(usage.today()).toEqual({ tokens: 1050, costUsd: null });
  expect(usage.summary({ by: 'agent' }).totals).toEqual(sums());
});

test('lines for a spreadsheet; no title is a formula', async () => {
  const { lab, usage } = await open();
  const slot = await work(lab, { ...told, costUsd: 0.5 }, { title: '=HYPERLINK("x"), and more', model: 'm' });
  expect(usage.export('2026-11-01', '2026-11-30', 0)).toEqual({
    lines: [
      'day,agent,model,project,thread,title,turns,work_seconds,input_tokens,cached_tokens,cache_write_tokens,output_tokens,reasoning_tokens,cost_usd,cost_by_price_usd,tokens_without_price',
      `2026-11-22,${slot.thread.agent},m,project of the lab,${slot.id},"'=HYPERLINK(""x""), and more",1,3600,1000,400,0,50,0,0.5,0,0`,
    ],
    next: null,
  });
});

const codex: Agent = {
  id: 'codex',
  backend: 'codex',
  label: 'Codex',
  status: { kind: 'ready', version: '1' },
  abilities: { steer: 'none', images: false, questions: false, plans: false, resume: false },
  models: [],
  account: 'ann@example.org',
};

test('limits are kept by agent, account and window', async () => {
  const { lab, storage } = await open();
  const limits = () => new LimitsBook({ table: storage.limits, agents: () => [codex], now: () => lab.now });
  const first = limits();
  const heard: unknown[] = [];
  first.topic.listen((events) => heard.push(...events));
  first.take('codex', [
    { id: 'primary', label: '5 hours', usedPercent: 40, resetsAt: noon + HOUR },
    { id: 'secondary', label: 'week', usedPercent: 10, resetsAt: null },
  ]);
  lab.now += 60_000;
  first.take('codex', [{ id: 'primary', label: '5 hours', usedPercent: 55, resetsAt: noon + HOUR }]);
  first.take('claude', []);
  const kept = [
    {
      agent: 'codex',
      account: 'ann@example.org',
      windows: [
        { id: 'primary', label: '5 hours', usedPercent: 55, resetsAt: noon + HOUR, toldAt: noon + 60_000 },
        { id: 'secondary', label: 'week', usedPercent: 10, resetsAt: null, toldAt: noon },
      ],
    },
  ];
  expect(heard.at(-1)).toEqual(kept);
  expect(limits().topic.snapshot()).toEqual(kept);
  lab.now += 61 * 24 * HOUR;
  expect(limits().topic.snapshot()).toEqual([]);
});
