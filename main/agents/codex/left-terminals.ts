/**
 * Commands that codex leaves running when its turn is over: it keeps them as terminals of its own. They are shown beside the
 * thread's terminals, where the user reads on and can end them.
 */
import type { SessionPlace } from '#main/agents/agent-backend.ts';
import type { Connection } from './connection.ts';
import { fieldsOf, inner, list, number, text, type Fields } from '#main/agents/fields.ts';

interface LeftProgram {
  readonly command: string;
  readonly cwd: string;
  /** Zero when codex does not tell it. */
  readonly pid: number;
  readonly output: () => string;
  readonly write: (text: string) => void;
  readonly end: () => Promise<void>;
}
interface LeftListener {
  readonly text: (text: string) => void;
  readonly ended: (end: { readonly code: number | null; readonly signal: number | null }) => void;
}
/** Null: nobody is shown it. */
export type ShowLeft = (place: SessionPlace, program: LeftProgram) => LeftListener | null;

/** A command whose end was not told in its turn. */
export interface OpenCommand {
  readonly key: string;
  readonly command: string;
  readonly output: string;
}

interface Left {
  readonly listener: LeftListener | null;
  output: string;
  readonly gone: Promise<void>;
  readonly settle: () => void;
}

const ANSWER_MS = 2_000;
const KEPT_CHARS = 200_000;

export class LeftTerminals {
  readonly #place: SessionPlace;
  readonly #show: ShowLeft | undefined;
  readonly #running = new Map<string, Left>();
  /** What commands say while it is looked whether they go on. */
  readonly #meanwhile = new Map<string, string>();

  constructor(place: SessionPlace, show: ShowLeft | undefined) {
    this.#place = place;
    this.#show = show;
  }

  get isEmpty(): boolean {
    return this.#running.size === 0;
  }

  /** Looks which of these go on. Their commands, as a person would name them. Never throws. */
  async look(connection: Connection, threadId: string, open: readonly OpenCommand[]): Promise<readonly string[]> {
    const unknown = open.filter(({ key }) => !this.#running.has(key));
    if (unknown.length === 0) return [];
    for (const { key } of unknown) this.#meanwhile.set(key, '');
    try {
      const found = await connection.request('thread/backgroundTerminals/list', { threadId }, ANSWER_MS);
      const terminals = list(found, 'data').map(fieldsOf);
      return unknown.flatMap((one) => {
        const terminal = terminals.find((row) => text(row, 'itemId') === one.key);
        const id = terminal === undefined ? null : text(terminal, 'processId');
        if (terminal === undefined || id === null) return [];
        const output = one.output + (this.#meanwhile.get(one.key) ?? '');
        this.#add(
          connection,
          threadId,
          { ...one, output },
          { id, cwd: text(terminal, 'cwd') ?? this.#place.cwd, pid: number(terminal, 'osPid') ?? 0 },
        );
        return [one.command];
      });
    } catch {
      // An older codex has no such list.
      return [];
    } finally {
      for (const { key } of unknown) this.#meanwhile.delete(key);
    }
  }

  /** True when the notification is about one of these, and heard. */
  take(method: string, params: Fields): boolean {
    const item = inner(params, 'item');
    const waited = text(params, 'itemId') ?? '';
    const before = this.#meanwhile.get(waited);
    if (before !== undefined && method === 'item/commandExecution/outputDelta')
      this.#meanwhile.set(waited, before + (text(params, 'delta') ?? ''));
    const left = this.#running.get((method === 'item/completed' ? text(item, 'id') : text(params, 'itemId')) ?? '');
    if (left === undefined) return false;
    if (method === 'item/commandExecution/outputDelta') {
      const chunk = text(params, 'delta') ?? '';
      left.output = (left.output + chunk).slice(-KEPT_CHARS);
      left.listener?.text(chunk);
    } else if (method === 'item/completed') {
      this.#running.delete(text(item, 'id') ?? '');
      // Codex may keep back what came as its turn went on; the whole stands here.
      const whole = text(item, 'aggregatedOutput') ?? '';
      if (left.output === '' && whole !== '') left.listener?.text(whole);
      // Minus one is codex' word for a command that was ended from outside.
      const code = number(item, 'exitCode');
      left.listener?.ended({ code: code === -1 ? null : code, signal: null });
      left.settle();
    }
    return true;
  }

  /** Codex is gone, and what it ran with it. */
  allEnded(): void {
    for (const left of this.#running.values()) {
      left.listener?.ended({ code: null, signal: null });
      left.settle();
    }
    this.#running.clear();
  }

  #add(
    connection: Connection,
    threadId: string,
    { key, command, output }: OpenCommand,
    { id, cwd, pid }: { readonly id: string; readonly cwd: string; readonly pid: number },
  ): void {
    const { promise: gone, resolve: settle } = Promise.withResolvers<void>();
    const end = async (): Promise<void> => {
      await connection.request('thread/backgroundTerminals/terminate', { threadId, processId: id }, ANSWER_MS).catch(() => undefined);
      const timer = setTimeout(settle, ANSWER_MS);
      await gone;
      clearTimeout(timer);
    };
    // What is typed cannot reach it: codex lets only the model write to it.
    const program = { command, cwd, pid, output: () => this.#running.get(key)?.output ?? output, write: () => undefined, end };
    this.#running.set(key, { listener: this.#show?.(this.#place, program) ?? null, output, gone, settle });
  }
}
