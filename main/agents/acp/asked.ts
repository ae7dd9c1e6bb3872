/**
 * What an agent asks during a session: answered by the user's policy and rules where they say enough, else by a person. An
 * agent's own permissions never widen ours.
 */
import { resolve } from 'node:path';
import { RequestError } from '@agentclientprotocol/sdk';
import type { AgentAction } from '#contract/rules.ts';
import type { AgentEvent, AgentRequest, RequestAnswer, SessionStart } from '#main/agents/agent-backend.ts';
import { openElicitation } from './elicitation.ts';
import { inner, rawOf, type Fields } from '#main/agents/fields.ts';
import { actionOf, onlyLooks, openPermission, optionFor, outcomeOf, type OpenedPermission } from './permissions.ts';
import type { ToolCall } from './tool-call.ts';
import type { Translator } from './translator.ts';

interface Waiting {
  readonly request: AgentRequest;
  /** What the agent is sent; null where the request is withdrawn. */
  readonly settle: (answer: RequestAnswer | null) => 'allowed' | 'denied';
}

export interface AskedMeans {
  readonly start: SessionStart;
  readonly translator: () => Translator;
  readonly emit: (events: readonly AgentEvent[]) => void;
  /** The turn is being stopped: nobody is asked any more. */
  readonly stopping: () => boolean;
  /** Said to the agent besides its own way of being refused. */
  readonly tell: (words: string) => void;
}

const isWithin = (path: string, folder: string): boolean => path === folder || path.startsWith(`${folder}/`);

/** Requests of agents that were never offered what they ask for; they do it by themselves then. */
const unoffered = /^(?:fs|terminal)\//;

export class Asked {
  readonly #means: AskedMeans;
  readonly #waiting = new Map<string, Waiting>();
  #number = 0;
  #admitted: (() => void)[] = [];

  constructor(means: AskedMeans) {
    this.#means = means;
  }

  readonly take = (method: string, params: Fields): Promise<unknown> => {
    if (method === 'session/request_permission') return this.#permission(params);
    if (method === 'elicitation/create') return this.#elicited(params);
    if (!unoffered.test(method)) this.#unknown(method, params);
    throw RequestError.methodNotFound(method);
  };

  /** Null when it is not open any more; else whether it was a denial, which may be told with its reason. */
  answer(key: string, answer: RequestAnswer): 'allowed' | 'denied' | null {
    const waiting = this.#close(key);
    return waiting === undefined ? null : waiting.settle(answer);
  }

  withdraw(): void {
    for (const key of [...this.#waiting.keys()]) this.#close(key)?.settle(null);
  }

  /** Leave for hosts ends with the turn that it was given in. */
  turnEnded(): void {
    this.withdraw();
    for (const release of this.#admitted.splice(0)) release();
  }

  #close(key: string): Waiting | undefined {
    const waiting = this.#waiting.get(key);
    if (!this.#waiting.delete(key)) return undefined;
    this.#means.emit([{ kind: 'request-closed', key }]);
    return waiting;
  }

  #unknown(method: string, params: Fields): void {
    const text = `The agent asked something that Switchyard cannot answer: ${method}`;
    this.#means.emit([{ kind: 'notice', level: 'warning', text, raw: rawOf({ method, params }) }]);
  }

  #open(waiting: Waiting): void {
    this.#waiting.set(waiting.request.key, waiting);
    this.#means.emit([{ kind: 'request-opened', request: waiting.request }]);
  }

  async #permission(params: Fields): Promise<object> {
    const { start, translator, emit, stopping } = this.#means;
    const { call, events } = translator().asked(inner(params, 'toolCall'));
    emit(events);
    if (stopping()) return outcomeOf(null);
    const sandboxed = start.place.sandbox.policy().name !== 'full-access';
    const action = actionOf(call, translator().context, sandboxed);
    const opened = openPermission(`ask-${(this.#number += 1)}`, params, call, translator().context, action);
    const verdict = action === null ? 'ask' : this.#verdict(action, call, sandboxed);
    if (verdict === 'allow') return this.#allowed(opened, action);
    if (verdict === 'refuse') return this.#refused(opened, call);
    const { promise, resolve: reply } = Promise.withResolvers<object>();
    this.#open({ request: opened.request, settle: (answer) => this.#settled(opened, call, action, answer, reply) });
    return promise;
  }

  #verdict(action: AgentAction, call: ToolCall, sandboxed: boolean): 'allow' | 'ask' | 'refuse' {
    const { start, emit, tell } = this.#means;
    const { verdict, why, rule } = start.judge(action);
    if (verdict === 'refuse') {
      emit([{ kind: 'notice', level: 'warning', text: `Refused: ${why}` }]);
      tell(`That was refused: ${why} Go on without it.`);
      return 'refuse';
    }
    if (verdict === 'allow' || (rule === null && sandboxed && onlyLooks(call))) return 'allow';
    if (action.kind !== 'change' || !sandboxed || this.#canWrite(action.paths)) return 'ask';
    // A yes would be of no use: the sandbox holds what the policy says.
    const readOnly = start.place.sandbox.policy().name === 'read-only';
    emit([
      {
        kind: 'notice',
        level: 'warning',
        text: `A change was refused: ${readOnly ? 'the task is read only' : 'it is outside of the task’s folder'}.`,
        action: readOnly ? 'To allow changes, choose workspace write and send it again.' : 'To allow it, add the folder to the policy.',
      },
    ]);
    return 'refuse';
  }

  #canWrite(paths: readonly string[]): boolean {
    const { place } = this.#means.start;
    const { name, writable } = place.sandbox.policy();
    return (
      name !== 'read-only' && paths.every((path) => [place.cwd, ...writable].some((folder) => isWithin(resolve(path), resolve(folder))))
    );
  }

  #allowed({ choices }: OpenedPermission, action: AgentAction | null): object {
    const { sandbox } = this.#means.start.place;
    if (action?.kind === 'network') this.#admitted.push(sandbox.admit({ host: action.host, port: action.port }));
    return outcomeOf(choices.find(({ decision }) => decision.effect === 'allow')?.option ?? null);
  }

  #refused({ choices }: OpenedPermission, call: ToolCall): object {
    this.#means.emit(this.#means.translator().declined(call.id));
    return outcomeOf(choices.find(({ decision }) => decision.effect === 'deny')?.option ?? null);
  }

  #settled(
    opened: OpenedPermission,
    call: ToolCall,
    action: AgentAction | null,
    answer: RequestAnswer | null,
    reply: (outcome: object) => void,
  ): 'allowed' | 'denied' {
    const choice = answer === null ? null : optionFor(opened, answer);
    if (choice?.decision.effect === 'allow') {
      const outcome = this.#allowed(opened, action);
      reply(choice.option === null ? outcome : outcomeOf(choice.option));
      return 'allowed';
    }
    if (choice !== null) this.#means.emit(this.#means.translator().declined(call.id));
    reply(outcomeOf(choice?.option ?? null));
    return 'denied';
  }

  async #elicited(params: Fields): Promise<object> {
    const opened = openElicitation(`ask-${(this.#number += 1)}`, params);
    if (opened === null || this.#means.stopping()) {
      if (opened === null) this.#unknown('elicitation/create', params);
      return { action: 'cancel' };
    }
    const { promise, resolve: reply } = Promise.withResolvers<object>();
    const settle = (answer: RequestAnswer | null): 'allowed' => {
      reply(answer === null ? { action: 'cancel' } : opened.reply(answer));
      return 'allowed';
    };
    this.#open({ request: opened.request, settle });
    return promise;
  }
}
