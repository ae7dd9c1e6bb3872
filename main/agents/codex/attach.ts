/** Attaching to a native thread: a new one, or one that is taken up again. */
import { failure } from '#contract/failure.ts';
import type { HandedServer, SessionPlace, SessionReference, SessionStart, TurnSettings } from '#main/agents/agent-backend.ts';
import { RpcError, type Connection } from './connection.ts';
import { errorOfRequest } from './failures.ts';
import { fieldsOf, inner, list, text, texts, type Fields } from '#main/agents/fields.ts';
import { policies } from './policies.ts';
import { trustOf } from './trust.ts';

export interface Attached {
  readonly connection: Connection;
  readonly thread: string;
  /** Model and effort of the user's own configuration, to go back to. Null when not told. */
  readonly defaults: { readonly model: string | null; readonly effort: string | null };
  /** The model at the beginning: a mode has to name one. */
  readonly model: string | null;
  /** Whether model, effort or mode were ever set: from then on they are set with every turn. */
  chosen: { model: boolean; effort: boolean; mode: boolean };
  /** Absolute paths of the files of instructions that it read. */
  readonly instructions: readonly string[];
  /** Said to the user when the earlier conversation could not be taken up, or went on elsewhere. */
  readonly notice: string | null;
}

/** Environment of the thread's commands. One process serves all threads, so that it goes into the thread's configuration. */
const configOf = (place: SessionPlace): Record<string, string> =>
  Object.fromEntries(Object.entries(place.environment).map(([name, value]) => [`shell_environment_policy.set.${name}`, value]));

/** Lets the agent ask questions outside of plan mode, and keep a plan that we can show. Codex has both, switched off. */
const abilities = {
  'features.default_mode_request_user_input': true,
  'tools.update_plan.enabled': true,
  suppress_unstable_features_warning: true,
};

/** Codex takes letters, digits, `_` and `-` in the name of a server. */
const serverName = (name: string): string => name.replaceAll(/[^A-Za-z0-9_-]/g, '_');

const serverOf = (server: HandedServer): Fields =>
  'command' in server ? { command: server.command, args: server.args, env: server.env } : { url: server.url, http_headers: server.headers };

const threadSettings = async (connection: Connection, place: SessionPlace, settings: TurnSettings): Promise<Fields> => {
  const policy = policies[settings.policy];
  const servers = ((await place.servers?.()) ?? []).map((server) => [`mcp_servers.${serverName(server.name)}`, serverOf(server)] as const);
  return {
    cwd: place.cwd,
    approvalPolicy: policy.approvalPolicy,
    sandbox: policy.sandbox,
    config: {
      ...abilities,
      ...configOf(place),
      ...(await trustOf(connection, place.cwd)),
      ...Object.fromEntries(servers),
      ...(settings.effort === null ? {} : { model_reasoning_effort: settings.effort }),
    },
    ...(settings.model === null ? {} : { model: settings.model }),
  };
};

/** Settings of a turn, sent with each: codex keeps them from turn to turn, but forgets the sandbox with a restart. */
export const turnSettings = (attached: Attached, cwd: string, settings: TurnSettings): Fields => {
  const policy = policies[settings.policy];
  const model = settings.model ?? (attached.chosen.model ? attached.defaults.model : null);
  const effort = settings.effort ?? (attached.chosen.effort ? attached.defaults.effort : null);
  const mode = settings.mode ?? (attached.chosen.mode ? 'default' : null);
  const named = model ?? attached.model;
  attached.chosen = {
    model: attached.chosen.model || settings.model !== null,
    effort: attached.chosen.effort || settings.effort !== null,
    mode: mode !== null,
  };
  return {
    cwd,
    approvalPolicy: policy.approvalPolicy,
    sandboxPolicy: policy.sandboxPolicy,
    summary: 'auto',
    ...(model === null ? {} : { model }),
    ...(effort === null ? {} : { effort }),
    // Null instructions are codex' own for that mode.
    ...(mode === null || named === null
      ? {}
      : { collaborationMode: { mode, settings: { model: named, reasoning_effort: effort, developer_instructions: null } } }),
  };
};

const isUnknownThread = (error: unknown): boolean =>
  error instanceof RpcError &&
  /no rollout|not found|no thread|unknown thread|invalid thread|failed to (?:load|read) rollout/i.test(error.message);

const resumed = async (connection: Connection, place: SessionPlace, settings: TurnSettings, thread: string): Promise<Fields | null> => {
  try {
    return await connection.request('thread/resume', {
      threadId: thread,
      excludeTurns: true,
      ...(await threadSettings(connection, place, settings)),
    });
  } catch (error) {
    if (isUnknownThread(error)) return null;
    if (error instanceof RpcError && error.message.includes('active writer')) {
      throw failure('busy', 'Another codex works on this conversation.', 'End the other one, then send the message again.');
    }
    throw errorOfRequest('take up the conversation', error);
  }
};

const begun = async (connection: Connection, place: SessionPlace, settings: TurnSettings): Promise<Fields> => {
  try {
    return await connection.request('thread/start', await threadSettings(connection, place, settings));
  } catch (error) {
    throw errorOfRequest('begin a conversation', error);
  }
};

