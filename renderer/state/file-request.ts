/** A file that some other part of the page wants to see in an open thread; the thread's screen takes it from here. */
import { create } from 'zustand';
import type { ThreadId } from '#contract/ids.ts';

interface FileRequest {
  readonly thread: ThreadId;
  /** From the worktree's root. */
  readonly path: string;
}

export const useFileRequest = create<{ readonly request: FileRequest | null }>(() => ({ request: null }));

export const requestFile = (thread: ThreadId, path: string): void => useFileRequest.setState({ request: { thread, path } });
export const takeFileRequest = (): void => useFileRequest.setState({ request: null });
