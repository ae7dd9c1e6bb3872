/** The sandbox of one thread: see `sandbox/thread-sandbox.ts` for what it promises. */
import { mkdirSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import { failure, type AppError } from '#contract/failure.ts';
import { Mailbox } from '#main/base/mailbox.ts';
import { refusedText, type RefusedHost } from '#sandbox/door.ts';
import type { HostRule } from '#sandbox/host-rules.ts';
import { launch, type RunningSandbox } from '#sandbox/launch.ts';
import type { SandboxPolicy } from '#sandbox/policy.ts';
import type { Note } from '#sandbox/report.ts';
import { openStages } from '#sandbox/stage.ts';
import { surveyPlace } from '#sandbox/survey.ts';
import { newMemory } from '#sandbox/sweep.ts';
import { terminalOf } from '#sandbox/terminal.ts';
import type { SandboxedCommand, ThreadSandbox } from '#sandbox/thread-sandbox.ts';
import { wrap, type Plan, type RefusedPlan } from '#sandbox/wrap.ts';
import type { SandboxedThread } from './sandboxes.ts';
import { makeThreadNetwork } from './thread-network.ts';

export interface ThreadSandboxOptions {
  /** The thread's own; made when it is needed. */
  readonly folder: string;
  readonly hidden: readonly string[];
  readonly find: () => SandboxedThread;
  readonly onRefused: (refused: RefusedHost) => void;
}

export interface HeldSandbox {
  readonly sandbox: ThreadSandbox;
  /** Ends what still runs in it and closes its network. */
  readonly close: () => Promise<void>;
}

type Runnable = Exclude<Plan, RefusedPlan>;

const sentence = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1).replace(/[.!?]$/, '')}.`;

const refusal = ({ what, why, allow }: Note): AppError =>
  failure('unavailable', `${what}: ${why}.`, allow === null ? undefined : sentence(allow));

/** Hosts that are let through for a while, beside those of the policy. */
const openAdmissions = () => {
  const admitted = new Set<HostRule>();
  return {
    with: (policy: SandboxPolicy): SandboxPolicy =>
      admitted.size === 0 || policy.name === 'full-access' ? policy : { ...policy, allowedHosts: [...policy.allowedHosts, ...admitted] },
    admit: (host: HostRule): (() => void) => {
      const own = { ...host };
      admitted.add(own);
      return () => void admitted.delete(own);
    },
  };
};

/** What stands beside is the agent's program: it works for as long as its thread does, so it is no command that runs too long. */
const widened = (policy: SandboxPolicy, { beside }: Pick<SandboxedCommand, 'beside'>): SandboxPolicy =>
  beside === undefined ? policy : { ...policy, beside, limits: { ...policy.limits, seconds: null } };

export const openThreadSandbox = (options: ThreadSandboxOptions): HeldSandbox => {
  const starts = new Mailbox();
  const memory = newMemory();
  const stages = openStages();
  const running = new Set<RunningSandbox>();
  const admissions = openAdmissions();
  let isClosed = false;

  /** Nothing for a thread that has gone meanwhile. */
  const allowedHosts = (): readonly HostRule[] => {
    try {
      return admissions.with(options.find().policy).allowedHosts;
    } catch {
      return [];
    }
  };

  const network = makeThreadNetwork({ rules: allowedHosts, onRefused: options.onRefused });

  const planOf = (command: Omit<SandboxedCommand, 'stdio'>, terminal: boolean): Runnable => {
    if (isClosed) throw failure('unavailable', 'The task is gone.');
    const { workspace, policy: lasting } = options.find();
    const policy = widened(admissions.with(lasting), command);
    mkdirSync(options.folder, { recursive: true, mode: 0o700 });
    const place = surveyPlace({
      ...{ terminal, workspace, cwd: command.cwd, hidden: options.hidden, added: command.environment, environment: process.env },
      ...{ network: 'thread', privateFolder: join(realpathSync.native(options.folder), 'private') },
      writable: [...policy.writable, ...(policy.beside?.writable ?? [])],
    });
    const plan = wrap(command.command, policy, place);
    if (plan.kind === 'refused') throw refusal(plan.note);
    return plan;
  };

  const exclusive = <T>(work: () => Promise<T>): Promise<T> => starts.put(work);

  const launched = async (command: SandboxedCommand): Promise<RunningSandbox> => {
    const plan = planOf(command, false);
    const shared = await network.of(plan);
    const { stdio, onNote } = command;
    return await launch(plan, { stdio, onNote, exclusive, memory, stages, ...(shared === null ? {} : { network: shared }) });
  };

  const start: ThreadSandbox['start'] = async (command) => {
    const releases = (command.beside?.hosts ?? []).map(admissions.admit);
    const release = (): void => releases.forEach((each) => each());
    try {
      const started = await launched(command);
      running.add(started);
      void started.ended.then(() => {
        running.delete(started);
        release();
      });
      return started;
    } catch (error) {
      release();
      throw error;
    }
  };

  const terminal: ThreadSandbox['terminal'] = async (command) => {
    const plan = planOf(command, true);
    const shared = await network.of(plan);
    return await terminalOf(plan, '/bin/bash', {
      ...{ folder: join(options.folder, 'starts'), network: shared, onNote: command.onNote, exclusive, memory },
    });
  };

  const close = async (): Promise<void> => {
    isClosed = true;
    for (const sandbox of running) sandbox.kill();
    await Promise.all([...running].map(({ ended }) => ended));
    stages.close();
    await network.close();
  };
  return { sandbox: { policy: () => options.find().policy, start, terminal, admit: admissions.admit }, close };
};

/** A refused connection as a note. */
export const refusedNote = (refused: RefusedHost): Note => ({
  what: `A connection to ${refused.host}:${refused.port} was refused`,
  why: refusedText(refused),
  allow: refused.why === 'not-listed' ? 'Allow this host' : null,
});
