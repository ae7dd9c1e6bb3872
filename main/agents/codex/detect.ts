/** Looks for codex on this machine: is it there, which version, is it signed in, which models does it offer. */
import type { Agent, AgentMode, AgentModel, AgentStatus } from '#contract/agents.ts';
import type { CommandSpec } from '#main/base/command.ts';
import { CommandError } from '#main/base/errors.ts';
import { run } from '#main/base/run-command.ts';
import type { Connection } from './connection.ts';
import { installFix } from './failures.ts';
import { fieldsOf, isFields, list, text, type Fields } from '#main/agents/fields.ts';
import { withConnection } from './short-connection.ts';
import { accountOf } from './surroundings.ts';

export const codexAbilities: Agent['abilities'] = {
  steer: 'preempt',
  images: true,
  questions: true,
  plans: true,
  resume: true,
  forks: true,
  compacts: true,
  reviews: true,
  goals: true,
  imports: true,
  takesServers: true,
};

const LOOK_MS = 15_000;
const MAX_PAGES = 20;

const modelOf = (value: unknown): AgentModel => {
  const model = fieldsOf(value);
  const id = text(model, 'model') ?? text(model, 'id') ?? '';
  return {
    id,
    label: text(model, 'displayName') ?? id,
    efforts: list(model, 'supportedReasoningEfforts').flatMap((effort) => text(fieldsOf(effort), 'reasoningEffort') ?? []),
    isDefault: model['isDefault'] === true,
  };
};

const modelsOf = async (connection: Connection): Promise<readonly AgentModel[]> => {
  const models: AgentModel[] = [];
  let cursor: string | null = null;
  for (let page = 0; page < MAX_PAGES; page += 1) {
    const result: Fields = await connection.request('model/list', cursor === null ? {} : { cursor }, LOOK_MS);
    models.push(...list(result, 'data').map(modelOf));
    cursor = text(result, 'nextCursor');
    if (cursor === null) break;
  }
  return models.filter((model) => model.id !== '');
};

/** Ways of working that codex calls collaboration modes. */
const modes: readonly AgentMode[] = [
  { id: 'default', label: 'Default', effect: 'Works on the task at once.', kind: 'default' },
  { id: 'plan', label: 'Plan', effect: 'Looks and asks, and proposes a plan; changes nothing.', kind: 'plan' },
];

interface Found {
  readonly status: AgentStatus;
  readonly models: readonly AgentModel[];
  readonly modes?: readonly AgentMode[];
  readonly account?: string;
}

const ask = async (connection: Connection, version: string): Promise<Found> => {
  const [answer, models] = await Promise.all([connection.request('account/read', {}, LOOK_MS), modelsOf(connection)]);
  const signedIn = answer['requiresOpenaiAuth'] !== true || isFields(answer['account']);
  const account = accountOf(answer);
  const status: AgentStatus = signedIn
    ? { kind: 'ready', version }
    : { kind: 'signed-out', version, message: 'Codex is installed, but not signed in.', fix: 'codex login' };
  return { status, models, modes, ...(account === null ? {} : { account }) };
};

const firstLine = (message: string): string =>
  message
    .split('\n')
    .find((line) => line.trim() !== '')
    ?.trim() ?? message;

const missing = (error: unknown, file: string): AgentStatus => {
  if (error instanceof CommandError && error.startError === 'ENOENT') {
    const named = file === 'codex' ? 'Codex is not installed, or not on the PATH.' : `There is no program at ${file}.`;
    return { kind: 'missing', message: named, fix: installFix };
  }
  const said =
    error instanceof CommandError ? firstLine(error.lastLines === '' ? error.message : error.lastLines) : firstLine(String(error));
  return { kind: 'broken', message: `Codex does not run: ${said}`, fix: `${installFix}@latest` };
};

/** Never throws. `spec` starts `codex app-server`; a running connection is used when there is one. */
export const detectCodex = async (spec: CommandSpec, running: Connection | null, signal?: AbortSignal): Promise<Found> => {
  let version: string;
  try {
    const { stdout } = await run({ ...spec, args: [...spec.args.slice(0, -1), '--version'] }, { timeoutMilliseconds: LOOK_MS, signal });
    version = /\d+\.\d+\.\S*/.exec(stdout.toString('utf8'))?.[0] ?? stdout.toString('utf8').trim();
  } catch (error) {
    return { status: missing(error, spec.file), models: [] };
  }
  try {
    return await withConnection(spec, running, { milliseconds: LOOK_MS, signal }, (connection) => ask(connection, version));
  } catch (error) {
    const said = firstLine(error instanceof Error ? error.message : String(error));
    return { status: { kind: 'broken', message: `Codex ${version} does not answer: ${said}`, fix: 'codex doctor' }, models: [] };
  }
};
