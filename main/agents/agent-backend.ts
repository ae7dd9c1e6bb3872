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
import type { Agent, LimitWindow } from '#contract/agents.ts';
import type { ContextMode, ModelCall } from '#contract/context.ts';
import type { Decision, ApprovalDetail, ApprovalKind } from '#contract/approvals.ts';
import type { Failure } from '#contract/failure.ts';
import type { ChangedFile, Citation, GrowingField, ItemOf, ItemStatus, PlanStep, ToolUse } from '#contract/items.ts';
import type { PolicyName } from '#contract/policy.ts';
import type { AgentId } from '#contract/ids.ts';
import type { Project } from '#contract/projects.ts';
import type { AgentAction, Judgement } from '#contract/rules.ts';
import type { Surroundings, SurroundingsSwitch } from '#contract/surroundings.ts';
import type { ReviewTarget } from '#contract/turn-acts.ts';
import type { ThreadSandbox } from '#sandbox/thread-sandbox.ts';

export type { ReviewTarget };

/** An image that an agent shows: its bytes, or an absolute path. The caller keeps a copy. */
export type AgentImage = { readonly mime: string; readonly base64: string } | { readonly path: string };

/**
 * An item as a backend tells it. `key` is the backend's own name for it, unique within the session. `parentKey` is the key of
 * the sub-agent's item that it belongs to.
 */
export type AgentItem = { readonly key: string; readonly parentKey?: string } & (
  | {
      readonly kind: 'assistant';
      readonly text: string;
      readonly citations?: readonly Citation[];
      readonly images?: readonly AgentImage[];
    }
  | { readonly kind: 'reasoning'; readonly text: string }
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
      readonly title?: string;
      readonly use?: ToolUse;
      readonly images?: readonly AgentImage[];
      readonly citations?: readonly Citation[];
      readonly input: string;
      readonly output: string | null;
      readonly exitCode: number | null;
    }
  | { readonly kind: 'plan'; readonly steps: readonly PlanStep[]; readonly text: string }
  | { readonly kind: 'subagent'; readonly title: string; readonly text: string; readonly agent?: string; readonly prompt?: string }
  | { readonly kind: 'review'; readonly title: string; readonly text: string }
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

/** Of this turn so far. */
export interface AgentUsage {
  /** All that was read: what came from the cache and what was written into it counts in it. */
  readonly inputTokens: number;
  readonly cachedTokens: number;
  readonly cacheWriteTokens?: number;
  /** All that was written: reasoning counts in it. */
  readonly outputTokens: number;
  readonly reasoningTokens?: number;
  readonly contextTokens: number | null;
  readonly contextWindow: number | null;
  /** What the agent itself says; null when it says nothing. Never reckoned by a backend from a price list of its own. */
  readonly costUsd: number | null;
  /** The model that did most of it, by the name that it is bought under; absent: the one of the settings. */
  readonly model?: string;
}

export type AgentTurnOutcome =
  | { readonly kind: 'completed' }
  | { readonly kind: 'stopped' }
  | { readonly kind: 'failed'; readonly failure: Failure; readonly retryable: boolean };

export type AgentEvent =
  /** A turn began; `byAgent` when nobody sent anything (goals, background work). */
  | { readonly kind: 'turn-started'; readonly byAgent: boolean }
  /**
   * `mark` is the agent's own name for the point that the conversation has now reached, where it can branch off or go back to
   * one. Opaque to the caller, which stores it with the turn.
   */
  | { readonly kind: 'turn-ended'; readonly outcome: AgentTurnOutcome; readonly mark?: string }
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
  /** `text`: what the user should be told now, in one sentence; empty when nothing is near its limit. */
  | { readonly kind: 'limits'; readonly text: string; readonly resetsAt: number | null; readonly windows?: readonly LimitWindow[] }
  /** The agent reached its goal, changed it or gave it up: what it works towards now. */
  | { readonly kind: 'goal'; readonly goal: string | null }
  | { readonly kind: 'title'; readonly title: string }
  /** What the agent sees may have changed (skills, commands, servers): whoever shows it asks anew. */
  | { readonly kind: 'surroundings' }
  | {
      readonly kind: 'notice';
      readonly level: 'info' | 'warning' | 'error';
      readonly text: string;
      readonly action?: string;
      readonly raw?: string;
      readonly retry?: ItemOf<'notice'>['retry'];
      readonly resetsAt?: number | null;
    };

/** Settings of a turn. Sent with each turn, so that a change takes effect at the next one. */
export interface TurnSettings {
  readonly model: string | null;
  readonly effort: string | null;
  readonly policy: PolicyName;
  /** One of `Agent.modes`; absent or null: the agent's default. */
  readonly mode?: string | null;
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
  /** Id of the agent; absent where there is no thread. */
  readonly agent?: AgentId;
  /** Folder the agent works in. */
  readonly cwd: string;
  /** Added to the environment of all that the agent starts: ports and the like. */
  readonly environment: Readonly<Record<string, string>>;
  /** Where everything that a model starts runs. Agents with a sandbox of their own do not use it. */
  readonly sandbox: ThreadSandbox;
  /** The MCP servers that the app hands to the agent, secrets filled in. Read anew when a session is opened. */
  readonly servers?: () => Promise<readonly HandedServer[]>;
  /** The project as it is now, for agents that look for its MCP servers themselves. */
  readonly project?: () => Pick<Project, 'settings' | 'file' | 'trust'> | null;
}

export interface AgentMessage {
  readonly text: string;
  /** Absolute paths of images. */
  readonly images: readonly string[];
}

