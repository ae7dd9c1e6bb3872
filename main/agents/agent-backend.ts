/**
 * The contract between the core and an agent backend. A backend translates one agent program's protocol into
 * `AgentEvent`s and back; it knows no threads, no database and no other backend. `threads/` is the only caller.
 *
 * What the caller guarantees, so that backends need not:
 *  - when a turn ends, the caller settles every item and request that is still open;
 *  - an event for an item that has settled is ignored (codex sends a late end after an interrupt);
 *  - an update, append or end for an unknown item creates it.
 *
 * What a backend guarantees:
 *  - `turn-ended` comes exactly once for every turn, also when the process dies under it;
 *  - a native event that it does not know becomes `notice` with `raw`; nothing is dropped;
 *  - `interrupt` also ends the commands that the agent leaves running;
 *  - policy, model and effort are sent again with every turn and every resume;
 *  - nothing it starts outlives it: every process is started through base/command.
 */
import type { Agent } from '#contract/agents.ts';
import type { ContextMode, ModelCall } from '#contract/context.ts';
import type { Decision, ApprovalDetail, ApprovalKind } from '#contract/approvals.ts';
import type { Failure } from '#contract/failure.ts';
import type { ChangedFile, GrowingField, PlanStep } from '#contract/items.ts';
import type { PolicyName } from '#contract/policy.ts';
import type { Project } from '#contract/projects.ts';
import type { AgentAction, Judgement } from '#contract/rules.ts';
import type { ThreadSandbox } from '#sandbox/thread-sandbox.ts';

/** An item as a backend tells it. `key` is the backend's own name for it, unique within the session. */
export type AgentItem = { readonly key: string } & (
  | { readonly kind: 'assistant' | 'reasoning'; readonly text: string }
  /** `progress`: the path of the progress file, when the context was handed over instead of summed up. */
  | { readonly kind: 'compaction'; readonly text: string; readonly progress?: string }
  | {
      readonly kind: 'command';
      readonly command: string;
      readonly cwd: string | null;
      /** The whole output so far; replaces what was appended before. Null leaves that as it is. */
      readonly output: string | null;
      readonly exitCode: number | null;
    }
  | { readonly kind: 'file-change'; readonly changes: readonly ChangedFile[] }
  | {
      readonly kind: 'tool';
      readonly server: string | null;
      readonly tool: string;
      readonly input: string;
      readonly output: string | null;
      readonly exitCode: number | null;
    }
  | { readonly kind: 'plan'; readonly steps: readonly PlanStep[]; readonly text: string }
  | { readonly kind: 'subagent'; readonly title: string; readonly text: string }
);

/** What the agent asks. `key` names it until `request-closed` or the answer. */
export interface AgentRequest {
  readonly key: string;
  readonly kind: Exclude<ApprovalKind, 'trust'>;
  readonly itemKey: string | null;
  readonly title: string;
  readonly detail: ApprovalDetail;
  readonly decisions: readonly Decision[];
  /** What it would do, where that can be named: the user's rules may answer it before a person is asked. */
  readonly action?: AgentAction;
}

export interface RequestAnswer {
  readonly decision: string;
  readonly text?: string;
  readonly answers?: Readonly<Record<string, readonly string[]>>;
}

export interface AgentUsage {
  /** Of this turn so far. */
  readonly inputTokens: number;
  readonly cachedTokens: number;
  readonly outputTokens: number;
  readonly contextTokens: number | null;
  readonly contextWindow: number | null;
  readonly costUsd: number | null;
}

export type AgentTurnOutcome =
  | { readonly kind: 'completed' }
  | { readonly kind: 'stopped' }
  | { readonly kind: 'failed'; readonly failure: Failure; readonly retryable: boolean };

export type AgentEvent =
  /** A turn began; `byAgent` when nobody sent anything (goals, background work). */
  | { readonly kind: 'turn-started'; readonly byAgent: boolean }
  | { readonly kind: 'turn-ended'; readonly outcome: AgentTurnOutcome }
  | { readonly kind: 'item-started'; readonly item: AgentItem }
  | { readonly kind: 'item-append'; readonly key: string; readonly field: GrowingField; readonly chunk: string }
  | { readonly kind: 'item-updated'; readonly item: AgentItem }
  | { readonly kind: 'item-ended'; readonly item: AgentItem; readonly status: 'done' | 'failed' | 'declined' | 'interrupted' }
  /** The half-written item is void: the agent took it back (a steer pre-empted it). Shown as interrupted. */
  | { readonly kind: 'item-dropped'; readonly key: string }
  | { readonly kind: 'request-opened'; readonly request: AgentRequest }
  | { readonly kind: 'request-closed'; readonly key: string }
  | { readonly kind: 'usage'; readonly usage: AgentUsage }
  /** What one call of the model sent and cost, where the backend knows it exactly. */
  | { readonly kind: 'model-call'; readonly call: Omit<ModelCall, 'number' | 'at'> }
  | { readonly kind: 'limits'; readonly text: string; readonly resetsAt: number | null }
  | { readonly kind: 'title'; readonly title: string }
  | {
      readonly kind: 'notice';
      readonly level: 'info' | 'warning' | 'error';
      readonly text: string;
      readonly action?: string;
      readonly raw?: string;
    };

