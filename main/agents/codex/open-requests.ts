/** What codex waits for an answer to, in one conversation. */
import type { AgentAction } from '#contract/rules.ts';
import type { AgentEvent, RequestAnswer } from '#main/agents/agent-backend.ts';
import type { Connection, RequestId } from './connection.ts';
import { rawOf, type Fields } from '#main/agents/fields.ts';
import { openRequest, type OpenedRequest } from './requests.ts';
import type { Translator } from './translator.ts';

interface WaitingRequest extends OpenedRequest {
  readonly connection: Connection;
  readonly id: RequestId;
}

export class OpenRequests {
  readonly #cwd: string;
  readonly #emit: (event: AgentEvent) => void;
  readonly #isFree: (action: AgentAction) => boolean;
  readonly #waiting = new Map<string, WaitingRequest>();

  /** `isFree` tells what is done without asking anybody, though codex asks. */
  constructor(cwd: string, emit: (event: AgentEvent) => void, isFree: (action: AgentAction) => boolean) {
    this.#cwd = cwd;
    this.#isFree = isFree;
    this.#emit = emit;
  }

  /** Codex asks. What nobody can answer is refused, and told. */
  take(connection: Connection, id: RequestId, method: string, params: Fields, translator: Translator | null): void {
    const key = `${connection.pid}-${id}`;
    const named = translator?.itemOf(params) ?? { key: null, item: null };
    const opened = openRequest(key, method, { ...params, itemId: named.key }, this.#cwd, named.item);
    if (opened === null) {
      connection.refuse(id, `${method} is not supported by this client`);
      const told = `Codex asked something that Switchyard cannot answer: ${method}`;
      this.#emit({ kind: 'notice', level: 'warning', text: told, raw: rawOf({ method, params }) });
      return;
    }
    const { action } = opened.request;
    if (action !== undefined && this.#isFree(action)) return connection.respond(id, opened.reply({ decision: 'allow-once' }));
    this.#waiting.set(key, { ...opened, connection, id });
    this.#emit({ kind: 'request-opened', request: opened.request });
  }

  /** Null when it does not wait any more; else whether the answer was a denial. */
  answer(key: string, answer: RequestAnswer): { readonly denied: boolean } | null {
    const waiting = this.#waiting.get(key);
    if (waiting === undefined || waiting.connection.isOver) return null;
    this.#close(key);
    waiting.connection.respond(waiting.id, waiting.reply(answer));
    return { denied: waiting.request.decisions.find((decision) => decision.id === answer.decision)?.effect === 'deny' };
  }

  /** The agent does not wait any more, or another client answered. */
  resolved(requestId: unknown): void {
    for (const [key, waiting] of this.#waiting) if (waiting.id === requestId) this.#close(key);
  }

  withdrawAll(): void {
    for (const key of [...this.#waiting.keys()]) this.#close(key);
  }

  #close(key: string): void {
    if (this.#waiting.delete(key)) this.#emit({ kind: 'request-closed', key });
  }
}
