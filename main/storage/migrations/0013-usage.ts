/**
 * Usage by turn: which agent, model, project and thread. What turns on record tell is taken over. A day that was summed up
 * before and tells more than its turns keeps the rest as a row without a thread; the sums themselves stay where they are.
 */
import type { Migration } from './migration.ts';

/** The figures of a row of usage_turns as they go into usage_sums. */
const figures = (row: 'NEW' | 'OLD'): readonly (readonly [column: string, value: string])[] => {
  const open = (column: string): string => `iif(${row}.cost_usd IS NULL, ${row}.${column}, 0)`;
  const same = ['work_ms', 'input_tokens', 'cached_tokens', 'cache_write_tokens', 'output_tokens', 'reasoning_tokens'];
  return [
    ['parts', '1'],
    ['turns', `iif(${row}.thread <> '', 1, 0)`],
    ...same.map((column) => [column, `${row}.${column}`] as const),
    ['told', `iif(${row}.cost_usd IS NULL, 0, 1)`],
    ['told_usd', `coalesce(${row}.cost_usd, 0.0)`],
    ['open_input', open('input_tokens')],
    ['open_cached', open('cached_tokens')],
    ['open_cache_write', open('cache_write_tokens')],
    ['open_output', open('output_tokens')],
  ];
};

const keys = ['day', 'agent', 'model', 'project'];

const putIn = `INSERT INTO usage_sums (${[...keys, ...figures('NEW').map(([column]) => column)].join(', ')})
        VALUES (${[...keys.map((key) => `NEW.${key}`), ...figures('NEW').map(([, value]) => value)].join(', ')})
        ON CONFLICT (${keys.join(', ')}) DO UPDATE SET
          ${figures('NEW')
            .map(([column]) => `${column} = ${column} + excluded.${column}`)
            .join(', ')};`;

const isOld = keys.map((key) => `${key} = OLD.${key}`).join(' AND ');
const takeOut = `UPDATE usage_sums SET ${figures('OLD')
  .map(([column, value]) => `${column} = ${column} - ${value}`)
  .join(', ')} WHERE ${isOld};
        DELETE FROM usage_sums WHERE ${isOld} AND parts = 0;`;

const sumsKept = `
    CREATE TRIGGER usage_added AFTER INSERT ON usage_turns BEGIN
        ${putIn}
      END;
    CREATE TRIGGER usage_changed AFTER UPDATE ON usage_turns BEGIN
        ${takeOut}
        ${putIn}
      END;`;

export const usage: Migration = {
  number: 13,
  name: 'usage',
  sql: `
    CREATE TABLE usage_turns (
      turn TEXT PRIMARY KEY,
      -- Empty: not known.
      thread TEXT NOT NULL,
      project TEXT NOT NULL,
      agent TEXT NOT NULL,
      model TEXT NOT NULL,
      -- The user's own day when the turn ended; it stays that day wherever the user goes.
      day TEXT NOT NULL,
      started_at INTEGER,
      work_ms INTEGER NOT NULL,
      input_tokens INTEGER NOT NULL,
      cached_tokens INTEGER NOT NULL,
      cache_write_tokens INTEGER NOT NULL,
      output_tokens INTEGER NOT NULL,
      reasoning_tokens INTEGER NOT NULL,
      context_tokens INTEGER,
      context_window INTEGER,
      -- What the agent said; null: nothing.
      cost_usd REAL
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX usage_turns_day ON usage_turns (day);
    CREATE INDEX usage_turns_thread ON usage_turns (thread);

    -- The same summed up, kept by the triggers below: a year of turns is many, a year of days is not.
    CREATE TABLE usage_sums (
      day TEXT NOT NULL,
      agent TEXT NOT NULL,
      model TEXT NOT NULL,
      project TEXT NOT NULL,
      -- Rows of usage_turns in it; turns are those of them that are of a thread.
      parts INTEGER NOT NULL,
      turns INTEGER NOT NULL,
      work_ms INTEGER NOT NULL,
      input_tokens INTEGER NOT NULL,
      cached_tokens INTEGER NOT NULL,
      cache_write_tokens INTEGER NOT NULL,
      output_tokens INTEGER NOT NULL,
      reasoning_tokens INTEGER NOT NULL,
      -- How many of them told a cost, and which; tokens of those that did not.
      told INTEGER NOT NULL,
      told_usd REAL NOT NULL,
      open_input INTEGER NOT NULL,
      open_cached INTEGER NOT NULL,
      open_cache_write INTEGER NOT NULL,
      open_output INTEGER NOT NULL,
      PRIMARY KEY (day, agent, model, project)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX usage_sums_agent ON usage_sums (agent, day);
${sumsKept}

    INSERT INTO usage_turns
      SELECT t.id, t.thread, h.project, h.body ->> '$.agent', coalesce(h.body ->> '$.model', ''),
        date(t.ended_at / 1000, 'unixepoch', 'localtime'), t.body ->> '$.startedAt',
        max(0, t.ended_at - (t.body ->> '$.startedAt')),
        coalesce(t.body ->> '$.usage.inputTokens', 0), coalesce(t.body ->> '$.usage.cachedTokens', 0), 0,
        coalesce(t.body ->> '$.usage.outputTokens', 0), 0,
        t.body ->> '$.usage.contextTokens', t.body ->> '$.usage.contextWindow', t.body ->> '$.usage.costUsd'
      FROM turns t JOIN threads h ON h.id = t.thread
      WHERE t.ended_at IS NOT NULL;

    -- The agent of a thread may have changed since: what a day has in excess as a whole bounds what an agent has.
    INSERT INTO usage_turns
      SELECT 'day ' || d.day || ' ' || d.agent, '', '', d.agent, '', d.day, NULL, 0,
        d.input_tokens - coalesce(known.input, 0), 0, 0, max(0, d.output_tokens - coalesce(known.output, 0)), 0, NULL, NULL,
        CASE WHEN d.cost_usd > coalesce(known.cost, 0) THEN d.cost_usd - coalesce(known.cost, 0) END
      FROM usage_days d
      LEFT JOIN (SELECT day, agent, sum(input_tokens) AS input, sum(output_tokens) AS output, sum(cost_usd) AS cost
        FROM usage_turns GROUP BY day, agent) known ON known.day = d.day AND known.agent = d.agent
      WHERE d.input_tokens > coalesce(known.input, 0)
        AND (SELECT sum(input_tokens) FROM usage_days one WHERE one.day = d.day)
          > coalesce((SELECT sum(input_tokens) FROM usage_turns one WHERE one.day = d.day), 0);

    -- Windows of allowances, by the agent and the account that was signed in ('': it does not say).
    CREATE TABLE usage_limits (
      agent TEXT NOT NULL,
      account TEXT NOT NULL,
      id TEXT NOT NULL,
      label TEXT NOT NULL,
      used_percent REAL NOT NULL,
      resets_at INTEGER,
      told_at INTEGER NOT NULL,
      PRIMARY KEY (agent, account, id)
    ) STRICT, WITHOUT ROWID;
  `,
};
