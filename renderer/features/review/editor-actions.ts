/** Opens a file of a thread in the user's own editor. */
import type { Thread } from '#contract/threads.ts';
import { call } from '#renderer/state/core.ts';
import { attempt } from '#renderer/state/thread-actions.ts';

export const openInEditor = async (thread: Thread, path: string, line: number | null): Promise<void> =>
  void (await attempt(call('app.open-file', { thread: thread.id, path, line }), 'The file was not opened.'));
