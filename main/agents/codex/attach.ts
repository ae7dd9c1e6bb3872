/** Attaching to a native thread: a new one, or one that is taken up again. */
import { failure } from '#contract/failure.ts';
import type { SessionPlace, SessionReference, TurnSettings } from '#main/agents/agent-backend.ts';
import { RpcError, type Connection } from './connection.ts';
import { errorOfRequest } from './failures.ts';
import { inner, text, type Fields } from './fields.ts';
import { policies } from './policies.ts';

export interface Attached {
  readonly connection: Connection;
  readonly thread: string;
  /** Model and effort of the user's own configuration, to go back to. Null when not told. */
  readonly defaults: { readonly model: string | null; readonly effort: string | null };
  /** Whether model or effort were ever set: from then on they are set with every turn. */
  chosen: { model: boolean; effort: boolean };
  /** Said to the user when the earlier conversation could not be taken up. */
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

const threadSettings = (place: SessionPlace, settings: TurnSettings): Fields => {
  const policy = policies[settings.policy];
  return {
    cwd: place.cwd,
    approvalPolicy: policy.approvalPolicy,
    sandbox: policy.sandbox,
    config: { ...abilities, ...configOf(place), ...(settings.effort === null ? {} : { model_reasoning_effort: settings.effort }) },
    ...(settings.model === null ? {} : { model: settings.model }),
  };
};

/** Settings of a turn, sent with each: codex keeps them from turn to turn, but forgets the sandbox with a restart. */
export const turnSettings = (attached: Attached, cwd: string, settings: TurnSettings): Fields => {
  const policy = policies[settings.policy];
  const model = settings.model ?? (attached.chosen.model ? attached.defaults.model : null);
  const effort = settings.effort ?? (attached.chosen.effort ? attached.defaults.effort : null);
  attached.chosen = { model: attached.chosen.model || settings.model !== null, effort: attached.chosen.effort || settings.effort !== null };
  return {
    cwd,
    approvalPolicy: policy.approvalPolicy,
    sandboxPolicy: policy.sandboxPolicy,
    summary: 'auto',
    ...(model === null ? {} : { model }),
    ...(effort === null ? {} : { effort }),
  };
};

const isUnknownThread = (error: unknown): boolean =>
  error instanceof RpcError &&
  /no rollout|not found|no thread|unknown thread|invalid thread|failed to (?:load|read) rollout/i.test(error.message);

const resumed = async (connection: Connection, place: SessionPlace, settings: TurnSettings, thread: string): Promise<Fields | null> => {
  try {
    return await connection.request('thread/resume', { threadId: thread, excludeTurns: true, ...threadSettings(place, settings) });
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
    return await connection.request('thread/start', threadSettings(place, settings));
  } catch (error) {
    throw errorOfRequest('begin a conversation', error);
  }
};

/** `onThread` is called as soon as the thread is known, before events of it are handled. */
export const attachThread = async (
  connection: Connection,
  place: SessionPlace,
  settings: TurnSettings,
  reference: SessionReference | null,
  onThread: (thread: string) => void,
): Promise<Attached> => {
  if (reference !== null) onThread(reference.nativeId);
  const old = reference === null ? null : await resumed(connection, place, settings, reference.nativeId);
  const result = old ?? (await begun(connection, place, settings));
  const thread = text(inner(result, 'thread'), 'id') ?? reference?.nativeId;
  if (thread === undefined) throw failure('agent', 'Codex did not name the conversation.', 'Check that the installed codex is recent.');
  if (old === null) onThread(thread);
  const lost = reference !== null && old === null;
  return {
    connection,
    thread,
    defaults: {
      model: settings.model === null ? text(result, 'model') : null,
      effort: settings.effort === null ? text(result, 'reasoningEffort') : null,
    },
    chosen: { model: settings.model !== null, effort: settings.effort !== null },
    notice: lost ? 'Codex does not find the earlier conversation any more. It begins anew and knows nothing of what was said.' : null,
  };
};
