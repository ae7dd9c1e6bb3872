/** A program in a terminal as the agent of a thread: started with the first message, typed into with every other. */
import { randomBytes } from 'node:crypto';
import { basename } from 'node:path';
import { setTimeout as after } from 'node:timers/promises';
import { failure } from '#contract/failure.ts';
import type { PolicyName } from '#contract/policy.ts';
import type {
  AgentEvent,
  AgentMessage,
  AgentSession,
  RequestAnswer,
  SessionReference,
  SessionStart,
  TurnSettings,
} from '#main/agents/agent-backend.ts';
import type { StartedProgram, TerminalMeans } from './terminal-means.ts';
import { findProgram, startOf, type TerminalProgram } from './terminal-program.ts';
import { TerminalTurn } from './terminal-turn.ts';
import { typeMessage } from './type-message.ts';

/** Rests so long after its start: ready to be typed into. */
const SETTLED_MS = 700;
const START_MAX_MS = 20_000;
/** One that does nothing on being interrupted is ended. */
const INTERRUPT_MS = 2_500;
const INTERRUPTED_QUIET_MS = 600;
const ECHO_SHOWN_MS = 150;
/** Output that goes on for so long, and that nobody typed for, is work that it began itself. */
const WORKS_AFTER_MS = 2_500;
const ECHO_MS = 1_000;

interface Held {
  readonly started: StartedProgram;
  readonly policy: PolicyName;
  readonly commandLine: string;
}

export class TerminalSession {
  readonly #program: TerminalProgram;
  readonly #means: TerminalMeans;
  readonly #start: SessionStart;
  readonly #reference: SessionReference;
  #held: Held | null = null;
  #turn: TerminalTurn | null = null;
  #outputAt = 0;
  #inputAt = 0;
  #busySince = 0;
  #isStopping = false;
  #hasRun: boolean;

  constructor(program: TerminalProgram, means: TerminalMeans, start: SessionStart) {
    this.#program = program;
    this.#means = means;
    this.#start = start;
    this.#hasRun = start.resume !== null;
    this.#reference = start.resume ?? { nativeId: `terminal-${randomBytes(8).toString('hex')}` };
  }

  get pid(): number | null {
    return this.#held?.started.pid ?? null;
  }

  readonly reference: AgentSession['reference'] = () => this.#reference;

