/** Puts a thread's parts together: conversation, composer and changes are features that do not know each other. */
import type { ThreadId } from '#contract/ids.ts';
import { Composer } from '#renderer/features/composer/composer.tsx';
import { ChangesPanel } from '#renderer/features/review/changes-panel.tsx';
import { ThreadScreen, type ThreadParts } from '#renderer/features/thread/thread-screen.tsx';

const parts: ThreadParts = { Composer, Changes: ChangesPanel };

export const ThreadPage = ({ threadId }: { readonly threadId: ThreadId }) => <ThreadScreen threadId={threadId} parts={parts} />;
