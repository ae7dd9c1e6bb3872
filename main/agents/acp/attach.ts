/** Attaching to a conversation: the program is started, greeted, and a session begun or taken up again. */
import { RequestError } from '@agentclientprotocol/sdk';
import { failure } from '#contract/failure.ts';
import type { HandedServer, SessionPlace } from '#main/agents/agent-backend.ts';
import type { Note } from '#sandbox/report.ts';
import { startForThread, type AgentProcess } from './agent-process.ts';
import { choicesOf, currentOf, type Choices } from './choices.ts';
import { Connection, type ConnectionListener } from './connection.ts';
import { inner, isFields, text, type Fields } from '#main/agents/fields.ts';
import type { AcpProgram } from './program.ts';

/** A fresh program on a busy machine; opencode reads its whole catalogue first. */
const FIRST_ANSWER_MS = 60_000;
/** A replay that goes on behind the answer is over when nothing came for so long. */
const QUIET_MS = 40;
const QUIET_MAX_MS = 5_000;

export interface Abilities {
  readonly images: boolean;
  readonly load: boolean;
  readonly resume: boolean;
  readonly fork: boolean;
  readonly list: boolean;
  readonly remoteServers: boolean;
  readonly steering: boolean;
}

export const hello = {
  protocolVersion: 1,
  clientCapabilities: {
    // Files and commands stay with the agent, in its sandbox.
    ...{ fs: { readTextFile: false, writeTextFile: false }, terminal: false },
    ...{ session: { compaction: {}, notices: {} }, elicitation: { form: {}, url: {} } },
  },
  clientInfo: { name: 'switchyard', title: 'Switchyard', version: '0.1.0' },
};

export const abilitiesOf = (answer: Fields): Abilities => {
  const told = inner(answer, 'agentCapabilities');
  const session = inner(told, 'sessionCapabilities');
  return {
    images: inner(told, 'promptCapabilities')['image'] === true,
    load: told['loadSession'] === true,
    resume: isFields(session['resume']),
    fork: isFields(session['fork']),
    list: isFields(session['list']),
    remoteServers: inner(told, 'mcpCapabilities')['http'] === true,
    steering: inner(inner(answer, '_meta'), 'steering')['supported'] === true,
  };
};

export const greet = async (connection: Connection): Promise<{ readonly abilities: Abilities; readonly version: string | null }> => {
  const answer = await connection.request('initialize', hello, FIRST_ANSWER_MS);
  return { abilities: abilitiesOf(answer), version: text(inner(answer, 'agentInfo'), 'version') };
};

const pairs = (values: Readonly<Record<string, string>>): readonly object[] =>
  Object.entries(values).map(([name, value]) => ({ name, value }));

const serversFor = (servers: readonly HandedServer[], { remoteServers }: Abilities): readonly object[] =>
  servers.flatMap((server): readonly object[] => {
    if ('command' in server) return [{ name: server.name, command: server.command, args: server.args, env: pairs(server.env) }];
    return remoteServers ? [{ type: 'http', name: server.name, url: server.url, headers: pairs(server.headers) }] : [];
  });

export interface Attached {
  readonly connection: Connection;
  readonly session: string;
  readonly abilities: Abilities;
  /** As it is now; `defaults` as it began. */
  choices: Choices;
  readonly defaults: Readonly<Record<keyof Choices, string | null>>;
  readonly servers: readonly string[];
}

export interface Listener extends ConnectionListener {
  readonly onNote: (note: Note) => void;
  /** From here on it is heard; a replay before is not. */
  readonly onReady: (session: string) => void;
}

const isUnknown = (error: unknown): boolean =>
  error instanceof RequestError &&
  (error.code === -32_002 ||
    /not found|no previous|no such|unknown session|does not exist|invalid session/i.test(
      `${error.message} ${JSON.stringify(error.data ?? '')}`,
    ));

/** Waits until nothing has come for a moment. */
const quiet = async (lastHeard: () => number): Promise<void> => {
  const from = performance.now();
  while (performance.now() - Math.max(lastHeard(), from) < QUIET_MS && performance.now() - from < QUIET_MAX_MS)
    await new Promise((resolve) => setTimeout(resolve, QUIET_MS / 2));
};

/** Throws RequestError, ProgramEnded, NoAnswer, CommandError, AppError; `not-found` when the agent has no such conversation. */
export const attach = async (
  program: AcpProgram,
  place: SessionPlace,
  resume: string | null,
  listener: Listener,
  onConnection: (connection: Connection) => void,
): Promise<Attached> => {
  const servers = (await place.servers?.()) ?? [];
  const running: AgentProcess = await startForThread(program, place, servers, listener.onNote);
  let heard = 0;
  const connection = await Connection.open(running, {
    ...listener,
    onNotification: (method, params) => {
      heard = performance.now();
      listener.onNotification(method, params);
    },
  });
  onConnection(connection);
  try {
    const { abilities } = await greet(connection);
    const where = { cwd: place.cwd, mcpServers: serversFor(servers, abilities) };
    const told = await begin(connection, abilities, where, resume);
    const session = resume ?? text(told, 'sessionId');
    if (session === null) throw failure('agent', `${program.label} did not name the conversation.`, 'Check that it is recent.');
    if (resume !== null && !abilities.resume) await quiet(() => heard);
    const choices = choicesOf(told);
    listener.onReady(session);
    return { connection, session, abilities, choices, defaults: currentOf(choices), servers: servers.map(({ name }) => name) };
  } catch (error) {
    await connection.close();
    throw error;
  }
};

const begin = async (connection: Connection, abilities: Abilities, where: object, resume: string | null): Promise<Fields> => {
  if (resume === null) return connection.request('session/new', where, FIRST_ANSWER_MS);
  const gone = (details: string) =>
    failure('not-found', 'The agent has no record of this conversation any more.', 'Go on: it is told how it went.', { details });
  if (!abilities.resume && !abilities.load) throw gone('It takes no conversation up again.');
  try {
    return await connection.request(abilities.resume ? 'session/resume' : 'session/load', { sessionId: resume, ...where }, FIRST_ANSWER_MS);
  } catch (error) {
    if (isUnknown(error)) throw gone(error instanceof Error ? error.message : '');
    throw error;
  }
};
