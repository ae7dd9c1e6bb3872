/** What codex can do beyond the behaviour suite, with the real program. */
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type { AgentBackend, SessionPlace } from '#main/agents/agent-backend.ts';
import { prepareCodex, type CodexForTests } from '#main/agents/testing/codex-for-tests.ts';
import { findForTests } from '#main/agents/testing/find-for-tests.ts';
import { modelMessage } from '#main/agents/testing/model-script.ts';
import { startModelServer, type ModelServer } from '#main/agents/testing/model-server.ts';
import { itemsOf, openRecorded, type RecordedOptions, type RecordedSession } from '#main/agents/testing/recorded-session.ts';
import { run } from '#main/base/run-command.ts';
import { makeRepository } from '#main/agents/testing/temporary-repository.ts';
import { createCodexBackend } from './codex-backend.ts';
import type { ShowLeft } from './left-terminals.ts';

const binary = findForTests('codex');
const completed = { kind: 'turn-ended', outcome: { kind: 'completed' } };
const plain = { model: null, effort: null, policy: 'workspace-write' } as const;
const inCode = { ...plain, model: 'gpt-6.1-sol' };

type Shown = Parameters<ShowLeft>[1] & { readonly said: string[]; readonly ended: Promise<unknown> };

describe.skipIf(binary === null)('codex', () => {
  let model: ModelServer;
  let codex: CodexForTests;
  let backend: AgentBackend;
  let cwd = '';
  const shown: Shown[] = [];
  const cleanups: (() => Promise<void>)[] = [];

  beforeAll(async () => {
    model = await startModelServer();
    codex = await prepareCodex(binary ?? '', model.port);
    const showLeft: ShowLeft = (_, program) => {
      const { promise, resolve } = Promise.withResolvers<unknown>();
      const said: string[] = [];
      shown.push({ ...program, said, ended: promise });
      return { text: (text) => void said.push(text), ended: resolve };
    };
    backend = createCodexBackend('codex', codex.config, { ...codex, native: { showLeft } });
    const repository = await makeRepository();
    cwd = repository.path;
    cleanups.push(() => backend.dispose(), model.close, codex.dispose, repository.dispose);
  });
  afterAll(async () => {
    for (const cleanup of cleanups) await cleanup();
  });

  const open = (options: RecordedOptions = {}, place: Partial<SessionPlace> = {}): Promise<RecordedSession> =>
    openRecorded(backend, { cwd, environment: {}, ...place }, options);

  test('writes nothing into the user’s configuration', async () => {
    const before = await readFile(join(codex.home, 'config.toml'), 'utf8');
    const { turn, session } = await open();
    expect(await turn(modelMessage([{ say: 'Hello' }]))).toMatchObject(completed);
    await session.close();
    expect(await readFile(join(codex.home, 'config.toml'), 'utf8')).toBe(before);
  });

  test('a folder’s own .codex runs where the user told codex to trust its checkout, and only there', async () => {
    const checkout = await makeRepository({ '.codex/config.toml': '[mcp_servers.planted]\ncommand = "/no/such/planted"\n' });
    const worktree = join(checkout.path, 'work');
    await run({ file: 'git', args: ['worktree', 'add', '-q', worktree], cwd: checkout.path, environment: process.env });
    const file = join(codex.home, 'config.toml');
    const before = await readFile(file, 'utf8');
    const planted = async (): Promise<boolean> => {
      const { turn, session, events } = await open({}, { cwd: worktree });
      await turn(modelMessage([{ say: 'Hello' }]));
      const servers = (await session.surroundings?.())?.servers ?? [];
      await session.close();
      return servers.some(({ name }) => name === 'planted') || events.some((event) => event.kind === 'notice');
    };
    expect(await planted()).toBe(false);
    const trusting = `${before}\n[projects."${checkout.path}"]\ntrust_level = "trusted"\n`;
    await writeFile(file, trusting);
    expect(await planted()).toBe(true);
    expect(await readFile(file, 'utf8')).toBe(trusting);
    await writeFile(file, before);
    await checkout.dispose();
  });

  test('tells modes, abilities and, where there is one, the account', async () => {
    expect(await backend.detect()).toMatchObject({
      abilities: { forks: true, compacts: true, reviews: true, goals: true, imports: true, takesServers: true },
      modes: [
        { id: 'default', kind: 'default' },
        { id: 'plan', kind: 'plan' },
      ],
    });
  });

  test('its review mode is one item with what it found', async () => {
    const { session, next, events, turn } = await open();
    const finding = {
      title: 'Off by one',
      body: 'It ends too early.',
      confidence_score: 0.9,
      priority: 1,
      code_location: { absolute_file_path: join(cwd, 'README.md'), line_range: { start: 1, end: 1 } },
    };
    const found = JSON.stringify({
      findings: [finding],
      overall_correctness: 'patch is incorrect',
      overall_explanation: 'One thing is wrong.',
      overall_confidence_score: 0.8,
    });
    await session.review?.({ kind: 'custom', text: modelMessage([{ say: found }], 'Look at the loop.') }, plain);
    expect(await next('turn-ended')).toMatchObject(completed);
    expect(itemsOf(events)).toMatchObject([{ kind: 'review', text: expect.stringContaining('Off by one'), status: 'done' }]);
    expect(events.find((event) => event.kind === 'item-started')).toMatchObject({ item: { title: 'Look at the loop.' } });
    expect(events.filter((event) => event.kind === 'turn-started')).toHaveLength(1);
    expect(await turn(modelMessage([{ say: 'Next' }]))).toMatchObject(completed);
    await session.close();
  });

  test('a review is stopped', async () => {
    const { session, next } = await open();
    await session.review?.({ kind: 'custom', text: modelMessage([{ hang: true }], 'Look.') }, plain);
    await next('item-started');
    await session.interrupt();
    expect(await next('turn-ended')).toMatchObject({ outcome: { kind: 'stopped' } });
    await session.close();
  });

  test('works towards a goal by itself until it is reached', async () => {
    const { session, turn, next, mark, events } = await open();
    // The turns that follow see no new message: the script of this one goes on in them.
    await turn(
      modelMessage([
        { run: 'echo begun' },
        [
          { status: 400, times: 1 },
          { call: 'update_goal', args: { status: 'complete' } },
        ],
        { say: 'There.' },
      ]),
    );
    mark();
    await session.setGoal?.('All lights are green', plain);
    expect(await next('goal')).toEqual({ kind: 'goal', goal: 'All lights are green' });
    expect(await next('turn-started')).toEqual({ kind: 'turn-started', byAgent: true });
    expect(await next('goal', ({ goal }) => goal === null)).toEqual({ kind: 'goal', goal: null });
    expect(await next('turn-ended')).toMatchObject(completed);
    expect(itemsOf(events).at(-1)?.text).toBe('There.');
    await session.close();
  });

  test('a stop ends the work towards a goal, also the turns that would follow', async () => {
    const { session, turn, next, mark } = await open();
    await turn(modelMessage([{ say: 'word '.repeat(200), delayMs: 20, chunk: 10 }, { say: 'x' }].slice(1)));
    await session.setGoal?.('Never reached', plain);
    await next('turn-started', ({ byAgent }) => byAgent);
    await session.interrupt();
    mark();
    await expect(Promise.race([next('turn-started'), new Promise((resolve) => setTimeout(resolve, 1_500, 'quiet'))])).resolves.toBe(
      'quiet',
    );
    await session.setGoal?.(null, plain);
    expect(await turn(modelMessage([{ say: 'Quiet now' }]))).toMatchObject(completed);
    await session.close();
  });

  test('skills and hooks are listed and switched, and a skill that is named is read', async () => {
    const folder = join(cwd, '.agents/skills/greet');
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, 'SKILL.md'), '---\nname: greet\ndescription: Greets people\n---\nAlways bow twice.\n');
    const hook = { hooks: { UserPromptSubmit: [{ hooks: [{ type: 'command', command: 'echo from-the-hook' }] }] } };
    await writeFile(join(codex.home, 'hooks.json'), JSON.stringify(hook));
    const look = async () => backend.surroundings?.({ agent: 'codex', cwd, environment: {} } as SessionPlace);
    const seen = await look();
    const skill = seen?.skills?.find(({ name }) => name === 'greet');
    expect(skill).toMatchObject({ description: 'Greets people', scope: 'project', enabled: true, canSwitch: true });
    expect(seen?.hooks).toMatchObject([{ event: 'userPromptSubmit', command: 'echo from-the-hook', trust: 'untrusted', enabled: true }]);
    const { turn, session } = await open();
    await turn('Please $greet the world');
    expect(JSON.stringify(model.requests.at(-1)?.body)).toContain('Always bow twice.');
    await session.close();
    await backend.switch?.(cwd, { kind: 'skill', id: 'greet', enabled: false });
    await backend.switch?.(cwd, { kind: 'hook', id: seen?.hooks?.[0]?.key ?? '', enabled: true });
    const then = await look();
    expect(then?.skills?.find(({ name }) => name === 'greet')?.enabled).toBe(false);
    expect(then?.hooks).toMatchObject([{ trust: 'trusted', enabled: true }]);
    await backend.switch?.(cwd, { kind: 'hook', id: seen?.hooks?.[0]?.key ?? '', enabled: false });
    expect((await look())?.hooks).toMatchObject([{ enabled: false }]);
  });

  test('takes our MCP servers; a tool is asked for and answers; secrets stand in no command line', async () => {
    const mini = {
      name: 'mini',
      command: process.execPath,
      args: [join(process.cwd(), 'main/mcp/testing/mini-server.ts')],
      env: { MINI_TOKEN: 's3cret' },
    };
    const broken = { name: 'bad one', command: '/no/such/server', args: [], env: {} };
    const { send, turn, next, session, events } = await open({ settings: inCode }, { servers: async () => [mini, broken] });
    // Codex begins a turn without the servers that are slower than the model.
    await turn(modelMessage([{ say: 'Begun' }]));
    const servers = [
      { name: 'bad_one', state: 'failed', problem: expect.stringContaining('failed') },
      { name: 'mini', state: 'ready', tools: expect.arrayContaining(['look']) },
    ];
    await vi.waitFor(async () => expect((await session.surroundings?.())?.servers).toMatchObject(servers), 20_000);
    expect(events.some((event) => event.kind === 'notice' && event.text.includes('bad_one'))).toBe(true);
    const code = "const r = await tools.mcp__mini__look({ text: 'x' }); text(JSON.stringify(r));";
    await send(modelMessage([{ call: 'exec', args: { input: code } }, { say: 'Looked' }]));
    const { request } = await next('request-opened');
    expect(request).toMatchObject({ kind: 'tool', action: { kind: 'tool', server: 'mini', tool: 'look' } });
    await session.answer(request.key, { decision: 'allow-once' });
    expect(await next('turn-ended')).toMatchObject(completed);
    expect(itemsOf(events).find(({ kind }) => kind === 'tool')).toMatchObject({ text: expect.stringContaining('s3cret'), status: 'done' });
    const names = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
    const lines = await Promise.all(names.map((name) => readFile(`/proc/${name}/cmdline`, 'utf8').catch(() => '')));
    expect(lines.filter((line) => line.includes('s3cret'))).toEqual([]);
    await session.close();
  });

  test('a command that it leaves running is shown, read on and ended', async () => {
    const { turn, session, next, events } = await open();
    shown.length = 0;
    const command = 'while sleep 0.3; do echo up; done';
    expect(await turn(modelMessage([{ run: command, args: { yield_time_ms: 300 } }, { say: 'It serves' }]))).toMatchObject(completed);
    expect(await next('notice')).toMatchObject({ text: `It still runs: \`${command}\`` });
    const [program] = shown;
    expect(program).toMatchObject({ command, cwd });
    await vi.waitFor(() => expect(program?.output()).toContain('up\n'), 20_000);
    await program?.end();
    expect(await program?.ended).toMatchObject({ signal: null });
    expect(events.filter((event) => event.kind === 'turn-started')).toHaveLength(1);
    await session.close();
  });

  test('a stop between turns ends what was left running', async () => {
    const { turn, session, next } = await open();
    shown.length = 0;
    await turn(modelMessage([{ run: 'echo up; sleep 62', args: { yield_time_ms: 300 } }, { say: 'It serves' }]));
    await next('notice');
    await session.interrupt();
    expect(await shown[0]?.ended).toMatchObject({ signal: null });
    await session.close();
  });

  test('what a sub-agent asks is asked, and belongs to what it did', async () => {
    const { send, next, session, events } = await open({ settings: inCode });
    const below = modelMessage([
      { run: 'echo deep', args: { sandbox_permissions: 'require_escalated', justification: 'to see' } },
      { say: 'Seen' },
    ]);
    const steps = [
      { call: 'spawn_agent', args: { task_name: 'helper', message: below } },
      { call: 'wait_agent', args: { timeout_ms: 20_000 } },
      { say: 'All' },
    ];
    await send(modelMessage(steps));
    const { request } = await next('request-opened');
    await session.answer(request.key, { decision: 'allow-once' });
    expect(await next('turn-ended')).toMatchObject(completed);
    const item = itemsOf(events).find(({ key }) => key === request.itemKey);
    expect(item).toMatchObject({ kind: 'command', text: 'deep\n', status: 'done' });
    expect(item?.parent).toBe(itemsOf(events).find(({ kind }) => kind === 'subagent')?.key);
    await session.close();
  });

  test('full access does what codex thinks dangerous', async () => {
    const { turn, session, events } = await open({ settings: { policy: 'full-access' } });
    await writeFile(join(cwd, 'doomed.txt'), 'x');
    expect(await turn(modelMessage([{ run: 'rm -rf doomed.txt' }, { say: 'Gone' }]))).toMatchObject(completed);
    expect(itemsOf(events).map(({ kind, status }) => [kind, status])).toEqual([
      ['command', 'done'],
      ['assistant', 'done'],
    ]);
    expect(events.filter(({ kind }) => kind === 'request-opened')).toEqual([]);
    await expect(readFile(join(cwd, 'doomed.txt'))).rejects.toThrow('ENOENT');
    await session.close();
  });

  test('what went on elsewhere is told of when the conversation is taken up', async () => {
    const { turn, session } = await open();
    await turn(modelMessage([{ say: 'First' }]));
    const reference = session.reference();
    await turn(modelMessage([{ say: 'Second' }]));
    await session.close();
    const { turn: turnAgain, session: again, events } = await open({ resume: reference });
    expect(await turnAgain(modelMessage([{ say: 'Third' }]))).toMatchObject(completed);
    expect(events.find(({ kind }) => kind === 'notice')).toMatchObject({ text: expect.stringContaining('a turn that is not shown here') });
    await again.close();
  });

  test('a model that declines is told of', async () => {
    const { turn, session, events } = await open();
    expect(await turn(modelMessage([{ refuse: 'No.' }]))).toMatchObject(completed);
    expect(events.filter((event) => event.kind === 'notice')).toMatchObject([
      { level: 'warning', text: expect.stringContaining('declined') },
    ]);
    await session.close();
  });

  test('conversations on record are listed and read, and one is taken up', async () => {
    const there = await makeRepository();
    const { turn, session } = await open({}, { cwd: there.path });
    const first = await turn(modelMessage([[{ think: 'Hm' }, { run: 'echo kept' }], { say: 'Kept' }], 'Keep this.'));
    await turn(modelMessage([{ say: 'Again' }], 'And this.'));
    await session.close();
    const listed = (await backend.list?.(there.path)) ?? [];
    expect(listed).toMatchObject([{ title: 'Keep this.', folder: there.path, reference: { nativeId: session.reference()?.nativeId } }]);
    const [past] = listed;
    if (past === undefined) throw new Error('nothing is listed');
    const turns = await backend.read?.(past);
    expect(turns?.map(({ prompt }) => prompt.split('\n')[0])).toEqual(['Keep this.', 'And this.']);
    expect(turns?.[0]?.mark).toBe(first.mark);
    expect(turns?.[0]?.items.map(({ item, status }) => [item.kind, status])).toEqual([
      ['reasoning', 'done'],
      ['command', 'done'],
      ['assistant', 'done'],
    ]);
    const again = await open({ resume: past.reference }, { cwd: there.path });
    expect(await again.turn(modelMessage([{ say: 'On' }]))).toMatchObject(completed);
    expect(JSON.stringify(model.requests.at(-1)?.body)).toContain('Keep this.');
    await again.session.close();
    await there.dispose();
  });
});
