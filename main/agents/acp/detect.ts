/** Looks for an agent's program on this machine: is it there, which version, is it signed in, what can be chosen. */
import { hash } from 'node:crypto';
import { join } from 'node:path';
import { RequestError } from '@agentclientprotocol/sdk';
import type { Agent, AgentStatus } from '#contract/agents.ts';
import { AppError } from '#contract/failure.ts';
import { CommandError } from '#main/base/errors.ts';
import { run } from '#main/base/run-command.ts';
import { locate } from './agent-process.ts';
import type { Abilities } from './attach.ts';
import { choicesOf, modelsIn, modesIn, type Choices } from './choices.ts';
import { AUTH_REQUIRED } from './failures.ts';
import { looking } from './look.ts';
import type { AcpProgram } from './program.ts';
import { readSeen, writeSeen, type Seen } from './seen-choices.ts';

const VERSION_MS = 20_000;
const SESSION_MS = 30_000;

export interface DetectMeans {
  readonly program: AcpProgram;
  /** A folder of ours for it; made when needed. */
  readonly folder: string;
  readonly signal: AbortSignal | undefined;
  /** What was seen last is good enough: the app starts. */
  readonly fromRecord: boolean;
}

type Found = Pick<Agent, 'status' | 'models' | 'modes' | 'abilities'>;

export const recordFile = (folder: string): string => join(folder, 'seen.json');

/** What it was seen with. Other settings may offer other models. */
export const recordKey = ({ own, args, command }: AcpProgram, version: string): string =>
  // The environment may hold keys: only what it hashes to is written down.
  hash('sha256', JSON.stringify([version, command, args, own]));

export const seenOf = (key: string, choices: Choices, abilities: Abilities, { preset }: AcpProgram): Seen => ({
  key,
  models: modelsIn(choices),
  modes: modesIn(choices, preset.quirks),
  images: abilities.images,
  lists: abilities.list,
  resumes: abilities.load || abilities.resume,
  steers: abilities.steering || preset.quirks.mergesPrompts === true,
});

const agentAbilities = (seen: Pick<Seen, 'images' | 'lists' | 'resumes' | 'steers'>): Agent['abilities'] => ({
  steer: seen.steers ? 'next-step' : 'none',
  images: seen.images,
  questions: true,
  plans: true,
  resume: seen.resumes,
  imports: seen.lists,
  takesServers: true,
});

const unseen = { images: false, lists: false, resumes: true, steers: false };

const without = (status: AgentStatus, { preset }: AcpProgram): Found => ({
  status,
  models: [],
  abilities: agentAbilities({ ...unseen, steers: preset.quirks.mergesPrompts === true }),
});

const found = (status: AgentStatus, seen: Seen): Found => ({
  status,
  models: seen.models,
  ...(seen.modes.length < 2 ? {} : { modes: seen.modes }),
  abilities: agentAbilities(seen),
});

const firstLine = (text: string): string =>
  text
    .split('\n')
    .find((line) => line.trim() !== '')
    ?.trim() ?? '';

/** Null when it says none: only its greeting tells it. */
const versionOf = async (program: AcpProgram): Promise<string | null> => {
  const { file, args } = await locate(program);
  const { stdout } = await run(
    { file, args: [...args, '--version'], cwd: process.cwd(), environment: program.environment },
    { timeoutMilliseconds: VERSION_MS },
  );
  return /\d+\.\d+\.\S*/.exec(stdout.toString('utf8'))?.[0] ?? null;
};

/** Begins a session that nobody uses, since only one tells what can be chosen and whether it is signed in. */
const probe = (means: DetectMeans, key: (version: string) => string, known: string | null) =>
  looking(means.program, join(means.folder, 'look'), { signal: means.signal }, async ({ connection, abilities, version }) => {
    const used = known ?? version ?? 'unknown';
    try {
      const told = await connection.request('session/new', { cwd: join(means.folder, 'look'), mcpServers: [] }, SESSION_MS);
      return { version: used, seen: seenOf(key(used), choicesOf(told), abilities, means.program), signedIn: true };
    } catch (error) {
      if (!(error instanceof RequestError) || error.code !== AUTH_REQUIRED) throw error;
      return { version: used, seen: seenOf(key(used), choicesOf({}), abilities, means.program), signedIn: false };
    }
  });

const broken = (program: AcpProgram, what: string, error: unknown): AgentStatus => {
  const said =
    error instanceof CommandError && error.lastLines !== '' ? error.lastLines : error instanceof Error ? error.message : String(error);
  const fix = program.preset.install === '' ? program.command : `${program.preset.install}`;
  return { kind: 'broken', message: `${program.label} ${what}: ${firstLine(said)}`, fix };
};

/** Never throws. */
export const detectAcp = async (means: DetectMeans): Promise<Found> => {
  const { program } = means;
  let version: string | null;
  try {
    version = await versionOf(program);
  } catch (error) {
    if (error instanceof AppError) {
      const fix = program.preset.install === '' ? `Correct “command” of the agent: ${program.command}` : program.preset.install;
      return without({ kind: 'missing', message: `${program.label} is not installed, or not on the PATH.`, fix }, program);
    }
    // The user's own program need not know the word; its greeting decides.
    if (program.preset.command !== '') return without(broken(program, 'does not run', error), program);
    version = null;
  }
  const key = (used: string): string => recordKey(program, used);
  if (means.fromRecord && version !== null) {
    const seen = await readSeen(recordFile(means.folder), key(version));
    if (seen !== null) return found({ kind: 'ready', version }, seen);
  }
  try {
    const looked = await probe(means, key, version);
    if (!looked.signedIn) {
      const fix = program.preset.signIn || `Sign in with ${program.command}`;
      return found(
        { kind: 'signed-out', version: looked.version, message: `${program.label} is installed, but not signed in.`, fix },
        looked.seen,
      );
    }
    await writeSeen(recordFile(means.folder), looked.seen);
    return found({ kind: 'ready', version: looked.version }, looked.seen);
  } catch (error) {
    return without(broken(program, 'does not answer', error), program);
  }
};
