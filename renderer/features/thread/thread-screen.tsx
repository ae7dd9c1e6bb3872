/**
 * One thread: the conversation on one side, its changes on the other. It knows neither the composer nor the review;
 * `app/` hands both in, since a feature does not import another.
 */
import { MessagesSquare } from 'lucide-react';
import { useCallback, useEffect, useState, type ComponentType } from 'react';
import type { ThreadId } from '#contract/ids.ts';
import type { Attachment } from '#contract/items.ts';
import type { QueuedMessage, Thread, ThreadView } from '#contract/threads.ts';
import { modelLabel, useAgent } from '#renderer/state/agents.ts';
import { useAppInfo, useConnection } from '#renderer/state/app-state.ts';
import { useProject, useRunNames } from '#renderer/state/board.ts';
import { useKeyCaps } from '#renderer/state/commands.ts';
import { useExpectedChanges } from '#renderer/state/changes.ts';
import { takeFileRequest, useFileRequest } from '#renderer/state/file-request.ts';
import { openBoard, useRoute, type Route } from '#renderer/state/route.ts';
import { call, failureOf } from '#renderer/state/core.ts';
import { sayFailure } from '#renderer/state/notices.ts';
import { useThread } from '#renderer/state/thread.ts';
import { setTerminalDrawer, useTerminalDrawer, wishOfTerminals } from '#renderer/state/terminal-drawer.ts';
import { patchThreads } from '#renderer/state/thread-actions.ts';
import { Button } from '#renderer/ui/button.tsx';
import { Empty, Loading, ProblemNote, Skeleton } from '#renderer/ui/states.tsx';
import { keepPanels, readPanels, togglePanel, type OpenPanels } from './panel-memory.ts';
import { ThreadConversation } from './thread-conversation.tsx';
import { ThreadHead } from './thread-head.tsx';
import { ThreadLayout, type ThreadTab } from './thread-layout.tsx';
import { useMedia } from '#renderer/ui/use-media.ts';
import { useThreadCommands } from './use-thread-commands.ts';
import { useThreadMenu } from './use-thread-menu.ts';

/** Something to put into the reply; a new number each time, so that the same text can come twice. */
export interface Insertion {
  readonly number: number;
  readonly text: string;
  readonly attachments: readonly Attachment[];
}
/** A file to show in the changes. */
export interface Reveal {
  readonly number: number;
  readonly path: string;
  readonly line: number | null;
}
export interface ThreadParts {
  readonly Composer: ComponentType<{
    readonly view: ThreadView;
    readonly readOnly: boolean;
    readonly insertion: Insertion | null;
    readonly onStop: () => void;
  }>;
  readonly Changes: ComponentType<{ readonly thread: Thread; readonly readOnly: boolean; readonly reveal: Reveal | null }>;
  readonly Terminals: ComponentType<{
    readonly thread: Thread;
    readonly readOnly: boolean;
    readonly phone: boolean;
    readonly onOpenFile: (path: string, line: number | null) => void;
    readonly onSend: (text: string) => void;
  }>;
  /** The terminal of an agent that is worked with in one. */
  readonly AgentScreen: ComponentType<{
    readonly thread: Thread;
    readonly readOnly: boolean;
    readonly phone: boolean;
    readonly onOpenFile: (path: string, line: number | null) => void;
  }>;
  /** Stands for the terminals while they are hidden. */
  readonly NoTerminals: ComponentType<{ readonly thread: Thread }>;
}

/** Wide enough for both panels beside each other. */
const SIDE_BY_SIDE = '(min-width: 52rem)';

/** Gives what was queued, oldest first; null when it could not be stopped, which has been told. */
const stopThread = async (id: ThreadId): Promise<readonly QueuedMessage[] | null> => {
  try {
    return (await call('threads.stop', { thread: id })).returned;
  } catch (error) {
    sayFailure(failureOf(error), 'The thread could not be stopped.');
    return null;
  }
};

