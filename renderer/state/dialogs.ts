/** Which dialog stands open over the screen. One at a time; any part may ask for one, `app/` shows it. */
import { create } from 'zustand';
import type { AgentId, ApprovalId, ProjectId, ThreadId } from '#contract/ids.ts';

export type Dialog =
  | { readonly kind: 'new-task'; readonly project: ProjectId | null; readonly backlog?: boolean }
  /** `start` is what the field holds at first: `>` for commands, `#` for threads, `@` for files. */
  | { readonly kind: 'palette'; readonly start: string }
  | { readonly kind: 'add-project'; readonly how: 'folder' | 'clone' }
  | { readonly kind: 'remove-threads'; readonly threads: readonly ThreadId[] }
  | { readonly kind: 'rename-thread'; readonly thread: ThreadId }
  | { readonly kind: 'tag-threads'; readonly threads: readonly ThreadId[] }
  | { readonly kind: 'message-threads'; readonly threads: readonly ThreadId[] }
  | { readonly kind: 'deny'; readonly approval: ApprovalId }
  | { readonly kind: 'remember'; readonly approval: ApprovalId }
  | { readonly kind: 'remove-project'; readonly project: ProjectId }
  | { readonly kind: 'trust-project'; readonly project: ProjectId }
  | { readonly kind: 'take-in'; readonly thread: ThreadId }
  | { readonly kind: 'pull-request'; readonly thread: ThreadId }
  | { readonly kind: 'amend'; readonly thread: ThreadId }
  | { readonly kind: 'keys' }
  /** Conversations that were begun outside; null lets the user choose the project. */
  | { readonly kind: 'import'; readonly project: ProjectId | null }
  /** What fills the context of a thread's agent. */
  | { readonly kind: 'context'; readonly thread: ThreadId }
  /** What it used, turn by turn. */
  | { readonly kind: 'thread-usage'; readonly thread: ThreadId }
  /** Another agent takes over; without `agent` it is chosen there. `message` is what it shall do now. */
  | { readonly kind: 'handoff'; readonly thread: ThreadId; readonly agent?: AgentId; readonly message?: string }
  | { readonly kind: 'goal'; readonly thread: ThreadId }
  /** The agent's own review mode. */
  | { readonly kind: 'review-mode'; readonly thread: ThreadId }
  | { readonly kind: 'make-skill'; readonly thread: ThreadId };

export const useDialog = create<{ readonly dialog: Dialog | null }>(() => ({ dialog: null }));
export const openDialog = (dialog: Dialog): void => useDialog.setState({ dialog });
export const closeDialog = (): void => useDialog.setState({ dialog: null });