  readonly send = async (message: AgentMessage, settings: TurnSettings): Promise<void> => {
    const text = withImages(message);
    if (this.#held !== null && this.#held.policy !== settings.policy) await this.#endForPolicy();
    const fresh = this.#held === null;
    const held = this.#held ?? (await this.#begin(settings.policy, this.#program.start === 'argument' ? [text] : []));
    await held.started.plainText(true);
    const turn = this.#newTurn(held, false);
    if (!fresh) await typeMessage(held.started, text);
    else if (this.#program.start === 'typed') {
      await this.#settled();
      if (this.#turn === turn) await typeMessage(held.started, text);
    }
    turn.begin();
  };

  readonly steer = async (message: AgentMessage): Promise<'delivered' | 'missed'> => {
    if (this.#turn === null || this.#held === null) return 'missed';
    await typeMessage(this.#held.started, withImages(message));
    return 'delivered';
  };

  readonly interrupt = async (): Promise<void> => {
    const held = this.#held;
    const turn = this.#turn;
    if (held === null || turn === null) return;
    this.#isStopping = true;
    turn.stop();
    // The terminal still shows what was typed last: that is no sign of the program.
    await after(ECHO_SHOWN_MS);
    const since = performance.now();
    held.started.write(this.#program.interrupt);
    while (performance.now() - since < INTERRUPT_MS && this.#held === held) {
      await after(50);
      const quiet = performance.now() - this.#outputAt;
      if (this.#outputAt > since && quiet > INTERRUPTED_QUIET_MS) break;
    }
    // It took no notice: whatever it does, it does not go on.
    if (this.#held === held && (this.#outputAt <= since || performance.now() - this.#outputAt <= INTERRUPTED_QUIET_MS))
      await held.started.end();
    this.#isStopping = false;
    await turn.end({ kind: 'stopped' });
  };

  readonly answer = (key: string, answer: RequestAnswer): Promise<boolean> => this.#turn?.answer(key, answer) ?? Promise.resolve(false);

  readonly close = async (): Promise<void> => {
    this.#isStopping = true;
    await this.#turn?.end({ kind: 'stopped' });
    await this.#held?.started.end();
  };

  #tell(event: AgentEvent): void {
    this.#start.onEvent(event);
  }

  #newTurn({ started, commandLine }: Held, byAgent: boolean): TerminalTurn {
    const turn = new TerminalTurn(
      {
        program: this.#program,
        running: started,
        cwd: this.#start.place.cwd,
        commandLine,
        tell: (event) => this.#tell(event),
        onEnd: () => (this.#turn = null),
      },
      byAgent,
    );
    this.#turn = turn;
    return turn;
  }

  async #begin(policy: PolicyName, last: readonly string[]): Promise<Held> {
    const { label, command, args, resume, install, whole } = this.#program;
    const file = await findProgram(command, whole['PATH'] ?? '');
    if (file === null) throw failure('unavailable', `${label} is not there: ${command || 'no program is named'}.`, install);
    const again = this.#hasRun && resume !== undefined;
    if (this.#hasRun) this.#sayAgain(again);
    const all = [...args, ...(again ? resume : []), ...last];
    let held: Held | null = null;
    const started = await this.#means.start(this.#start.place, await startOf(this.#program, file, all), {
      output: (bytes) => this.#heard(bytes),
      event: (event) => this.#turn?.event(event),
      input: () => {
        this.#inputAt = performance.now();
        this.#turn?.input();
      },
    });
    held = { started, policy, commandLine: [basename(file), ...args].join(' ') };
    this.#held = held;
    this.#hasRun = true;
    this.#outputAt = performance.now();
    void started.over.then((code) => this.#ended(held, code));
    return held;
  }

  #sayAgain(resumes: boolean): void {
    const { label } = this.#program;
    const text = resumes
      ? `${label} had ended. It was started again and takes up its last conversation in this folder.`
      : `${label} had ended. It was started again and knows nothing of what was said.`;
    this.#tell({ kind: 'notice', level: resumes ? 'info' : 'warning', text });
  }

  /** A sandbox is for the whole life of a program: under another policy it is another one. */
  async #endForPolicy(): Promise<void> {
    this.#isStopping = true;
    await this.#held?.started.end();
    this.#held = null;
    this.#isStopping = false;
    this.#tell({ kind: 'notice', level: 'info', text: `The policy has changed, so ${this.#program.label} was ended.` });
  }

  /** Quiet for a moment after it drew something, or long enough. */
  async #settled(): Promise<void> {
    const since = performance.now();
    const first = this.#outputAt;
    while (performance.now() - since < START_MAX_MS && this.#held !== null) {
      await after(50);
      if (this.#outputAt > first && performance.now() - this.#outputAt > SETTLED_MS) return;
    }
  }

  #heard(bytes: Uint8Array): void {
    const now = performance.now();
    const wasQuiet = now - this.#outputAt > ECHO_MS;
    if (!(this.#isStopping && isEchoOfKey(bytes))) this.#outputAt = now;
    if (this.#turn !== null) return this.#turn.output(bytes);
    if (wasQuiet || now - this.#inputAt < ECHO_MS) this.#busySince = now;
    else if (now - this.#busySince > WORKS_AFTER_MS && this.#held !== null && !this.#isStopping) this.#workBegan(this.#held);
  }

  #workBegan(held: Held): void {
    const turn = this.#newTurn(held, true);
    turn.begin();
  }

  #ended(held: Held | null, code: number | null): void {
    if (this.#held !== held) return;
    this.#held = null;
    const { label } = this.#program;
    const how = code === null ? `${label} was ended.` : `${label} ended with exit code ${code}.`;
    const turn = this.#turn;
    if (turn === null) {
      if (!this.#isStopping)
        this.#tell({ kind: 'notice', level: code === 0 ? 'info' : 'warning', text: how, action: 'A message starts it again.' });
      return;
    }
    if (this.#isStopping || code === 0) return void turn.end({ kind: this.#isStopping ? 'stopped' : 'completed' }, code);
    const why = failure('agent', how, 'See what it said last, then send a message to start it again.').failure;
    void turn.end({ kind: 'failed', failure: why, retryable: true }, code);
  }
}

/** What the terminal itself shows of Ctrl-C and Escape says nothing of the program. */
const isEchoOfKey = (bytes: Uint8Array): boolean => /^\^[C[](?:\r\n)?$/.test(Buffer.from(bytes.subarray(0, 8)).toString('latin1'));

/** It cannot be shown pictures: it is told where they are. */
const withImages = ({ text, images }: AgentMessage): string => [text, ...images].join('\n');
