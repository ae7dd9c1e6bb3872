/** What a step of a script gets to work with: one running turn, seen from inside. */
import type { Failure } from '#contract/failure.ts';
import type {
  AgentEvent,
  AgentItem,
  AgentRequest,
  RequestAnswer,
  SessionPlace,
  SessionStart,
  TurnSettings,
} from '#main/agents/agent-backend.ts';

export interface Stage {
  readonly place: SessionPlace;
  readonly settings: TurnSettings;
  /** The whole environment for commands. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Aborted when the turn is stopped or the session is closed. */
  readonly signal: AbortSignal;
  readonly emit: (event: AgentEvent) => void;
  /** A key that no other item or request of the conversation has. */
  readonly newKey: () => string;
  /** Opens a request and waits for the answer; rejects when the turn is stopped. */
  readonly ask: (request: AgentRequest) => Promise<RequestAnswer>;
  /** Policy and rules on what a step would do. */
  readonly judge: SessionStart['judge'];
  /** Answers to questions, by question id. */
  readonly answers: Map<string, string>;
  /** The turn's plan, while it is open. */
  readonly plan: { item: AgentItem | null };
  /** Counts how often a step was reached in the conversation, this time included. */
  readonly reach: () => number;
}

/** How a step leaves the turn: null goes on. */
export type StepResult = null | { readonly kind: 'end' } | { readonly kind: 'stop' };

/** Thrown by a step to fail the turn. Not an error of ours. */
export class ScriptedFailure extends Error {
  readonly action: string | undefined;
  readonly retryable: boolean;
  /** What else the failure tells. */
  readonly more: Partial<Failure>;
  constructor(message: string, retryable: boolean, action?: string, more: Partial<Failure> = {}) {
    super(message);
    this.name = 'ScriptedFailure';
    this.retryable = retryable;
    this.action = action;
    this.more = more;
  }
}

/** Resolves after the time; rejects with the signal's reason as soon as it is aborted. */
export const pause = (milliseconds: number, signal: AbortSignal): Promise<void> =>
  new Promise((resolve, reject) => {
    if (signal.aborted) return reject(signal.reason as Error);
    const aborted = (): void => {
      clearTimeout(timer);
      reject(signal.reason as Error);
    };
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', aborted);
      resolve();
    }, milliseconds);
    signal.addEventListener('abort', aborted, { once: true });
  });

/** Lets timers and input have their turn. */
export const breathe = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve, reject) => setImmediate(() => (signal.aborted ? reject(signal.reason as Error) : resolve())));

/** The stage of a sub-agent: what is told there belongs to it, and its plan is its own. */
export const innerStage = (stage: Stage, parentKey: string): Stage => ({
  ...stage,
  plan: { item: null },
  emit: (event) => {
    const tells = event.kind === 'item-started' || event.kind === 'item-updated' || event.kind === 'item-ended';
    stage.emit(tells && event.item.parentKey === undefined ? { ...event, item: { ...event.item, parentKey } } : event);
  },
});