/** An MCP server as it is handed to an agent. */
export type HandedServer = { readonly name: string } & (
  | { readonly command: string; readonly args: readonly string[]; readonly env: Readonly<Record<string, string>> }
  | { readonly url: string; readonly headers: Readonly<Record<string, string>> }
);

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
  /** Takes changed settings up at once, while a turn runs; without it they come with the next turn. */
  readonly change?: (settings: TurnSettings) => Promise<void>;
  /** Begins a turn that sums up the context. Throws as `send` does. */
  readonly compact?: (settings: TurnSettings) => Promise<void>;
  /** Begins a turn of the agent's own review mode. Throws as `send` does. */
  readonly review?: (target: ReviewTarget, settings: TurnSettings) => Promise<void>;
  /** Sets what the agent works towards, or clears it with null. Turns begin by themselves until it is reached. */
  readonly setGoal?: (goal: string | null, settings: TurnSettings) => Promise<void>;
  /** What the agent sees, as it tells it. For agents that can only be asked within a session. */
  readonly surroundings?: () => Promise<Partial<Surroundings>>;
}

export interface SessionStart {
  readonly place: SessionPlace;
  readonly settings: TurnSettings;
  /** Take up this conversation; null begins a new one. */
  readonly resume: SessionReference | null;
  /**
   * Of `resume`: go on from this mark. `fork` leaves the conversation as it is and begins another one there; else what came
   * after the mark is taken out of it. Throws AppError `unavailable` when the agent cannot do it (any more).
   */
  readonly from?: { readonly mark: string; readonly fork: boolean };
  /** Called in order, never after `close` has resolved. */
  readonly onEvent: (event: AgentEvent) => void;
  /** The user's policy and rules on an action, before it is done. A backend that asks itself need not call it. */
  readonly judge: (action: AgentAction) => Judgement;
  /** Read anew when a conversation begins and after a handoff. */
  readonly guidance?: () => Promise<Guidance>;
}

/** Configuration of one agent in the data folder's `config.json`, by agent id. Secret values are filled in already. */
export interface AgentConfig {
  readonly backend: string;
  readonly label?: string | undefined;
  /** Program to run; found on PATH when absent. */
  readonly binary?: string | undefined;
  /** Added to the environment; a null removes a variable. */
  readonly environment?: Readonly<Record<string, string | null>> | undefined;
  /** The folder that an account's sign-in and settings live in: CODEX_HOME, CLAUDE_CONFIG_DIR. */
  readonly home?: string | undefined;
  /** Which program it is, for backends that drive many (`acp`, `terminal`): quirks, folders, hosts. Absent: the user's own. */
  readonly preset?: string | undefined;
  /** The program of the user's own agent, and what it replaces the preset's by. */
  readonly command?: string | undefined;
  readonly args?: readonly string[] | undefined;
  /** Beyond the thread's worktree: what the agent's own program may read and write (absolute, or from `~`), and reach. */
  readonly folders?: readonly string[] | undefined;
  readonly hosts?: readonly string[] | undefined;
  /** Not offered where an agent is chosen; threads that have it keep it. */
  readonly hidden?: boolean | undefined;
  /** Of terminal agents, in place of the preset's. */
  readonly terminal?: TerminalWays | undefined;
}

/** How a program in a terminal is spoken to and understood. */
export interface TerminalWays {
  /** `typed`: the first message is typed into the running program. `argument`: it is its last argument. */
  readonly start?: 'typed' | 'argument' | undefined;
  /** So long without output means that its work is done. */
  readonly quietSeconds?: number | undefined;
  /** A regular expression: it waits for the user when one of the last visible lines is like this. */
  readonly waits?: string | undefined;
}

/** A conversation that the agent has on record, whoever began it. */
export interface PastSession {
  readonly reference: SessionReference;
  readonly title: string;
  /** The beginning of what was said, where the title is something else. */
  readonly words?: string;
  /** Absolute; where the agent worked. */
  readonly folder: string;
  /** Milliseconds since the epoch. */
  readonly updatedAt: number;
  /** Another program writes to it now. Absent: the agent cannot tell. */
  readonly inUse?: boolean;
}

/** A turn of a conversation on record. Times in milliseconds since the epoch; null when the agent kept none. */
export interface PastTurn {
  readonly prompt: string;
  readonly startedAt: number | null;
  readonly endedAt: number | null;
  readonly items: readonly { readonly item: AgentItem; readonly status: Exclude<ItemStatus, 'live'> }[];
  readonly mark?: string;
}

/** One agent: a backend with its configuration. A plain object. Made by registry.ts. */
export interface AgentBackend {
  readonly id: string;
  /** Looks whether the agent is there, which version, which models; never throws. What it starts ends with `signal`. */
  readonly detect: (signal?: AbortSignal) => Promise<Agent>;
  readonly open: (start: SessionStart) => Promise<AgentSession>;
  /** Conversations on record for this folder and below it, newest first. Reads; starts no turn. */
  readonly list?: (folder: string) => Promise<readonly PastSession[]>;
  /** The turns of such a conversation, oldest first. Secrets that the record holds are not looked for: it is the user's own. */
  readonly read?: (session: PastSession) => Promise<readonly PastTurn[]>;
  /** What the agent sees in a folder, without a session. */
  readonly surroundings?: (place: Omit<SessionPlace, 'sandbox'>) => Promise<Partial<Surroundings>>;
  /** Switches in the agent's own configuration. */
  readonly switch?: (cwd: string, what: SurroundingsSwitch) => Promise<void>;
  /** Processes it holds, for the status bar. */
  readonly processes: () => readonly { readonly pid: number; readonly name: string }[];
  /** Ends all sessions and processes. */
  readonly dispose: () => Promise<void>;
}
