/** Where the user writes to a thread: draft, attachments, what is queued, and what happens on Enter. */
import { ArrowUp, Paperclip } from 'lucide-react';
import { useCallback, useEffect, useMemo, useRef, useState, type DragEvent } from 'react';
import type { Attachment } from '#contract/items.ts';
import type { Draft, Thread, ThreadPatch, ThreadView } from '#contract/threads.ts';
import { isActive } from '#contract/column.ts';
import { useAgents } from '#renderer/state/agents.ts';
import { call, failureOf } from '#renderer/state/core.ts';
import { openDialog } from '#renderer/state/dialogs.ts';
import { say, sayFailure } from '#renderer/state/notices.ts';
import { isMac } from '#renderer/state/platform.ts';
import { useSettings } from '#renderer/state/settings.ts';
import { attempt, patchThreads, sendMessage } from '#renderer/state/thread-actions.ts';
import { Button, IconButton } from '#renderer/ui/button.tsx';
import { cx } from '#renderer/ui/class-names.ts';
import { AttachmentRow } from './attachment-row.tsx';
import { ChoiceChips } from './choice-chips.tsx';
import { ComposerField } from './composer-field.tsx';
import { QueuedList, type QueueActions } from './queued-list.tsx';
import { hintParts, placeholder, sendKeys, type Delivery } from './sending.ts';
import { useAttachments } from './use-attachments.ts';
import { useDraft } from './use-draft.ts';

/** A second Escape within this stops the turn. */
const ESCAPE_TWICE_MS = 2000;

interface ComposerProps {
  readonly view: ThreadView;
  readonly readOnly: boolean;
  /** Text and files to put in: a quotation, or what was queued when the thread was stopped. */
  readonly insertion: { readonly number: number; readonly text: string; readonly attachments: readonly Attachment[] } | null;
  readonly onStop: () => void;
}

/** Says since when it holds, where that could be doubted. */
const changeChoice = async (thread: Thread, patch: ThreadPatch): Promise<void> => {
  const [changed] = await patchThreads([thread.id], patch);
  if (changed !== undefined && isActive(thread.state))
    say({ text: changed.inForce === 'now' ? 'In force now' : 'In force from the next turn on' });
};

const useQueueActions = (thread: Thread, giveBack: (text: string, attachments: readonly Attachment[]) => void): QueueActions =>
  useMemo(() => {
    const { id } = thread;
    return {
      edit: (queued, text) => void attempt(call('queue.edit', { thread: id, queued, text }), 'The queued message was not changed.'),
      move: (queued, to) => void attempt(call('queue.move', { thread: id, queued, to }), 'The order was not changed.'),
      sendNow: (queued) => void attempt(call('queue.send-now', { thread: id, queued }), 'The message was not sent.'),
      withdraw: (queued) =>
        void call('queue.withdraw', { thread: id, queued }).then(
          (message) => giveBack(message.text, message.attachments),
          (error) => sayFailure(failureOf(error), 'The message was not taken back.'),
        ),
    };
    // oxlint-disable-next-line react/exhaustive-deps
  }, [thread.id, giveBack]);

const useEscape = (running: boolean, onStop: () => void): { readonly armed: boolean; readonly escape: () => boolean } => {
  const [armed, setArmed] = useState(false);
  useEffect(() => {
    if (!armed) return;
    const timer = setTimeout(() => setArmed(false), ESCAPE_TWICE_MS);
    return () => clearTimeout(timer);
  }, [armed]);
  const escape = (): boolean => {
    if (!running) return false;
    if (armed) onStop();
    setArmed(!armed);
    return true;
  };
  return { armed: armed && running, escape };
};

const Hint = ({ parts, armed }: { readonly parts: ReturnType<typeof hintParts>; readonly armed: boolean }) => (
  <p aria-live="polite" className="truncate px-3 pt-1.5 text-end text-xs text-faint coarse:hidden">
    {armed ? <span className="text-needs">Press Esc again to stop</span> : parts.map((part) => `${part.key} ${part.does}`).join(' · ')}
  </p>
);

const ThreadChoices = ({ thread, disabled, text }: { readonly thread: Thread; readonly disabled: boolean; readonly text: string }) => (
  <ChoiceChips
    thread={thread}
    agents={useAgents()}
    disabled={disabled}
    onChange={(patch) => void changeChoice(thread, patch)}
    onHandOver={(agent) => openDialog({ kind: 'handoff', thread: thread.id, agent, message: text })}
  />
);

const AttachButton = ({ disabled, onFiles }: { readonly disabled: boolean; readonly onFiles: (files: readonly File[]) => void }) => {
  const picker = useRef<HTMLInputElement>(null);
  return (
    <>
      <input
        ref={picker}
        type="file"
        multiple
        hidden
        onChange={(event) => {
          onFiles([...(event.currentTarget.files ?? [])]);
          event.currentTarget.value = '';
        }}
      />
      <IconButton
        label="Attach files"
        disabled={disabled}
        icon={<Paperclip size={14} aria-hidden />}
        onClick={() => picker.current?.click()}
      />
    </>
  );
};

