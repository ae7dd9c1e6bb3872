/** Looks for codex on this machine: is it there, which version, is it signed in, which models does it offer. */
import type { Agent, AgentModel, AgentStatus } from '#contract/agents.ts';
import type { CommandSpec } from '#main/base/command.ts';
import { CommandError } from '#main/base/errors.ts';
import { run } from '#main/base/run-command.ts';
import { Connection } from './connection.ts';
import { installFix } from './failures.ts';
import { fieldsOf, isFields, list, text, type Fields } from './fields.ts';

export const codexAbilities: Agent['abilities'] = { steer: 'preempt', images: true, questions: true, plans: true, resume: true };

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

const isSignedIn = async (connection: Connection): Promise<boolean> => {
  const account = await connection.request('account/read', {}, LOOK_MS);
  return account['requiresOpenaiAuth'] !== true || isFields(account['account']);
};

interface Found {
  readonly status: AgentStatus;
  readonly models: readonly AgentModel[];
}

const ask = async (connection: Connection, version: string): Promise<Found> => {
  const [signedIn, models] = await Promise.all([isSignedIn(connection), modelsOf(connection)]);
  const status: AgentStatus = signedIn
    ? { kind: 'ready', version }
    : { kind: 'signed-out', version, message: 'Codex is installed, but not signed in.', fix: 'codex login' };
  return { status, models };
};

/** Starts a process of its own for the questions and ends it again: an idle app holds none. */
const askOnce = async (spec: CommandSpec, version: string, signal: AbortSignal | undefined): Promise<Found> => {
  let lastWords = '';
  const connection = await Connection.open(spec, {
    onNotification: () => undefined,
    onRequest: () => undefined,
    onGarbage: () => undefined,
    onEnd: (_, words) => (lastWords = words),
  });
  const cut = (): void => void connection.close(0);
  const timer = setTimeout(cut, LOOK_MS);
  signal?.addEventListener('abort', cut, { once: true });
  if (signal?.aborted === true) cut();
  try {
    await connection.request('initialize', {
      clientInfo: { name: 'switchyard', title: 'Switchyard', version: '0.1.0' },
      capabilities: { experimentalApi: true, requestAttestation: false },
    });
    connection.notify('initialized');
    return await ask(connection, version);
  } catch (error) {
    throw new Error(lastWords === '' ? String(error) : lastWords, { cause: error });
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', cut);
    await connection.close(1_000);
  }
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
    return running === null ? await askOnce(spec, version, signal) : await ask(running, version);
  } catch (error) {
    const said = firstLine(error instanceof Error ? error.message : String(error));
    return { status: { kind: 'broken', message: `Codex ${version} does not answer: ${said}`, fix: 'codex doctor' }, models: [] };
  }
};
