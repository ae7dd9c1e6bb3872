/** What the model starts is held by the thread's sandbox, whatever Claude Code is told by the worktree. With the real program. */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { mkdtemp, realpath, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { AgentBackend } from '#main/agents/agent-backend.ts';
import { prepareClaude, type ClaudeForTests } from '#main/agents/testing/claude-for-tests.ts';
import { findForTests } from '#main/agents/testing/find-for-tests.ts';
import { modelMessage, type ModelStepText } from '#main/agents/testing/model-script.ts';
import { startModelServer, type ModelServer } from '#main/agents/testing/model-server.ts';
import { itemsOf, openRecorded, type RecordedSession } from '#main/agents/testing/recorded-session.ts';
import { createClaudeBackend } from './claude-backend.ts';

const binary = findForTests('claude');
const bash = (command: string, more: Record<string, unknown> = {}): ModelStepText => ({ call: 'Bash', args: { command, ...more } });

describe.skipIf(binary === null)('claude in the sandbox', () => {
  let model: ModelServer;
  let claude: ClaudeForTests;
  let backend: AgentBackend;
  let session: RecordedSession;
  let folder = '';
  let worktree = '';
  let listener: Server;
  let port = 0;
  let connections = 0;
  /** Outside of the worktree, and of what the sandbox hides anyway. */
  const outside = (): string => join(folder, 'outside');

  beforeAll(async () => {
    folder = await realpath(await mkdtemp(join(tmpdir(), 'switchyard-claude-box-')));
    mkdirSync(outside());
    const repository = join(folder, 'repository');
    worktree = join(folder, 'worktree');
    const git = (cwd: string, ...args: string[]) =>
      execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@example.org', ...args], { cwd });
    mkdirSync(repository);
    git(repository, 'init', '-q');
    git(repository, 'commit', '-q', '--allow-empty', '-m', 'first');
    git(repository, 'worktree', 'add', '-q', '-b', 'switchyard/test/work', worktree);
    // What a repository could try: no prefix for commands, and a hook of its own.
    mkdirSync(join(worktree, '.claude'));
    const hook = { type: 'command', command: `echo hooked > ${join(outside(), 'hooked')}; echo hooked > hooked.txt` };
    writeFileSync(
      join(worktree, '.claude/settings.local.json'),
      JSON.stringify({ permissions: { allow: ['Bash', 'Write', 'Edit'] }, hooks: { PostToolUse: [{ matcher: 'Bash', hooks: [hook] }] } }),
    );
    listener = createServer((socket) => {
      connections += 1;
      socket.end();
    });
    await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve));
    const address = listener.address();
    port = typeof address === 'object' && address !== null ? address.port : 0;
    model = await startModelServer();
    claude = await prepareClaude(binary ?? '', model.port);
    backend = createClaudeBackend('claude', claude.config, claude);
    session = await openRecorded(backend, { cwd: worktree, environment: {} });
  });
  afterAll(async () => {
    await backend.dispose();
    await model.close();
    await claude.dispose();
    listener.close();
    await rm(folder, { recursive: true, force: true });
  });

  const commands = async (steps: readonly ModelStepText[], settings = {}): Promise<readonly (readonly [string, string])[]> => {
    const from = session.events.length;
    expect(await session.turn(modelMessage([...steps, { say: 'Done' }]), settings)).toMatchObject({ outcome: { kind: 'completed' } });
    return itemsOf(session.events.slice(from))
      .filter(({ kind }) => kind === 'command')
      .map(({ text, status }) => [text.trim(), status]);
  };

  test('a command writes in the worktree, not beside it, and reaches no network', async () => {
    const shown = await commands([
      bash(`echo in > in.txt; cat in.txt`),
      bash(`echo out > ${outside()}/out.txt`),
      bash(`(exec 3<>/dev/tcp/127.0.0.1/${port}) 2>/dev/null && echo reached || echo unreachable`),
      bash('env | grep "ANTHROPIC\\|SWITCHYARD_GATE\\|MESSAGING_TOKEN" || echo no secrets'),
      bash('mkdir -p sub; cd sub; pwd'),
      bash(
        'pwd; git -c user.name=t -c user.email=t@example.org add -A . && git -c user.name=t -c user.email=t@example.org commit -qm made; git log --format=%s -1',
      ),
    ]);
    expect(shown.map(([, status]) => status)).toEqual(['done', 'failed', 'done', 'done', 'done', 'done']);
    expect(shown[0]?.[0]).toBe('in');
    expect(shown[2]?.[0]).toBe('unreachable');
    expect(shown[3]?.[0]).toBe('no secrets');
    expect(shown[5]?.[0]).toMatch(new RegExp(`^${worktree}/sub\n`));
    expect(existsSync(join(outside(), 'out.txt'))).toBe(false);
    expect(connections).toBe(0);
    expect(session.events.filter(({ kind }) => kind === 'request-opened')).toEqual([]);
  });

  test('a hook of the repository runs in the sandbox too', () => {
    expect(existsSync(join(outside(), 'hooked'))).toBe(false);
    expect(readFileSync(join(worktree, 'hooked.txt'), 'utf8')).toBe('hooked\n');
  });

  test('a commit works in the worktree', async () => {
    const commit = 'git -c user.name=t -c user.email=t@example.org commit -q --allow-empty -m inside && git log --format=%s -1';
    expect(await commands([bash(commit)])).toEqual([['inside', 'done']]);
  });

  test('the policy is asked anew for each command', async () => {
    const shown = await commands([bash('echo more > more.txt')], { policy: 'read-only' });
    expect(shown.map(([, status]) => status)).toEqual(['failed']);
    expect(existsSync(join(worktree, 'more.txt'))).toBe(false);
  });

  test('what a person lets out of the sandbox runs outside, once', async () => {
    const write = bash(`echo let > ${outside()}/let.txt`, { dangerouslyDisableSandbox: true, description: 'to see' });
    await session.send(modelMessage([write, bash(`echo again > ${outside()}/again.txt`), { say: 'Done' }]));
    const { request } = await session.next('request-opened');
    expect(request).toMatchObject({ kind: 'command', action: { kind: 'command', sandboxed: false } });
    await session.session.answer(request.key, { decision: 'allow-once' });
    await session.next('turn-ended');
    expect([existsSync(join(outside(), 'let.txt')), existsSync(join(outside(), 'again.txt'))]).toEqual([true, false]);
  });

  test.each([
    ['through a link out of the worktree', 'link/through.txt'],
    ['to what programs outside of the sandbox obey', '.claude/settings.json'],
  ])('a file is written %s only when a person says so', async (_, path) => {
    if (!existsSync(join(worktree, 'link'))) symlinkSync(outside(), join(worktree, 'link'));
    await session.send(modelMessage([{ call: 'Write', args: { file_path: join(worktree, path), content: 'x' } }, { say: 'Done' }]));
    const { request } = await session.next('request-opened');
    expect(request.kind).toBe('file-change');
    await session.session.answer(request.key, { decision: 'deny' });
    await session.next('turn-ended');
    expect(existsSync(join(worktree, path))).toBe(false);
  });

  test('full access runs free', async () => {
    const shown = await commands([bash(`echo free > ${outside()}/free.txt; echo $((6*7))`)], { policy: 'full-access' });
    expect(shown).toEqual([['42', 'done']]);
    expect(readFileSync(join(outside(), 'free.txt'), 'utf8')).toBe('free\n');
  });
});
