/**
 * One turn with a program in a terminal, as honest as its signs: it runs while output comes, waits when it rings, notifies or asks
 * by a line that its preset knows, and is over when it is quiet, says so by OSC 133 D, or ends.
 */
import { randomBytes } from 'node:crypto';
import type { AgentEvent, AgentTurnOutcome, RequestAnswer } from '#main/agents/agent-backend.ts';
import type { ScreenEvent } from '#main/pty/screen-report.ts';
import { PlainOutput } from './plain-output.ts';
import type { StartedProgram } from './terminal-means.ts';
import type { TerminalProgram } from './terminal-program.ts';
import { typeMessage } from './type-message.ts';

/** After a sign, what is drawn with it comes so soon. */
const AFTER_SIGN_MS = 400;
/** Lines at the end of the screen that a question may stand in. */
const LAST_LINES = 8;
const FLUSH_MS = 250;
/** An answer in the terminal shows by output that goes on. */
const LOOK_AGAIN_MS = 1_000;

export interface TurnNeeds {
  readonly program: TerminalProgram;
  readonly running: StartedProgram;
  readonly cwd: string;
  readonly commandLine: string;
  readonly tell: (event: AgentEvent) => void;
  readonly onEnd: () => void;
}

interface Asked {
  readonly key: string;
  /** It rang, and nothing on the screen says more. */
  readonly byRing: boolean;
}

const newKey = (): string => randomBytes(8).toString('hex');

export class TerminalTurn {
  readonly #needs: TurnNeeds;
  readonly #key = newKey();
  readonly #plain = new PlainOutput();
  #pending = '';
  #flush: NodeJS.Timeout | null = null;
  #timer: NodeJS.Timeout | null = null;
  #asked: Asked | null = null;
  #rung: string | null = null;
  #typedSince = false;
  #exitCode: number | null = null;
  /** The message has been typed: until then it only starts. */
  #hasBegun = false;
  #isStopping = false;
  /** A question that was answered stands on the screen for a while. */
  #answered: string | null = null;
  #isOver = false;