/** Looking at a thread reads it. Marked unread by hand while it is open, it stays so until something happens in it. */
const useMarkRead = (thread: Thread): void => {
  useEffect(() => {
    if (!thread.unread) return;
    const read = () => {
      if (document.visibilityState === 'visible') void patchThreads([thread.id], { unread: false });
    };
    read();
    document.addEventListener('visibilitychange', read);
    return () => document.removeEventListener('visibilitychange', read);
    // oxlint-disable-next-line react/exhaustive-deps
  }, [thread.id, thread.state.kind, thread.turns]);
};

const usePanels = () => {
  const [open, setOpen] = useState<OpenPanels>(() => readPanels(localStorage));
  const toggle = useCallback((which: keyof OpenPanels) => {
    setOpen((before) => {
      const next = togglePanel(before, which);
      keepPanels(localStorage, next);
      return next;
    });
  }, []);
  const show = useCallback((which: keyof OpenPanels) => setOpen((before) => (before[which] ? before : { ...before, [which]: true })), []);
  return { open, toggle, show };
};

/** The address may ask for the changes: by D on a card, or in a link. */
const asksForChanges = (route: Route): boolean => route.screen === 'thread' && route.show === 'changes';
const useAskedChanges = (show: (which: keyof OpenPanels) => void, setTab: (tab: ThreadTab) => void): void => {
  const asked = useRoute(asksForChanges);
  useEffect(() => {
    if (!asked) return;
    show('changes');
    setTab('changes');
  }, [asked, show, setTab]);
};

/** Terminals stand below, or are a part of their own that a wish for them shows. */
const useTerminalSwitch = (setTab: (tab: ThreadTab) => void) => {
  const terminals = useTerminalDrawer((state) => state.open);
  const wish = useTerminalDrawer((state) => state.wish);
  const terminalKeys = useKeyCaps('terminal.toggle');
  useEffect(() => {
    if (wish !== null) setTab('terminals');
  }, [wish, setTab]);
  return { terminals, terminalKeys, toggleTerminals: () => (terminals ? setTerminalDrawer(false) : wishOfTerminals('focus')) };
};

/** A file chosen elsewhere, in the palette for one. */
const useRequestedFile = (thread: ThreadId, openFile: (path: string, line: number | null) => void): void => {
  const asked = useFileRequest((state) => (state.request?.thread === thread ? state.request : null));
  useEffect(() => {
    if (asked === null) return;
    takeFileRequest();
    openFile(asked.path, null);
  }, [asked, openFile]);
};