export const Composer = ({ view, readOnly, insertion, onStop }: ComposerProps) => {
  const { thread, queue, items } = view;
  const agents = useAgents();
  const field = useRef<HTMLTextAreaElement>(null);
  const [dropping, setDropping] = useState(false);
  const [sending, setSending] = useState(false);
  const resetFiles = useRef<(draft: Draft) => void>(() => {});
  const draft = useDraft(
    thread.id,
    view.draft,
    useCallback((foreign: Draft) => resetFiles.current(foreign), []),
  );
  const attachments = useAttachments(view.draft.attachments, draft.setAttachments);
  resetFiles.current = (foreign) => attachments.reset(foreign.attachments);
  const { text, setText } = draft;
  const enterWhileRunning = useSettings((settings) => settings.enterWhileRunning);
  const keys = sendKeys(thread.state, enterWhileRunning);
  const steer = agents.find((agent) => agent.id === thread.agent)?.abilities.steer ?? 'next-step';
  const { armed, escape } = useEscape(keys.running, onStop);

  const latest = useRef(text);
  latest.current = text;
  const { addKnown } = attachments;
  const put = useCallback(
    (added: string, files: readonly Attachment[]) => {
      const before = latest.current;
      setText(before === '' ? added : `${before.replace(/\n*$/, '')}\n\n${added}`);
      addKnown(files);
      field.current?.focus();
    },
    [setText, addKnown],
  );
  const inserted = useRef(insertion?.number ?? 0);
  useEffect(() => {
    if (insertion === null || insertion.number === inserted.current) return;
    inserted.current = insertion.number;
    put(insertion.text, insertion.attachments);
  }, [insertion, put]);
  const queueActions = useQueueActions(thread, put);

  const canSend = text.trim() !== '' && !attachments.uploading && !readOnly && !sending;
  const send = (delivery: Delivery): void => {
    if (!canSend) return;
    const message = {
      thread: thread.id,
      text,
      delivery,
      attachments: attachments.files.flatMap((file) => (file.attachment === null ? [] : [file.attachment.id])),
    };
    const files = attachments.files.flatMap((file) => (file.attachment === null ? [] : [file.attachment]));
    draft.sent();
    attachments.reset([]);
    setSending(true);
    void sendMessage(message)
      .then((sent) => {
        // What was not sent comes back, before what was written meanwhile.
        if (sent) draft.arrived();
        else put(message.text, files);
      })
      .finally(() => setSending(false));
  };
  const onDrop = (event: DragEvent): void => {
    setDropping(false);
    const files = [...event.dataTransfer.files];
    if (files.length === 0 || readOnly) return;
    event.preventDefault();
    attachments.add(files);
  };
  return (
    <section aria-label="Reply" className="mx-auto w-full max-w-195 px-3 pb-2.5 tablet:px-5">
      <QueuedList queue={queue} disabled={readOnly} actions={queueActions} />
      <div
        onDragOver={(event) => {
          if (!event.dataTransfer.types.includes('Files')) return;
          event.preventDefault();
          setDropping(true);
        }}
        onDragLeave={() => setDropping(false)}
        onDrop={onDrop}
        className={cx(
          'relative rounded-lg border bg-raised transition-colors focus-within:border-muted',
          dropping ? 'border-accent' : 'border-line-input',
        )}
      >
        {attachments.files.length > 0 && <AttachmentRow files={attachments.files} onRemove={attachments.remove} />}
        <ComposerField
          field={field}
          project={thread.project}
          thread={thread.id}
          items={items}
          text={text}
          placeholder={readOnly ? 'Cannot be written to now' : dropping ? 'Drop to attach' : placeholder(thread.state)}
          disabled={readOnly}
          keys={keys}
          onText={setText}
          onSend={send}
          onEscape={escape}
          onBlur={draft.flush}
          onFiles={attachments.add}
          onBigPaste={attachments.addText}
        />
        <div className="flex items-end gap-1.5 px-2 pt-1 pb-2">
          <div className="flex min-w-0 flex-1 flex-wrap items-center gap-1.5">
            <ThreadChoices thread={thread} disabled={readOnly} text={text} />
            <AttachButton disabled={readOnly} onFiles={attachments.add} />
          </div>
          {keys.running && canSend && (
            <Button onClick={() => send(keys.modEnter)} className="hidden coarse:inline-flex">
              {keys.modEnter === 'steer' ? 'Steer' : 'Queue'}
            </Button>
          )}
          <Button look="primary" disabled={!canSend} onClick={() => send(keys.enter)}>
            <ArrowUp size={13} aria-hidden /> {keys.running ? (keys.enter === 'queue' ? 'Queue' : 'Steer') : 'Send'}
          </Button>
        </div>
      </div>
      <Hint parts={hintParts(keys, isMac ? '⌘' : 'Ctrl ', steer)} armed={armed} />
    </section>
  );
};
