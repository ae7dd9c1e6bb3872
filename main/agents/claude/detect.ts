/** Looks for Claude Code on this machine: is it there, which version, is it signed in, which models does it offer. */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Agent, AgentMode, AgentModel, AgentStatus } from '#contract/agents.ts';
import { CommandError } from '#main/base/errors.ts';
import { run } from '#main/base/run-command.ts';
import { ClaudeProcess } from './claude-process.ts';
import { installFix, signInFix } from './failures.ts';
import { fieldsOf, inner, list, text, texts, type Fields } from '#main/agents/fields.ts';
import type { Account } from './launch.ts';

export const claudeAbilities: Agent['abilities'] = {
  ...{ steer: 'next-step', images: true, questions: true, plans: true, resume: true },
  ...{ forks: true, compacts: true, imports: true, takesServers: true },
};

/** What else Claude Code has modes for, the thread's policy says. */
export const claudeModes: readonly AgentMode[] = [
  { id: 'default', label: 'Work', effect: 'It works, within the policy of the task.', kind: 'default' },
  { id: 'plan', label: 'Plan', effect: 'It looks around and proposes a plan; nothing is changed until you approve it.', kind: 'plan' },
];

const LOOK_MS = 20_000;

interface Found extends Pick<Agent, 'models' | 'modes'> {
  readonly status: AgentStatus;
  readonly account?: string;
}

const modelOf = (value: unknown): AgentModel => {
  const model = fieldsOf(value);
  const id = text(model, 'value') ?? '';
  return { id, label: text(model, 'displayName') ?? id, efforts: texts(model, 'supportedEffortLevels'), isDefault: id === 'default' };
};

const firstLine = (words: string): string =>
  words
    .split('\n')
    .find((line) => line.trim() !== '')
    ?.trim() ?? words;

/** Who is signed in; null when nobody is. Clouds other than Anthropic's own sign in by means of their own. */
const accountIn = (hello: Fields): string | null => {
  const account = inner(hello, 'account');
  const provider = text(account, 'apiProvider') ?? 'firstParty';
  if (provider !== 'firstParty') return provider;
  const parts = [text(account, 'email'), text(account, 'organization'), text(account, 'subscriptionType')].filter(
    (part) => part !== null && part !== '',
  );
  if (parts.length > 0) return parts.join(', ');
  const sources = [text(account, 'tokenSource'), text(account, 'apiKeySource')];
  return sources.find((source) => source !== null && source !== '' && source !== 'none') ?? null;
};

/** Starts a process for the questions and ends it again: it begins no conversation, runs no hook and starts no server. */
const ask = async (account: Account, folder: string): Promise<Fields> => {
  let lastWords = '';
  const process_ = await ClaudeProcess.open(
    {
      file: account.file,
      args: [
        ...['--output-format', 'stream-json', '--input-format', 'stream-json', '--verbose', '--no-session-persistence'],
        ...['--setting-sources=user', '--strict-mcp-config', '--settings', JSON.stringify({ disableAllHooks: true })],
      ],
      // Not a folder of a repository, whose settings would be read.
      cwd: folder,
      environment: account.environment,
    },
    {
      onFrame: () => undefined,
      onAsked: () => undefined,
      onCancelled: () => undefined,
      onGarbage: () => undefined,
      onEnd: (_, words) => (lastWords = words),
    },
  );
  try {
    return await process_.ask({ subtype: 'initialize', hooks: null }, LOOK_MS);
  } catch (error) {
    await process_.close(0);
    throw new Error(lastWords === '' ? String(error) : lastWords, { cause: error });
  } finally {
    await process_.close(1_000);
  }
};

const missing = (error: unknown, file: string): AgentStatus => {
  if (error instanceof CommandError && error.startError === 'ENOENT') {
    const named = file === 'claude' ? 'Claude Code is not installed, or not on the PATH.' : `There is no program at ${file}.`;
    return { kind: 'missing', message: named, fix: installFix };
  }
  const said =
    error instanceof CommandError ? firstLine(error.lastLines === '' ? error.message : error.lastLines) : firstLine(String(error));
  return { kind: 'broken', message: `Claude Code does not run: ${said}`, fix: `${installFix}@latest` };
};

/** Never throws. `temporaryFolder` is a folder of ours. */
export const detectClaude = async (account: Account, temporaryFolder: string): Promise<Found> => {
  const folder = join(temporaryFolder, 'agent-look');
  let version: string;
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const { stdout } = await run(
      { file: account.file, args: ['--version'], cwd: folder, environment: account.environment },
      { timeoutMilliseconds: LOOK_MS },
    );
    version = /\d+\.\d+\.\S*/.exec(stdout.toString('utf8'))?.[0] ?? stdout.toString('utf8').trim();
  } catch (error) {
    return { status: missing(error, account.file), models: [] };
  }
  try {
    const hello = await ask(account, folder);
    const models = list(hello, 'models')
      .map(modelOf)
      .filter(({ id }) => id !== '');
    const who = accountIn(hello);
    if (who === null) {
      const message = 'Claude Code is installed, but not signed in.';
      return { status: { kind: 'signed-out', version, message, fix: signInFix }, models, modes: claudeModes };
    }
    return { status: { kind: 'ready', version }, models, modes: claudeModes, account: who };
  } catch (error) {
    const said = firstLine(error instanceof Error ? error.message : String(error));
    return { status: { kind: 'broken', message: `Claude Code ${version} does not answer: ${said}`, fix: 'claude doctor' }, models: [] };
  }
};
