/** What a tool of the native agent is, and what one call of it gets to work with. */
import type { ApprovalDetail, Decision } from '#contract/approvals.ts';
import { z } from '#contract/zod.ts';
import type { AgentAction } from '#contract/rules.ts';
import type { AgentEvent, AgentItem, AgentRequest, RequestAnswer, SessionPlace, TurnSettings } from '#main/agents/agent-backend.ts';
import type { ModelImage, ModelTool } from '#main/models/model-client.ts';

/** `text` goes to the model. `touched`: paths that it dealt with, for instructions that stand beside them. */
export interface ToolResult {
  readonly text: string;
  readonly failed: boolean;
  readonly touched?: readonly string[];
  readonly images?: readonly ModelImage[];
}

export type Permission =
  | { readonly kind: 'allowed' }
  /** `text` tells the model why. */
  | { readonly kind: 'refused'; readonly text: string };

export interface Wish {
  readonly action: AgentAction;
  readonly kind: AgentRequest['kind'];
  readonly itemKey: string | null;
  readonly title: string;
  readonly detail: ApprovalDetail;
}

/** One running turn, as a tool sees it. */
export interface Desk {
  readonly place: SessionPlace;
  readonly settings: TurnSettings;
  /** Aborted when the turn is stopped. */
  readonly signal: AbortSignal;
  readonly emit: (event: AgentEvent) => void;
  /** A key that no other item or request of the conversation has. */
  readonly newKey: () => string;
  /** Policy, rules and, where these say so, a person. Rejects when the turn is stopped meanwhile. */
  readonly permit: (wish: Wish) => Promise<Permission>;
  /** Puts a request to the person and waits. */
  readonly ask: (request: Omit<AgentRequest, 'key'>) => Promise<RequestAnswer>;
  /** Called right before the side effect: from then on a crash leaves it in doubt. */
  readonly begin: () => void;
  /** The plan of this turn, once there is one: it is one item that changes. */
  readonly plan: { item: AgentItem | null };
}

export interface NativeTool {
  readonly definition: ModelTool;
  /** Whether this call may run beside others of the same step: it changes nothing. */
  readonly together: (input: unknown) => boolean;
  /** Throws AppError for what the model may be told; an abort for a stopped turn. */
  readonly run: (input: unknown, desk: Desk) => Promise<ToolResult>;
}

export const done = (text: string, touched: readonly string[] = []): ToolResult => ({ text, failed: false, touched });
export const failed = (text: string): ToolResult => ({ text, failed: true });

export type Parsed<T> = { readonly value: T } | { readonly problem: ToolResult };

/** The arguments of a call, or what to tell the model about them. */
export const parseInput = <T>(schema: z.ZodType<T>, input: unknown): Parsed<T> => {
  const found = schema.safeParse(input);
  if (found.success) return { value: found.data };
  return { problem: failed(`The arguments make no sense: ${z.prettifyError(found.error)}`) };
};

export const decisionOf = (id: string, label: string, effect: Decision['effect']): Decision => ({ id, label, effect });