/** Settings of a turn. Sent with each turn, so that a change takes effect at the next one. */
export interface TurnSettings {
  readonly model: string | null;
  readonly effort: string | null;
  readonly policy: PolicyName;
  /** What happens before the context is full; for agents that leave the choice. Absent means `small`. */
  readonly contextMode?: ContextMode;
}

/**
 * What user and project tell every agent: AGENTS.md files and skills. For backends whose program does not look for them
 * itself. Texts are made for the prompt; an empty one says that there is none.
 */
export interface Guidance {
  readonly instructions: string;
  /** Names and descriptions; the agent reads a body when it uses one. */
  readonly skills: string;
  /** Instructions nearer to these paths (absolute, in the worktree) that were not given yet. Each is given once. */
  readonly nearer: (paths: readonly string[]) => Promise<string>;
  /** Bodies of the skills that a message names as `$name`. */
  readonly named: (text: string) => Promise<string>;
}

export interface SessionPlace {
  /** Folder the agent works in. */
  readonly cwd: string;
  /** Added to the environment of all that the agent starts: ports and the like. */
  readonly environment: Readonly<Record<string, string>>;
  /** Where everything that a model starts runs. Agents with a sandbox of their own do not use it. */
  readonly sandbox: ThreadSandbox;
  /** The project as it is now, for agents that look for its MCP servers themselves. */
  readonly project?: () => Pick<Project, 'settings' | 'file' | 'trust'> | null;
}

export interface AgentMessage {
  readonly text: string;
  /** Absolute paths of images. */
  readonly images: readonly string[];
}

/** How a session is found again after a restart. Stored by the caller, opaque to it. */
export interface SessionReference {
  readonly nativeId: string;
  readonly [key: string]: string | number | boolean | null;
}

/** A conversation with an agent. One writer: the caller holds at most one session object per reference. */
export interface AgentSession {
  /**
   * Null until the agent has named the conversation. Changes as the conversation goes on: read and store it when `send`
   * has resolved and again with `turn-ended`.
   */
  readonly reference: () => SessionReference | null;
  /** Begins a turn. Resolves when the agent has taken the message; throws AppError when it cannot. */
  readonly send: (message: AgentMessage, settings: TurnSettings) => Promise<void>;
  /** Adds to the running turn. `missed`: no turn was running any more, nothing was delivered. */
  readonly steer: (message: AgentMessage) => Promise<'delivered' | 'missed'>;
  /** Ends the running turn and everything it runs. `turn-ended` follows. */
  readonly interrupt: () => Promise<void>;
  /** False when the request is not open any more. */
  readonly answer: (key: string, answer: RequestAnswer) => Promise<boolean>;
  /** Lets go of the session; the conversation stays resumable. */
  readonly close: () => Promise<void>;
}

export interface SessionStart {
  readonly place: SessionPlace;
  readonly settings: TurnSettings;
  /** Take up this conversation; null begins a new one. */
  readonly resume: SessionReference | null;
  /** Called in order, never after `close` has resolved. */
  readonly onEvent: (event: AgentEvent) => void;
  /** The user's policy and rules on an action, before it is done. A backend that asks itself need not call it. */
  readonly judge: (action: AgentAction) => Judgement;
  /** Read anew when a conversation begins and after a handoff. */
  readonly guidance?: () => Promise<Guidance>;
}

/** Configuration of one agent in the data folder's `config.json`, by agent id. */
export interface AgentConfig {
  readonly backend: string;
  readonly label?: string | undefined;
  /** Program to run; found on PATH when absent. */
  readonly binary?: string | undefined;
  /** Added to the environment; a null removes a variable. */
  readonly environment?: Readonly<Record<string, string | null>> | undefined;
  /** Codex: CODEX_HOME. */
  readonly home?: string | undefined;
}

/** One agent: a backend with its configuration. Made by registry.ts. */
export interface AgentBackend {
  readonly id: string;
  /** Looks whether the agent is there, which version, which models; never throws. */
  readonly detect: () => Promise<Agent>;
  readonly open: (start: SessionStart) => Promise<AgentSession>;
  /** Processes it holds, for the status bar. */
  readonly processes: () => readonly { readonly pid: number; readonly name: string }[];
  /** Ends all sessions and processes. */
  readonly dispose: () => Promise<void>;
}