  constructor(needs: TurnNeeds, byAgent: boolean) {
    this.#needs = needs;
    needs.tell({ kind: 'turn-started', byAgent });
    needs.tell({ kind: 'item-started', item: this.#item(null, null) });
  }

  /** From now on quiet means the end. */
  begin(): void {
    this.#hasBegun = true;
    this.#plan(this.#needs.program.quietSeconds * 1_000);
  }

  output(bytes: Uint8Array): void {
    if (this.#isOver) return;
    this.#pending += this.#plain.take(bytes);
    if (this.#pending !== '') this.#flush ??= setTimeout(() => this.#append(), FLUSH_MS);
    if (!this.#hasBegun) return;
    if (this.#asked === null) this.#plan(this.#rung === null ? this.#needs.program.quietSeconds * 1_000 : AFTER_SIGN_MS);
    else if (!this.#asked.byRing || this.#typedSince) this.#plan(LOOK_AGAIN_MS);
  }

  event(event: ScreenEvent): void {
    if (!this.#hasBegun) return;
    if (event.kind === 'command-ended') {
      this.#exitCode = event.exitCode;
      return void this.end({ kind: 'completed' });
    }
    if (event.kind !== 'bell' && event.kind !== 'notified') return;
    const { rings, done, label } = this.#needs.program;
    const text = event.kind === 'notified' ? event.text : `${label} rang.`;
    const isDone = rings === 'done' || (event.kind === 'notified' && done?.test(text) === true);
    if (this.#asked !== null) return;
    this.#rung = isDone ? '' : text;
    this.#plan(AFTER_SIGN_MS);
  }

  /** It is being interrupted: its end is told by `end`. */
  stop(): void {
    this.#isStopping = true;
    if (this.#timer !== null) clearTimeout(this.#timer);
  }

  input(): void {
    this.#typedSince = true;
  }

  async answer(key: string, answer: RequestAnswer): Promise<boolean> {
    if (this.#asked?.key !== key) return false;
    const { program, running } = this.#needs;
    this.#asked = null;
    this.#rung = null;
    if (answer.decision === 'interrupt') running.write(program.interrupt);
    else await typeMessage(running, answer.text ?? Object.values(answer.answers ?? {})[0]?.join(', ') ?? '');
    this.begin();
    return true;
  }

  async end(outcome: AgentTurnOutcome, exitCode: number | null = this.#exitCode): Promise<void> {
    if (this.#isOver) return;
    this.#isOver = true;
    if (this.#timer !== null) clearTimeout(this.#timer);
    const { running, tell, onEnd } = this.#needs;
    this.#pending += this.#plain.end();
    this.#append();
    const screen = await running.plainText(false).catch(() => null);
    const status = outcome.kind === 'stopped' ? 'interrupted' : outcome.kind === 'failed' || (exitCode ?? 0) !== 0 ? 'failed' : 'done';
    tell({ kind: 'item-ended', item: this.#item(null, exitCode), status });
    if (screen !== null && screen.since !== '')
      tell({ kind: 'item-ended', item: { key: newKey(), kind: 'assistant', text: fenced(screen.since) }, status: 'done' });
    this.#closeRequest();
    onEnd();
    tell({ kind: 'turn-ended', outcome });
  }

  #plan(milliseconds: number): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    if (!this.#isOver && !this.#isStopping) this.#timer = setTimeout(() => void this.#look(), milliseconds);
  }

  /** It has been quiet: does it wait, or is it done? */
  async #look(): Promise<void> {
    const text = await this.#needs.running.plainText(false);
    if (this.#isOver || this.#isStopping) return;
    const lines = text?.visible.split('\n').slice(-LAST_LINES) ?? [];
    const line = this.#questionIn(lines);
    if (this.#asked !== null) {
      if (line !== undefined && !this.#typedSince) return;
      this.#closeRequest();
      if (line === undefined) return this.begin();
    }
    this.#answered = line ?? this.#answered;
    if (line !== undefined) return this.#ask(line.trim(), lines, false);
    if (this.#rung !== null && this.#rung !== '') return this.#ask(this.#rung, lines, true);
    await this.end({ kind: 'completed' });
  }

  #questionIn(lines: readonly string[]): string | undefined {
    const { waits } = this.#needs.program;
    if (waits === undefined) return undefined;
    const at = lines.findLastIndex((line) => waits.test(line));
    return lines[at] === this.#answered && at < lines.length - 1 ? undefined : lines[at];
  }

  #ask(title: string, lines: readonly string[], byRing: boolean): void {
    const key = newKey();
    this.#asked = { key, byRing };
    this.#typedSince = false;
    const question = { id: 'typed', header: '', text: title, options: [], many: false, freeText: true, secret: false, optional: true };
    this.#needs.tell({
      kind: 'request-opened',
      request: {
        ...{ key, kind: 'question', itemKey: this.#key, title: title.slice(0, 300) },
        detail: { questions: [question], text: lines.join('\n'), reason: 'What you answer is typed into the terminal, with Enter.' },
        decisions: [
          { id: 'answer', label: 'Type it', effect: 'answer' },
          { id: 'interrupt', label: 'Interrupt', effect: 'deny' },
        ],
      },
    });
  }

  #closeRequest(): void {
    if (this.#asked === null) return;
    const { key } = this.#asked;
    this.#asked = null;
    this.#rung = null;
    this.#needs.tell({ kind: 'request-closed', key });
  }

  #append(): void {
    if (this.#flush !== null) clearTimeout(this.#flush);
    this.#flush = null;
    if (this.#pending === '') return;
    this.#needs.tell({ kind: 'item-append', key: this.#key, field: 'output', chunk: this.#pending });
    this.#pending = '';
  }

  #item(output: string | null, exitCode: number | null) {
    const { cwd, commandLine } = this.#needs;
    return { key: this.#key, kind: 'command', command: commandLine, cwd, output, exitCode } as const;
  }
}

const fenced = (text: string): string => {
  const fence = '`'.repeat(Math.max(3, ...[...text.matchAll(/`+/g)].map(([run]) => run.length + 1)));
  return `${fence}text\n${text}\n${fence}`;
};
