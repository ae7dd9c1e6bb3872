/** What agents see, in real folders; the agents are played, their files are not. */
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Agent } from '#contract/agents.ts';
import { AgentId } from '#contract/ids.ts';
import type { McpServer } from '#contract/mcp.ts';
import type { Surroundings } from '#contract/surroundings.ts';
import type { AgentBackend, AgentSession } from '#main/agents/agent-backend.ts';
import { listServers } from '#main/mcp/server-in-force.ts';
import { dataPaths } from '#main/base/paths.ts';
import { SkillSwitches } from '#main/skills/skill-switches.ts';
import { Skills } from '#main/skills/skills.ts';
import { openDatabase } from '#main/storage/open-database.ts';
import { SettingsTable } from '#main/storage/settings-table.ts';
import { findSurroundings } from './find-surroundings.ts';
import { placesOf } from './places.ts';
import { SurroundingsOf, type Viewpoint } from './surroundings.ts';

let folder: string;
let root: string;
let home: string;
const ends: (() => void)[] = [];
beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'switchyard-seen-')));
  [root, home] = [join(folder, 'worktree'), join(folder, 'home')];
  for (const path of [root, home]) mkdirSync(path);
});
afterEach(() => {
  for (const end of ends.splice(0).toReversed()) end();
  rmSync(folder, { recursive: true, force: true });
});

const write = (base: string, files: Readonly<Record<string, string>>): void => {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(base, path)), { recursive: true });
    writeFileSync(join(base, path), text);
  }
};
const skill = (name: string, description: string): string => `---\nname: ${name}\ndescription: ${description}\n---\n\nDo it.\n`;
const find = (id: string) => findSurroundings({ root, home }, placesOf({ id, backend: id === 'claude' ? 'claude' : 'acp' }));

test('Claude’s files: instructions with nested ones, skills, commands in folders, sub-agents, servers, hooks', async () => {
  write(root, {
    'CLAUDE.md': 'a',
    'packages/api/CLAUDE.md': 'b',
    'node_modules/x/CLAUDE.md': 'not ours',
    '.claude/skills/ship/SKILL.md': skill('ship', 'Ships.'),
    '.claude/commands/git/push.md': '---\ndescription: Push it\nargument-hint: [remote]\n---\nPush',
    '.claude/agents/checker.md': '---\nname: checker\ndescription: Checks\n---\n',
    '.mcp.json': '{ "mcpServers": { "tracker": {} } }',
    '.claude/settings.json': '{ "hooks": { "Stop": [{ "hooks": [{ "type": "command", "command": "make" }] }], "Odd": "no list" } }',
    '.claude/settings.local.json': 'not json',
  });
  write(home, { '.claude/CLAUDE.md': 'c' });
  // A link must not lead out of the worktree.
  mkdirSync(join(root, '.claude/skills/out'));
  symlinkSync(join(home, '.claude/CLAUDE.md'), join(root, '.claude/skills/out/SKILL.md'));
  expect(await find('claude')).toEqual({
    instructions: [
      { path: join(home, '.claude/CLAUDE.md'), note: null },
      { path: join(root, 'CLAUDE.md'), note: null },
      { path: join(root, 'packages/api/CLAUDE.md'), note: 'Holds for the files below its folder.' },
    ],
    skills: [
      {
        ...{ name: 'ship', description: 'Ships.', path: join(root, '.claude/skills/ship/SKILL.md') },
        ...{ scope: 'project', enabled: true, canSwitch: false },
      },
    ],
    commands: [{ name: 'git:push', description: 'Push it', argumentHint: '[remote]' }],
    servers: [{ name: 'tracker', from: 'agent', state: 'unknown', tools: [], problem: null, canSwitch: false }],
    hooks: [
      {
        ...{ key: `${join(root, '.claude/settings.json')}#Stop/0/0`, event: 'Stop', command: 'make' },
        ...{ source: join(root, '.claude/settings.json'), trust: 'unknown', enabled: true, canSwitch: false },
      },
    ],
    subagents: [{ name: 'checker', description: 'Checks' }],
  } satisfies Surroundings);
});

