/** What the native agent is given. It knows no other part of the program: core.ts puts these together. */
import type { AgentModel } from '#contract/agents.ts';
import type { SessionPlace } from '#main/agents/agent-backend.ts';
import type { ModelClient, ModelImage, ModelTool } from '#main/models/model-client.ts';
import type { PtyHost } from '#main/pty/pty-host.ts';

/** The models of the providers that the user configured, and of those that run on this machine. */
export interface NativeModels {
  /** What can be used now, one of them the default; empty when nothing is configured and nothing runs. Never throws. */
  readonly available: () => Promise<readonly AgentModel[]>;
  /** Null: the default. Throws AppError `unavailable` with what to do when there is no such model. */
  readonly client: (id: string | null) => Promise<ModelClient>;
}

/** Where conversations are kept, entry by entry. What `append` was given is safe when it returns. */
export interface JournalStore {
  readonly append: (conversation: string, entry: string) => void;
  /** In the order of writing; empty when there is no such conversation. */
  readonly read: (conversation: string) => readonly string[];
}

/** A tool that is not ours: of an MCP server of the user's, or of the web. */
export interface OutsideTool {
  /** Null: the app's own. */
  readonly server: string | null;
  /** The name that the model calls it by is the definition's; this one is the server's own. */
  readonly name: string;
  readonly definition: ModelTool;
  /** It changes nothing: calls of one step may run at once. */
  readonly readOnly: boolean;
  /** `failed` goes to the model as the tool's own error. Throws AppError when the server cannot be reached. */
  readonly call: (input: unknown, signal: AbortSignal) => Promise<OutsideResult>;
  /** The host that such a call reaches, when it is one: the policy judges that in place of the tool. */
  readonly host?: (input: unknown) => { readonly host: string; readonly port: number | null } | null;
}

export interface OutsideResult {
  readonly text: string;
  readonly failed: boolean;
  readonly images?: readonly ModelImage[];
}

/** A program of an agent's that goes on after the turn that started it. */
export interface LeftProgram {
  readonly command: string;
  readonly cwd: string;
  readonly pid: number;
  /** So far, as far as it is kept. */
  readonly output: () => string;
  readonly write: (text: string) => void;
  /** Resolves when it is gone with all its children. */
  readonly end: () => Promise<void>;
}
/** Hears of it from then on, until it has ended. */
export interface LeftListener {
  readonly text: (text: string) => void;
  readonly ended: (end: { readonly code: number | null; readonly signal: number | null }) => void;
}

export interface NativeMeans {
  readonly models: NativeModels;
  readonly journal: JournalStore;
  readonly ptys: Pick<PtyHost, 'open'>;
  /** MCP servers and the web, as the user and the policy allow. `tell` takes sentences about what cannot be had. */
  readonly outsideTools: (place: SessionPlace, tell: (sentence: string) => void) => Promise<readonly OutsideTool[]>;
  /** Shows the user what runs on after the turn that started it; absent where there is nobody to see it. Never throws. */
  readonly showLeft?: (place: SessionPlace, program: LeftProgram) => LeftListener | null;
  /** The session at this place has ended: what was started for its outside tools ends too. */
  readonly letGo: (place: SessionPlace) => Promise<void>;
}
