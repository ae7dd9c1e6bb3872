/** The life of a conversation's program, with the real one: idle ones end unnoticed, nothing stays behind, one writer at a time. */
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { AgentBackend, AgentEvent } from '#main/agents/agent-backend.ts';
import { prepareClaude, type ClaudeForTests } from '#main/agents/testing/claude-for-tests.ts';
import { findForTests } from '#main/agents/testing/find-for-tests.ts';
import { modelMessage } from '#main/agents/testing/model-script.ts';
import { startModelServer, type ModelServer } from '#main/agents/testing/model-server.ts';
import { itemsOf, openRecorded, type RecordedOptions, type RecordedSession } from '#main/agents/testing/recorded-session.ts';
import { makeRepository } from '#main/agents/testing/temporary-repository.ts';
import { createClaudeBackend } from './claude-backend.ts';

const binary = findForTests('claude');
const until = async (condition: () => boolean): Promise<void> => {
  for (const deadline = Date.now() + 15_000; !condition();) {
    if (Date.now() > deadline) throw new Error('the condition did not come true');
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
};
const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};
const completed = { kind: 'turn-ended', outcome: { kind: 'completed' } };

describe.skipIf(binary === null)('the program of a conversation', () => {
  let model: ModelServer;
  let claude: ClaudeForTests;
  let backend: AgentBackend;
  let repository: Awaited<ReturnType<typeof makeRepository>>;
  let cwd = '';
  const open = (options: RecordedOptions = {}): Promise<RecordedSession> => openRecorded(backend, { cwd, environment: {} }, options);

  beforeAll(async () => {
    model = await startModelServer();
    claude = await prepareClaude(binary ?? '', model.port);
    backend = createClaudeBackend('claude', claude.config, { ...claude, idleMilliseconds: 200 });
    repository = await makeRepository();
    cwd = repository.path;
  });
  afterAll(async () => {
    await backend.dispose();
    await model.close();
    await claude.dispose();
    await repository.dispose();
  });

  test('ends when it idles, and is there again with the next message', async () => {
    const { session, turn, events } = await open();
    expect(backend.processes()).toEqual([]);
    await turn(modelMessage([{ say: 'First' }]));
    const [first] = backend.processes();
    await until(() => !isAlive(first?.pid ?? 0));
    expect(backend.processes()).toEqual([]);
    expect(await turn(modelMessage([{ say: 'Second' }]))).toMatchObject(completed);
    expect(JSON.stringify(model.requests.at(-1)?.body)).toContain('First');
    expect(itemsOf(events).map(({ kind, text }) => [kind, text])).toEqual([
      ['assistant', 'First'],
      ['assistant', 'Second'],
    ]);
    await session.close();
    expect(backend.processes()).toEqual([]);
  });

  test('two sessions never write to one conversation', async () => {
    const one = await open();
    await one.turn(modelMessage([{ say: 'Before' }]));
    await one.send(modelMessage([{ say: 'word '.repeat(300), chunk: 5, delayMs: 30 }]));
    const two = await open({ resume: one.session.reference() });
    await expect(two.send('Me too')).rejects.toMatchObject({ failure: { kind: 'busy' } });
    await one.session.close();
    expect(await two.turn(modelMessage([{ say: 'Now me' }]))).toMatchObject(completed);
    await two.session.close();
  });

  test('a conversation that is not on record is not found', async () => {
    await expect(open({ resume: { nativeId: '99999999-2222-4333-8444-555555555555' } })).rejects.toMatchObject({
      failure: { kind: 'not-found' },
    });
  });

  test('a sub-agent in the background works on when the turn is over, and wakes one that nobody sent', async () => {
    const { session, send, next, events, mark } = await open();
    const below = modelMessage([{ call: 'Bash', args: { command: 'echo from below > below.txt' } }, { say: 'Below is done' }]);
    await send(
      modelMessage([
        { call: 'Agent', args: { description: 'helper', prompt: below, subagent_type: 'general-purpose', run_in_background: true } },
        { say: 'It works' },
      ]),
    );
    const [ended] = [await next('turn-ended')];
    expect(ended).toMatchObject(completed);
    const isWoken = (event: AgentEvent): boolean => event.kind === 'turn-started' && event.byAgent;
    await until(() => events.some(isWoken));
    mark();
    await until(() => events.slice(events.findIndex(isWoken)).some(({ kind }) => kind === 'turn-ended'));
    expect(existsSync(join(cwd, 'below.txt'))).toBe(true);
    const items = itemsOf(events);
    expect(items.filter(({ kind }) => kind === 'subagent').at(-1)).toMatchObject({ status: 'done', text: 'Below is done' });
    await session.close();
  });

  test('settings change while a turn runs; nothing stays behind', async () => {
    const { session, send, next } = await open();
    await send(
      modelMessage([
        [
          { say: 'word '.repeat(40), chunk: 5, delayMs: 30 },
          { call: 'Bash', args: { command: 'echo more > more.txt' } },
        ],
        { say: 'So' },
      ]),
    );
    await next('item-append');
    await session.change?.({ model: 'sonnet', effort: 'low', policy: 'workspace-write', mode: 'plan' });
    expect((await next('request-opened')).request).toMatchObject({
      kind: 'command',
      detail: { reason: 'Nothing is changed while it plans.' },
    });
    const pids = backend.processes().map(({ pid }) => pid);
    await session.close();
    await until(() => pids.every((pid) => !isAlive(pid)));
    expect(existsSync(join(cwd, 'more.txt'))).toBe(false);
  });
});

test('a program that is not there is a calm status, and so is nobody being signed in', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'switchyard-claude-none-'));
  const options = { temporaryFolder: join(folder, 'tmp') };
  const environment = { HOME: folder, ANTHROPIC_API_KEY: null, ANTHROPIC_AUTH_TOKEN: null, CLAUDE_CODE_OAUTH_TOKEN: null };
  const missing = createClaudeBackend('claude', { backend: 'claude', binary: join(folder, 'claude'), environment }, options);
  expect((await missing.detect()).status).toEqual({
    kind: 'missing',
    message: `There is no program at ${join(folder, 'claude')}.`,
    fix: 'npm install -g @anthropic-ai/claude-code',
  });
  if (binary !== null) {
    const nobody = createClaudeBackend(
      'claude',
      {
        backend: 'claude',
        binary,
        home: join(folder, 'home'),
        environment: { ...environment, CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: '1' },
      },
      options,
    );
    const found = await nobody.detect();
    expect(found.status).toMatchObject({ kind: 'signed-out', fix: 'claude auth login' });
    expect(found.models.length).toBeGreaterThan(2);
  }
  await rm(folder, { recursive: true, force: true, maxRetries: 5 });
});
