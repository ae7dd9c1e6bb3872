/** The left side of a thread: its conversation, what waits for an answer, and the composer that app/ puts in. */
import { useCallback, useMemo, useRef, useState, type ReactNode } from 'react';
import type { AttachmentId } from '#contract/ids.ts';
import type { ThreadView } from '#contract/threads.ts';
import { allowHost, hostAllowedBy } from '#renderer/state/allow-host.ts';
import { useProject } from '#renderer/state/board.ts';
import { call, failureOf } from '#renderer/state/core.ts';
import { useSettings } from '#renderer/state/settings.ts';
import { loadOlderItems } from '#renderer/state/thread.ts';
import { answer, attempt, endCommand, goOn, retryThread, startThread } from '#renderer/state/thread-actions.ts';
import { askingAgent } from './agent-tree.ts';
import { ApprovalStack } from './approval-stack.tsx';
import { ConversationList } from './conversation-list.tsx';
import { ConversationPlaceProvider, type ConversationPlace, type OutputItem } from './conversation-place.ts';
import { toBlocks } from './conversation.ts';
import { MarkdownPlaceProvider } from './markdown.tsx';
import { OutputDialog } from './output-dialog.tsx';
import { QuoteButton } from './quote-button.tsx';
import { stepText } from './step-text.ts';
import { ThreadFooter } from './thread-footer.tsx';
import { ScreenOrLog } from './screen-or-log.tsx';

const readAttachment = async (attachment: AttachmentId): Promise<string> => {
  const { mime, base64 } = await call('attachments.read', { attachment });
  return `data:${mime};base64,${base64}`;
};

interface ThreadConversationProps {
  readonly view: ThreadView;
  readonly readOnly: boolean;
  readonly onOpenFile: (path: string, line: number | null) => void;
  readonly onShowChanges: () => void;
  readonly onQuote: (text: string) => void;
  readonly composer: ReactNode;
  /** The agent's own screen, where that is the conversation; null elsewhere. */
  readonly screen: ReactNode;
}

export const ThreadConversation = ({ view, readOnly, onOpenFile, onShowChanges, onQuote, composer, screen }: ThreadConversationProps) => {
  const { thread, items, turns } = view;
  const project = useProject(thread.project);
  const settings = useSettings();
  const frame = useRef<HTMLDivElement>(null);
  const [output, setOutput] = useState<OutputItem | null>(null);
  const blocks = useMemo(() => toBlocks(items, turns, thread.setAside), [items, turns, thread.setAside]);
  const place = useMemo<ConversationPlace>(
    () => ({
      thread: thread.id,
      showChanges: onShowChanges,
      folder: thread.worktree.path,
      openFile: onOpenFile,
      openOutput: setOutput,
      readAttachment,
      retry: () => void retryThread(thread),
      resume: () => void goOn(thread.id),
      endCommand: (item) => void endCommand(thread.id, item),
      hostAllowed: (host) => hostAllowedBy(host, { thread, project, settings }),
      allowHost: (host, scope) => void allowHost(thread, host, scope),
      waiting: thread.state.kind === 'waiting',
      readOnly,
    }),
    // Only these fields are used; the row itself changes with every event.
    // oxlint-disable-next-line react/exhaustive-deps
    [thread.id, thread.worktree.path, thread.state.kind, thread.sandbox, project, settings, onOpenFile, onShowChanges, readOnly],
  );
  const markdownPlace = useMemo(() => ({ folder: thread.worktree.path, openFile: onOpenFile }), [thread.worktree.path, onOpenFile]);
  const loadOlder = useCallback(() => attempt(loadOlderItems(thread.id), 'Older messages could not be loaded.'), [thread.id]);
  const read = useCallback(
    (from: number, bytes: number) => call('threads.output', { thread: thread.id, item: (output as OutputItem).id, from, bytes }),
    [thread.id, output],
  );
  const footer = <ThreadFooter thread={thread} readOnly={readOnly} onStart={() => void startThread(thread.id)} />;
  const hasFooter =
    thread.state.kind === 'preparing' ||
    thread.state.kind === 'backlog' ||
    (thread.state.kind === 'failed' && thread.state.during === 'prepare');
  return (
    <ConversationPlaceProvider value={place}>
      <MarkdownPlaceProvider value={markdownPlace}>
        <ScreenOrLog screen={screen}>
          <div ref={frame} className="relative flex min-h-0 flex-1 flex-col">
            <ConversationList
              blocks={blocks}
              hasOlder={(items[0]?.position ?? 1) > 1}
              loadOlder={loadOlder}
              footer={hasFooter ? <div className="mx-auto w-full max-w-195 px-3 pb-4 tablet:px-5">{footer}</div> : null}
            />
            <QuoteButton within={frame} onQuote={onQuote} />
          </div>
        </ScreenOrLog>
        <ApprovalStack
          approvals={view.approvals}
          askedBy={(approval) => askingAgent(items, approval.item)}
          readOnly={readOnly}
          onAnswer={answer}
        />
        {composer}
        {output !== null && (
          <OutputDialog
            title={stepText(output).text}
            totalBytes={output.outputBytes}
            read={read}
            toFailure={failureOf}
            onClose={() => setOutput(null)}
          />
        )}
      </MarkdownPlaceProvider>
    </ConversationPlaceProvider>
  );
};
