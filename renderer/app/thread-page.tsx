/** Puts a thread's parts together: conversation, composer and changes are features that do not know each other. */
import type { ComponentProps } from 'react';
import type { ThreadId } from '#contract/ids.ts';
import type { Thread } from '#contract/threads.ts';
import { Composer } from '#renderer/features/composer/composer.tsx';
import { ChangesPanel } from '#renderer/features/review/changes-panel.tsx';
import { ReviewPartsProvider, type ReviewParts } from '#renderer/features/review/review-parts.ts';
import { AgentScreen as AgentTerminal } from '#renderer/features/terminal/agent-screen.tsx';
import { ClosedTerminals, TerminalDrawer } from '#renderer/features/terminal/terminal-drawer.tsx';
import { Markdown } from '#renderer/features/thread/markdown.tsx';
import { ThreadScreen, type ThreadParts } from '#renderer/features/thread/thread-screen.tsx';
import { useRunNames } from '#renderer/state/board.ts';

const reviewParts: ReviewParts = { Markdown };

const Changes = (props: ComponentProps<typeof ChangesPanel>) => (
  <ReviewPartsProvider value={reviewParts}>
    <ChangesPanel {...props} />
  </ReviewPartsProvider>
);

const ownerOf = ({ id }: Thread) => ({ kind: 'thread', thread: id }) as const;

const Terminals: ThreadParts['Terminals'] = ({ thread, readOnly, phone, onOpenFile, onSend }) => (
  <TerminalDrawer
    owner={ownerOf(thread)}
    runNames={useRunNames(thread.project)}
    readOnly={readOnly || thread.worktree.status !== 'ready'}
    phone={phone}
    onOpenFile={onOpenFile}
    onSend={onSend}
  />
);
const AgentScreen: ThreadParts['AgentScreen'] = ({ thread, readOnly, phone, onOpenFile }) => (
  <AgentTerminal thread={thread.id} readOnly={readOnly || thread.worktree.status !== 'ready'} phone={phone} onOpenFile={onOpenFile} />
);
const NoTerminals: ThreadParts['NoTerminals'] = ({ thread }) => <ClosedTerminals owner={ownerOf(thread)} />;

const parts: ThreadParts = { Composer, Changes, Terminals, NoTerminals, AgentScreen };

export const ThreadPage = ({ threadId }: { readonly threadId: ThreadId }) => <ThreadScreen threadId={threadId} parts={parts} />;
