/** A backend as the behaviour suite sees it: what it is made to do, and in what it differs from the others, as data. */
import type { AgentAction } from '#contract/rules.ts';
import type { AgentBackend, TurnSettings } from '#main/agents/agent-backend.ts';

/** What the agent is told to do, independent of who it is. */
export type Act =
  | { readonly say: string; /** Takes long enough to be interfered with. */ readonly slowly?: true }
  | { readonly think: string }
  | { readonly run: string; /** Asks first, with this reason. */ readonly ask?: string }
  | { readonly create: string; readonly content: string }
  | { readonly question: string; readonly options: readonly string[] }
  /** The first step is under way, the others are not. */
  | { readonly plan: readonly string[] }
  | { readonly hang: true }
  /** The provider refuses, or its connection breaks; with `times` only so often. */
  | { readonly refuse: RefusedStatus; readonly times?: number }
  | { readonly cut: true }
  /** Several in one answer of the model. */
  | { readonly together: readonly Act[] }
  /** In plan mode: the plan is there, may it be worked on? */
  | { readonly propose: string }
  /** Sets a sub-agent to work on this message, and waits for it. */
  | { readonly delegate: string }
  /** The answer ends because it is too long; the model declines with these words. */
  | { readonly truncate: true }
  | { readonly decline: string };

export type RefusedStatus = 400 | 401 | 429 | 500 | 529;

/** Cases that an agent may be unable to do. */
export type CaseKey =
  | 'found'
  | 'speak'
  | 'failing-command'
  | 'ask'
  | 'denial-reason'
  | 'deny-and-stop'
  | 'file-change'
  | 'full-access'
  | 'question'
  | 'plan-steps'
  | 'steer'
  | 'second-turn'
  | 'stop-speaking'
  | 'stop-command'
  | 'stop-waiting'
  | 'refused'
  | 'cut'
  | 'hang'
  | 'resume'
  | 'huge-output'
  | 'letters'
  | 'many-at-once'
  | 'killed'
  | 'always'
  | 'parallel-tools'
  | 'plan-approval'
  | 'recovers'
  | 'truncated'
  | 'declined'
  | 'fork'
  | 'go-back'
  | 'compaction'
  | 'sub-agent'
  | 'unknown-frames'
  | 'one-repository';

export interface Made {
  readonly backend: AgentBackend;
  /** The last request that the model got, as JSON text. Absent where there is no model. */
  readonly asked?: () => string;
  readonly dispose: () => Promise<void>;
}

export interface Subject {
  readonly name: string;
  /** A backend of its own: its processes may be killed. */
  readonly make: () => Promise<Made>;
  /** One whose program also says lines that nobody knows. */
  readonly makeNoisy?: () => Promise<Made>;
  readonly message: (acts: readonly Act[]) => string;
  /**
   * Where what runs is confined by our sandbox, the policy allows it and nobody asks: then rules stand for the acts that ask.
   * Absent: the agent asks by itself.
   */
  readonly asks?: (action: AgentAction) => boolean;
  readonly differences: {
    /** Cases that are left out, each with its reason in one sentence. Nothing else leaves a case out. */
    readonly cannot: Readonly<Partial<Record<CaseKey, string>>>;
    /** Settings that a case needs with this agent. */
    readonly settings?: Readonly<Partial<Record<CaseKey, Partial<TurnSettings>>>>;
    /** A steer takes back what was half said, or waits for the next step. */
    readonly steer: 'preempt' | 'next-step';
    /** What the failure of a refused request says, by status. */
    readonly refusals: Readonly<Record<RefusedStatus, RegExp>>;
    /** Retries are told as notices. */
    readonly tellsRetries: boolean;
    /** How a turn ends when the model's answer is cut at its longest length, and when the model declines. */
    readonly truncated: 'completed' | 'failed';
    readonly declined: 'completed' | 'failed';
    /** A plan is approved by answering a request, or by the next message. */
    readonly planApproval: 'request' | 'message';
    /** Bytes of output that arrive of what a command prints; some programs keep a part only. */
    readonly outputIsWhole: boolean;
    /** Conversations that are opened at once: thirty, or fewer where each is a process of its own. */
    readonly atOnce: number;
  };
}
