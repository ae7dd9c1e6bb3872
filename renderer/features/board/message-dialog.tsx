/** One message to many threads. Those that could not take it are named, and the text stays until all have it. */
import { useState, type KeyboardEvent } from 'react';
import { isActive } from '#contract/column.ts';
import type { ThreadId } from '#contract/ids.ts';
import { boardNow } from '#renderer/state/board.ts';
import { call, failureOf } from '#renderer/state/core.ts';
import { say } from '#renderer/state/notices.ts';
import { useSettings } from '#renderer/state/settings.ts';
import { Button } from '#renderer/ui/button.tsx';
import { Dialog } from '#renderer/ui/dialog.tsx';
import { TextArea } from '#renderer/ui/field.tsx';
import { ProblemNote } from '#renderer/ui/states.tsx';
import { plural } from '#renderer/ui/units.ts';
import { clearSelected } from './board-selection.ts';

const titleOf = (id: ThreadId): string => boardNow().threads.get(id)?.title ?? id;

/** “2 start now, 3 get it while they work” */
export const deliveryText = (resting: number, working: number, delivery: 'queue' | 'steer'): string => {
  const later = delivery === 'queue' ? 'when the present turn ends' : 'at once, while working';
  const parts = [
    resting > 0 ? `${plural(resting, 'thread')} at rest begin${resting === 1 ? 's' : ''} a turn` : null,
    working > 0 ? `${plural(working, 'thread')} at work get${working === 1 ? 's' : ''} it ${later}` : null,
  ];
  return `${parts.filter((part) => part !== null).join('; ')}.`;
};

const useSendToAll = (threads: readonly ThreadId[], onDone: () => void) => {
  const [left, setLeft] = useState(threads);
  const [problem, setProblem] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const delivery = useSettings((settings) => settings.enterWhileRunning);
  const send = async (text: string): Promise<void> => {
    setBusy(true);
    const results = await Promise.allSettled(left.map((thread) => call('threads.send', { thread, text, delivery })));
    const failed = left.filter((_, index) => results[index]?.status === 'rejected');
    const reason = results.find((result) => result.status === 'rejected');
    setBusy(false);
    setLeft(failed);
    if (failed.length < left.length) say({ text: `Sent to ${plural(left.length - failed.length, 'thread')}` });
    if (failed.length === 0) onDone();
    else setProblem(`Not sent to ${failed.map((id) => `“${titleOf(id)}”`).join(', ')}. ${failureOf(reason?.reason).message}`);
  };
  return { left, problem, busy, delivery, send };
};

export const MessageDialog = ({ threads, onClose }: { readonly threads: readonly ThreadId[]; readonly onClose: () => void }) => {
  const [text, setText] = useState('');
  const done = (): void => {
    clearSelected();
    onClose();
  };
  const { left, problem, busy, delivery, send } = useSendToAll(threads, done);
  const working = left.filter((id) => {
    const thread = boardNow().threads.get(id);
    return thread !== undefined && isActive(thread.state);
  }).length;
  const ready = text.trim() !== '' && !busy;
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing || !ready) return;
    event.preventDefault();
    void send(text);
  };
  return (
    <Dialog
      open
      onClose={onClose}
      title={left.length === 1 ? `Message “${titleOf(left[0] as ThreadId)}”` : `One message to ${plural(left.length, 'thread')}`}
      footer={
        <Button size="md" look="primary" disabled={!ready} onClick={() => void send(text)}>
          {busy ? 'Sending…' : 'Send'}
        </Button>
      }
    >
      <div className="grid gap-3">
        <TextArea
          label="Message"
          hideLabel
          hint={deliveryText(left.length - working, working, delivery)}
          placeholder="Rebase onto main and run the tests again…"
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
          onKeyDown={onKeyDown}
        />
        {problem !== null && <ProblemNote problem={{ message: problem }} />}
      </div>
    </Dialog>
  );
};
