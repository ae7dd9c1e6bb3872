/** The program of one conversation: started when it is needed, ended when it idles, with all that belongs to it. */
import { failure } from '#contract/failure.ts';
import type { SessionPlace, TurnSettings } from '#main/agents/agent-backend.ts';
import type { Exit } from '#main/base/command.ts';
import { ClaudeProcess, type ProcessListener } from './claude-process.ts';
import type { CommandGate } from './command-gate.ts';
import type { Fields } from '#main/agents/fields.ts';
import { launchSpec, makeSessionFolder, ownCommands, removeSessionFolder, type Account, type Conversation } from './launch.ts';
import { HOOK, type Permissions } from './permissions.ts';
import { runningPrograms } from './running-programs.ts';
import { lockConversation } from './writer-lock.ts';

const FIRST_ANSWER_MS = 30_000;
const SETTING_MS = 5_000;
const CLOSE_GRACE_MS = 2_000;
/** The user may take as long as they like to answer: the hook only rules, it never waits. */
const HOOK_TIMEOUT_S = 600;

/** Told with every conversation. */
const GUIDE = `Commands run in a sandbox of Switchyard, the app that the user sees you in: they can write in the working folder and in $TMPDIR, \
and reach no network but hosts that the user allowed. When the task needs more than that, run the command again with \
dangerouslyDisableSandbox: true and say in its description why: the user is asked, or has a rule for it.`;

export interface ProgramOptions {
  readonly account: Account;
  /** Id of the agent. */
  readonly id: string;
  readonly temporaryFolder: string;
  readonly gate: CommandGate;
  readonly place: SessionPlace;
  readonly permissions: Permissions;
  readonly onCommand: (command: string, output: string | null) => void;
  readonly listener: Omit<ProcessListener, 'onEnd'> & { readonly onEnd: (exit: Exit, lastWords: string) => void };
}

/** What is in force in a running program. */
interface InForce {
  model: string | null;
  effort: string | null;
}

export class Program {
  readonly process: ClaudeProcess;
  /** The answer to `initialize`. */
  readonly hello: Fields;
  readonly #inForce: InForce;
  readonly #release: () => Promise<void>;

  private constructor(process: ClaudeProcess, hello: Fields, inForce: InForce, release: () => Promise<void>) {
    this.process = process;
    this.hello = hello;
    this.#inForce = inForce;
    this.#release = release;
  }

  /** Throws AppError `busy` when somebody else writes to the conversation, and what the start threw. */
  static async open(options: ProgramOptions, conversation: Conversation, settings: TurnSettings, mode: string): Promise<Program> {
    const { account, place, gate, permissions } = options;
    const unlock = lockConversation(account.home, conversation.id);
    if (conversation.kind === 'resume' && (await runningPrograms(account.home)).has(conversation.id)) {
      unlock();
      throw failure('busy', 'This conversation is open in another Claude Code.', 'End it there, or go on with a fork of it.');
    }
    const undo: (() => void | Promise<void>)[] = [unlock];
    const release = async (): Promise<void> => {
      for (const step of undo.splice(0).toReversed()) await step();
    };
    try {
      const folder = await makeSessionFolder(options.temporaryFolder, options.id);
      undo.push(() => removeSessionFolder(folder));
      const servers = (await place.servers?.()) ?? [];
      const handed = servers.flatMap((server) => ('command' in server ? [[server.command, ...server.args]] : []));
      const confines = process.platform !== 'win32';
      const admitted = !confines
        ? null
        : await gate.admit(folder, {
            ...{ cwd: place.cwd, environment: place.environment, sandbox: place.sandbox, scratch: `${folder}/scratch` },
            isLetOut: (command) => permissions.isLetOut(command),
            onCommand: options.onCommand,
            isOwn: async (words, text) => {
              const own = await ownCommands(account, place.cwd);
              const isThis = (known: readonly string[]): boolean =>
                words !== null && known.length === words.length && known.every((word, index) => word === words[index]);
              return handed.some(isThis) || own.servers.some(isThis) || own.hooks.includes(text);
            },
          });
      if (admitted !== null) undo.push(admitted.close);
      const spec = await launchSpec({ account, place, settings, mode, conversation, folder, prefix: admitted?.program ?? null, servers });
      const process_ = await ClaudeProcess.open(spec, {
        ...options.listener,
        onEnd: (exit, lastWords) => {
          // At once: whoever goes on with the conversation need not wait for the rest.
          unlock();
          void release();
          options.listener.onEnd(exit, lastWords);
        },
      });
      undo.push(() => process_.close(CLOSE_GRACE_MS));
      const hooks = { PreToolUse: [{ hookCallbackIds: [HOOK], timeout: HOOK_TIMEOUT_S }] };
      const hello = await process_.ask({ subtype: 'initialize', hooks, appendSystemPrompt: GUIDE }, FIRST_ANSWER_MS);
      if (hello['hooks_applied'] === false)
        throw failure('unavailable', 'Claude Code does not let Switchyard judge its tools.', 'Update it: `claude update`.');
      return new Program(process_, hello, { model: settings.model, effort: settings.effort }, release);
    } catch (error) {
      await release();
      throw error;
    }
  }

  /** Model and effort of a running program. */
  async apply(settings: TurnSettings): Promise<void> {
    const { model, effort } = settings;
    if (model !== this.#inForce.model) {
      await this.process.ask({ subtype: 'set_model', model: model ?? 'default' }, SETTING_MS);
      this.#inForce.model = model;
    }
    if (effort !== this.#inForce.effort) {
      await this.process.ask({ subtype: 'apply_flag_settings', settings: { effortLevel: effort } }, SETTING_MS);
      this.#inForce.effort = effort;
    }
  }

  async setMode(mode: string): Promise<void> {
    await this.process.ask({ subtype: 'set_permission_mode', mode }, SETTING_MS);
  }

  /** Ends it and all that it runs; the conversation stays. */
  close(): Promise<void> {
    return this.#release();
  }
}