const LOST = 'Codex does not find the earlier conversation any more. It begins anew and knows nothing of what was said.';

/** Where a conversation is to go on, instead of at its end. */
export type Branch = NonNullable<SessionStart['from']>;

const lost = (): Error =>
  failure('unavailable', 'Codex cannot go back to that point of the conversation any more.', 'Begin a new thread from the files instead.');

const forked = async (
  connection: Connection,
  place: SessionPlace,
  settings: TurnSettings,
  thread: string,
  mark: string,
): Promise<Fields> => {
  try {
    const at = { threadId: thread, lastTurnId: mark, excludeTurns: true };
    return await connection.request('thread/fork', { ...at, ...(await threadSettings(connection, place, settings)) });
  } catch (error) {
    throw error instanceof RpcError ? lost() : errorOfRequest('branch off the conversation', error);
  }
};

const PAGE_TURNS = 100;

/** The turn that followed this one; null when there is none. Throws AppError when the mark is gone. */
const turnAfter = async (connection: Connection, threadId: string, mark: string): Promise<string | null> => {
  let after: string | null = null;
  let cursor: string | null = null;
  do {
    const page: Fields = await connection.request('thread/turns/list', {
      threadId,
      limit: PAGE_TURNS,
      sortDirection: 'desc',
      itemsView: 'notLoaded',
      ...(cursor === null ? {} : { cursor }),
    });
    for (const turn of list(page, 'data').map(fieldsOf)) {
      if (text(turn, 'id') === mark) return after;
      after = text(turn, 'id');
    }
    cursor = text(page, 'nextCursor');
  } while (cursor !== null);
  throw lost();
};

/** Takes out of the history what came after the mark. */
const wentBack = async (connection: Connection, threadId: string, mark: string): Promise<void> => {
  try {
    const beforeTurnId = await turnAfter(connection, threadId, mark);
    if (beforeTurnId !== null) await connection.request('thread/revert', { threadId, beforeTurnId });
  } catch (error) {
    throw error instanceof RpcError ? lost() : errorOfRequest('go back in the conversation', error);
  }
};

const READ_MS = 5_000;

/** What went on in the conversation since the turn that we know as its last one, elsewhere; null when nothing did. */
const elsewhere = async (connection: Connection, { nativeId, turn }: SessionReference): Promise<string | null> => {
  if (typeof turn !== 'string') return null;
  const query = { threadId: nativeId, limit: PAGE_TURNS, sortDirection: 'desc', itemsView: 'notLoaded' };
  const page = await connection.request('thread/turns/list', query, READ_MS).catch(() => null);
  const turns = page === null ? [] : list(page, 'data').map(fieldsOf);
  const count = turns.findIndex((row) => text(row, 'id') === turn);
  // A turn that was cut off with us is known by its journal, not by its end.
  const missed = count < 0 ? [] : turns.slice(0, count).filter((row) => text(row, 'status') !== 'interrupted');
  if (missed.length === 0) return null;
  const told = missed.length === 1 ? 'a turn that is' : `${missed.length} turns that are`;
  return `The conversation went on elsewhere: Codex remembers ${told} not shown here.`;
};

const taken = async (
  connection: Connection,
  place: SessionPlace,
  settings: TurnSettings,
  thread: string,
  branch: Branch | null,
): Promise<Fields | null> => {
  if (branch?.fork === true) return forked(connection, place, settings, thread, branch.mark);
  const result = await resumed(connection, place, settings, thread);
  if (branch !== null && result === null) throw lost();
  if (branch !== null) await wentBack(connection, thread, branch.mark);
  return result;
};

/**
 * Attaches to the conversation of the reference, at its end or at the point of `branch`; null begins a new one. `onThread` is
 * called as soon as the thread is known, before events of it are handled.
 */
export const attachThread = async (
  connection: Connection,
  start: Pick<SessionStart, 'place'> & { readonly settings: TurnSettings; readonly branch: Branch | null },
  reference: SessionReference | null,
  onThread: (thread: string) => void,
): Promise<Attached> => {
  const { place, settings, branch } = start;
  const knownBefore = reference !== null && branch?.fork !== true;
  if (knownBefore) onThread(reference.nativeId);
  const old = reference === null ? null : await taken(connection, place, settings, reference.nativeId, branch);
  const result = old ?? (await begun(connection, place, settings));
  const thread = text(inner(result, 'thread'), 'id') ?? reference?.nativeId;
  if (thread === undefined) throw failure('agent', 'Codex did not name the conversation.', 'Check that the installed codex is recent.');
  if (old === null || !knownBefore) onThread(thread);
  const isLost = reference !== null && old === null;
  const wasElsewhere = reference !== null && old !== null && branch === null ? await elsewhere(connection, reference) : null;
  return {
    connection,
    thread,
    model: text(result, 'model'),
    defaults: {
      model: settings.model === null ? text(result, 'model') : null,
      effort: settings.effort === null ? text(result, 'reasoningEffort') : null,
    },
    chosen: { model: settings.model !== null, effort: settings.effort !== null, mode: old !== null },
    instructions: texts(result, 'instructionSources'),
    notice: isLost ? LOST : wasElsewhere,
  };
};