test('Gemini’s commands are TOML, and accounts of one program look where it looks', async () => {
  write(root, { 'GEMINI.md': 'a', 'AGENTS.md': 'b', '.gemini/commands/plan.toml': 'description = "Plans"\nprompt = """\nx\n"""' });
  const { instructions, commands } = await find('gemini-work');
  expect([instructions?.map(({ path }) => path), commands]).toEqual([
    [join(root, 'GEMINI.md')],
    [{ name: 'plan', description: 'Plans', argumentHint: '' }],
  ]);
});

const server: McpServer = { command: 'x', args: [], env: {}, secrets: [], sandboxed: false, enabled: true };

const view = (told: Partial<Surroundings> | Error | null, more: Partial<Viewpoint> = {}): Viewpoint => {
  const agent: Agent = {
    ...{ id: AgentId.parse('codex'), backend: 'codex', label: 'Codex', status: { kind: 'ready', version: '1' }, models: [] },
    abilities: { steer: 'none', images: false, questions: false, plans: false, resume: true, takesServers: true },
  };
  const tell = (): Promise<Partial<Surroundings>> => (told instanceof Error ? Promise.reject(told) : Promise.resolve(told ?? {}));
  const backend = { id: 'codex', ...(told === null ? {} : { surroundings: tell }), switch: async () => {} } as unknown as AgentBackend;
  return { agent, backend, folder: root, project: null, environment: {}, session: null, ...more };
};

const open = (servers: Readonly<Record<string, McpServer>> = {}): SurroundingsOf => {
  const { database } = openDatabase(dataPaths(folder), 1);
  ends.push(() => database.close());
  const skills = new Skills(home, new SkillSwitches(new SettingsTable(database)));
  const mcp = { listed: () => listServers(servers, null), stateOf: () => ({ kind: 'unknown' }) as const };
  return new SurroundingsOf({ home, skills, mcp, now: () => 1, patienceMs: 50 });
};

test('what the agent tells goes before what lies there; a session’s word before that of the folder', async () => {
  write(root, { 'AGENTS.md': 'a', 'sub/AGENTS.md': 'b', '.agents/skills/ship/SKILL.md': skill('ship', 'Ships.') });
  const instructions = [{ path: join(root, 'AGENTS.md'), note: 'told' }];
  const hooks = [{ key: 'k', event: 'Stop', command: 'make', source: null, trust: 'untrusted', enabled: false, canSwitch: true }] as const;
  const session = { surroundings: async () => await Promise.resolve({ instructions }) } as unknown as AgentSession;
  const { seen, found, problems } = await open().see(view({ skills: [], hooks, instructions: [] }, { session }));
  expect([seen.instructions, seen.skills, seen.hooks, found, problems]).toEqual([
    [...instructions, { path: join(root, 'sub/AGENTS.md'), note: 'Holds for the files below its folder.' }],
    [],
    hooks,
    ['servers'],
    [],
  ]);
});

test('an agent that fails or does not answer leaves what lies there, and it is said', async () => {
  write(root, { 'AGENTS.md': 'a' });
  const silent = view(null, { session: { surroundings: () => new Promise(() => {}) } as unknown as AgentSession });
  const { seen, problems } = await open().see(silent);
  expect([seen.instructions?.length, problems]).toEqual([
    1,
    ['Codex could not be asked (it did not answer in time). This is what lies where it looks.'],
  ]);
});

test('our servers stand first, as the agent gets them or why it does not', async () => {
  const ours = { all: server, off: { ...server, enabled: false }, rest: { ...server, notFor: [AgentId.parse('codex')] } };
  const told = [
    { name: 'all', from: 'agent', state: 'ready', tools: ['t'], problem: null, canSwitch: false },
    { name: 'own', from: 'agent', state: 'failed', tools: [], problem: 'gone', canSwitch: false },
  ] as const;
  const { seen } = await open(ours).see(view({ servers: told }));
  expect(seen.servers?.map(({ name, from, state, problem, canSwitch }) => [name, from, state, problem, canSwitch])).toEqual([
    ['all', 'ours', 'ready', null, true],
    ['off', 'ours', 'off', 'It is switched off.', false],
    ['rest', 'ours', 'off', 'You left it out for Codex.', true],
    ['own', 'agent', 'failed', 'gone', false],
  ]);
});