const OpenThread = ({ view, parts }: { readonly view: ThreadView; readonly parts: ThreadParts }) => {
  const { thread } = view;
  const { Composer, Changes, Terminals, NoTerminals, AgentScreen } = parts;
  const wide = useMedia(SIDE_BY_SIDE);
  const { open, toggle, show } = usePanels();
  const [tab, setTab] = useState<ThreadTab>('conversation');
  const [renaming, setRenaming] = useState(false);
  const [insertion, setInsertion] = useState<Insertion | null>(null);
  const [reveal, setReveal] = useState<Reveal | null>(null);
  const agent = useAgent(thread.agent);
  const project = useProject(thread.project);
  const runNames = useRunNames(thread.project);
  const offline = useConnection().kind === 'offline';
  const frozen = useAppInfo((state) => state.info?.readOnly != null);
  const readOnly = offline || frozen || thread.removedAt !== null;
  const changesKeys = useKeyCaps('thread.changes');
  const terminalSwitch = useTerminalSwitch(setTab);
  useMarkRead(thread);
  useAskedChanges(show, setTab);

  const toggleChanges = useCallback(
    () => (wide ? toggle('changes') : setTab((now) => (now === 'changes' ? 'conversation' : 'changes'))),
    [wide, toggle],
  );
  const insert = useCallback(
    (text: string, attachments: readonly Attachment[] = []) =>
      setInsertion((before) => ({ number: (before?.number ?? 0) + 1, text, attachments })),
    [],
  );
  const stop = useCallback(async () => {
    const returned = await stopThread(thread.id);
    if (returned !== null && returned.length > 0)
      insert(
        returned.map((message) => message.text).join('\n\n'),
        returned.flatMap((message) => message.attachments),
      );
  }, [thread.id, insert]);
  const rename = useCallback(() => setRenaming(true), []);
  const { menu, copyBranch, exportAll } = useThreadMenu(thread, runNames, () => void stop(), rename);
  const showChanges = useCallback(() => {
    show('changes');
    setTab('changes');
  }, [show]);
  const openFile = useCallback(
    (path: string, line: number | null) => {
      show('changes');
      setTab('changes');
      setReveal((before) => ({ number: (before?.number ?? 0) + 1, path, line }));
    },
    [show],
  );
  useRequestedFile(thread.id, openFile);
  const quote = useCallback((text: string) => insert(`${text.replaceAll(/^/gm, '> ')}\n\n`), [insert]);
  useThreadCommands(thread, runNames, { toggleChanges, toggleConversation: () => toggle('conversation'), rename, stop, exportAll });

  const conversation = (
    <ThreadConversation
      view={view}
      readOnly={readOnly}
      onOpenFile={openFile}
      onShowChanges={showChanges}
      onQuote={quote}
      screen={
        agent?.backend === 'terminal' && thread.turns > 0 ? (
          <AgentScreen thread={thread} readOnly={readOnly} phone={!wide} onOpenFile={openFile} />
        ) : null
      }
      composer={<Composer view={view} readOnly={readOnly} insertion={insertion} onStop={() => void stop()} />}
    />
  );
  const changes = <Changes thread={thread} readOnly={readOnly} reveal={reveal} />;
  const insertBack = useCallback(
    (text: string) => {
      setTab('conversation');
      insert(text);
    },
    [insert],
  );
  const terminals = <Terminals thread={thread} readOnly={readOnly} phone={!wide} onOpenFile={openFile} onSend={insertBack} />;
  const isTerminalShown = wide ? terminalSwitch.terminals : tab === 'terminals';
  const agentText = [agent?.label ?? thread.agent, modelLabel(agent, thread.model), thread.effort]
    .filter((part) => part !== null)
    .join(' · ');
  const panels = { ...open, toggleConversation: () => toggle('conversation'), toggleChanges, changesKeys, ...terminalSwitch };
  return (
    <div className="flex min-h-0 flex-1 flex-col">
      <ThreadHead
        thread={thread}
        agent={agentText}
        project={project?.name ?? null}
        panels={wide ? panels : null}
        readOnly={readOnly}
        renaming={renaming}
        onRenaming={setRenaming}
        onRename={(title) => void patchThreads([thread.id], { title })}
        onStop={() => void stop()}
        onCopyBranch={copyBranch}
        menu={menu}
      />
      <ThreadLayout
        wide={wide}
        open={open}
        terminalsOpen={terminalSwitch.terminals}
        tab={tab}
        onTab={setTab}
        changedFiles={thread.changes.files}
        conversation={conversation}
        changes={changes}
        terminals={terminals}
      />
      {!isTerminalShown && <NoTerminals thread={thread} />}
    </div>
  );
};

const ThreadSkeleton = () => (
  <Loading what="the thread">
    <div className="mx-auto grid w-full max-w-195 gap-4 p-5">
      <Skeleton className="ms-auto h-14 w-3/5" />
      <Skeleton className="h-9 w-full" />
      <Skeleton className="h-28 w-full" />
    </div>
  </Loading>
);

export const ThreadScreen = ({ threadId, parts }: { readonly threadId: ThreadId; readonly parts: ThreadParts }) => {
  const { value: view, failure } = useThread(threadId);
  useExpectedChanges(threadId, useRoute(asksForChanges) && view === null && failure === null);
  if (view !== null) return <OpenThread view={view} parts={parts} />;
  if (failure === null) return <ThreadSkeleton />;
  // A mistyped address is no thread either.
  if (failure.kind === 'not-found' || failure.kind === 'invalid')
    return (
      <Empty icon={MessagesSquare} title="This thread is not here" action={<Button onClick={openBoard}>Go to the board</Button>}>
        It may have been removed. Removed threads can be restored for a while.
      </Empty>
    );
  return (
    <div className="p-5">
      <ProblemNote problem={failure}>
        <Button onClick={openBoard}>Go to the board</Button>
      </ProblemNote>
    </div>
  );
};
