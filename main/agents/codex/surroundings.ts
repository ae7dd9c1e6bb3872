/** What codex sees in a folder, as it tells it itself: skills, hooks, MCP servers, files of instructions. */
import type { SeenHook, SeenServer, SeenSkill, Surroundings, SurroundingsSwitch } from '#contract/surroundings.ts';
import { failure } from '#contract/failure.ts';
import type { Connection } from './connection.ts';
import { errorOfRequest } from './failures.ts';
import { fieldsOf, inner, isFields, list, text, type Fields } from '#main/agents/fields.ts';

/** How long codex may take for a list. */
const LIST_MS = 10_000;

const scopes: Readonly<Record<string, SeenSkill['scope']>> = { repo: 'project', user: 'user' };

const skillOf = (skill: Fields): SeenSkill => ({
  name: text(skill, 'name') ?? '',
  description: text(inner(skill, 'interface'), 'shortDescription') ?? text(skill, 'shortDescription') ?? text(skill, 'description') ?? '',
  path: text(skill, 'path'),
  scope: scopes[text(skill, 'scope') ?? ''] ?? 'agent',
  enabled: skill['enabled'] !== false,
  canSwitch: text(skill, 'path') !== null,
});

const trusts: Readonly<Record<string, SeenHook['trust']>> = {
  trusted: 'trusted',
  untrusted: 'untrusted',
  modified: 'changed',
  managed: 'managed',
};

const doneBy = (hook: Fields): string =>
  text(hook, 'command') ??
  (text(hook, 'handlerType') === 'mcpTool'
    ? `${text(hook, 'server') ?? ''}: ${text(hook, 'tool') ?? ''}`
    : (text(hook, 'handlerType') ?? ''));

const hookOf = (hook: Fields): SeenHook => ({
  key: text(hook, 'key') ?? '',
  event: [text(hook, 'eventName') ?? '', text(hook, 'matcher')].filter((part) => part !== null && part !== '').join(': '),
  command: doneBy(hook),
  source: text(hook, 'sourcePath'),
  trust: trusts[text(hook, 'trustStatus') ?? ''] ?? 'unknown',
  enabled: hook['enabled'] !== false,
  canSwitch: hook['isManaged'] !== true,
});

const serverStates: Readonly<Record<string, SeenServer['state']>> = {
  notStarted: 'connecting',
  starting: 'connecting',
  connected: 'ready',
  authenticationRequired: 'signed-out',
  failed: 'failed',
  cancelled: 'off',
  disabled: 'off',
};

const serverOf = (server: Fields): SeenServer => {
  const name = text(server, 'name') ?? '';
  const state = serverStates[text(server, 'runtimeStatus') ?? ''] ?? 'unknown';
  const signIn = state === 'signed-out' || text(server, 'authStatus') === 'notLoggedIn';
  return {
    name,
    from: 'agent',
    state: signIn ? 'signed-out' : state,
    tools: Object.keys(inner(server, 'tools')),
    problem: signIn ? `Sign in with \`codex mcp login ${name}\`.` : text(server, 'toolsError'),
    canSwitch: false,
  };
};

/** Rows of a list that codex gives by folder. */
const rowsIn = (answer: Fields, name: string): readonly Fields[] =>
  list(answer, 'data').flatMap((entry) => list(fieldsOf(entry), name).map(fieldsOf));

const hooksIn = async (connection: Connection, cwd: string): Promise<readonly Fields[]> =>
  rowsIn(await connection.request('hooks/list', { cwds: [cwd] }, LIST_MS), 'hooks');

/** Null where this codex has no such list. */
const asked = async <T>(rows: Promise<readonly T[]>): Promise<readonly T[] | null> => rows.catch(() => null);

/** Of a folder, without a conversation. What an older codex cannot tell is null. */
export const surroundingsOfFolder = async (connection: Connection, cwd: string): Promise<Partial<Surroundings>> => {
  const skills = async (): Promise<readonly SeenSkill[]> =>
    rowsIn(await connection.request('skills/list', { cwds: [cwd], forceReload: true }, LIST_MS), 'skills').map(skillOf);
  const hooks = async (): Promise<readonly SeenHook[]> => (await hooksIn(connection, cwd)).map(hookOf);
  const servers = serversOf(connection, {});
  const [seenSkills, seenHooks, seenServers] = await Promise.all([asked(skills()), asked(hooks()), asked(servers)]);
  return { skills: seenSkills, hooks: seenHooks, servers: seenServers };
};

const serversOf = async (connection: Connection, of: { readonly threadId?: string }): Promise<readonly SeenServer[]> =>
  list(await connection.request('mcpServerStatus/list', { ...of, detail: 'toolsAndAuthOnly' }, LIST_MS), 'data').map((server) =>
    serverOf(fieldsOf(server)),
  );

/** Of a conversation that is loaded: its servers run, and it has read its instructions. */
export const surroundingsOfThread = async (
  connection: Connection,
  threadId: string,
  instructions: readonly string[],
): Promise<Partial<Surroundings>> => {
  const servers = await asked(serversOf(connection, { threadId }));
  return { instructions: instructions.map((path) => ({ path, note: null })), ...(servers === null ? {} : { servers }) };
};

const switchHook = async (connection: Connection, cwd: string, what: SurroundingsSwitch): Promise<void> => {
  const hook = (await hooksIn(connection, cwd)).find((row) => text(row, 'key') === what.id);
  const hash = hook === undefined ? null : text(hook, 'currentHash');
  if (hash === null) throw failure('not-found', 'Codex does not know this hook any more.', 'Look at the list again.');
  const edit = { keyPath: 'hooks.state', value: { [what.id]: { trusted_hash: hash, enabled: what.enabled } }, mergeStrategy: 'upsert' };
  await connection.request('config/batchWrite', { edits: [edit], reloadUserConfig: true }, LIST_MS);
};

/** A skill is named by its name or its path. Throws AppError. */
const switchSkill = async (connection: Connection, cwd: string, { id, enabled }: SurroundingsSwitch): Promise<void> => {
  const skills = rowsIn(await connection.request('skills/list', { cwds: [cwd] }, LIST_MS), 'skills');
  const skill = skills.find((row) => text(row, 'path') === id) ?? skills.find((row) => text(row, 'name') === id);
  const path = skill === undefined ? null : text(skill, 'path');
  if (path === null) throw failure('not-found', 'Codex does not know this skill any more.', 'Look at the list again.');
  await connection.request('skills/config/write', { path, enabled }, LIST_MS);
};

/** Switches in the user's configuration of codex. Throws AppError. */
export const switchIn = async (connection: Connection, cwd: string, what: SurroundingsSwitch): Promise<void> => {
  try {
    if (what.kind === 'hook') return await switchHook(connection, cwd, what);
    if (what.kind === 'skill') return await switchSkill(connection, cwd, what);
  } catch (error) {
    throw errorOfRequest('change its configuration', error);
  }
  throw failure('unavailable', 'Codex cannot switch MCP servers from here.', 'Change them in its config.toml.');
};

/** The account as codex tells it; null when there is none to speak of. */
export const accountOf = (answer: Fields): string | null => {
  const account = answer['account'];
  if (!isFields(account)) return null;
  switch (text(account, 'type')) {
    case 'apiKey':
      return 'API key';
    case 'chatgpt': {
      const plan = text(account, 'planType');
      return [text(account, 'email') ?? 'ChatGPT', plan === null || plan === 'unknown' ? null : `(${plan})`]
        .filter((part) => part !== null)
        .join(' ');
    }
    case 'amazonBedrock':
      return 'Amazon Bedrock';
    default:
      return null;
  }
};
