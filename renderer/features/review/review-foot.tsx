/** Below the diffs: how far the reading has come, and the comments that wait to be sent. */
import { ArrowDown, ChevronUp, MessageSquare, Send } from 'lucide-react';
import type { Comment } from '#contract/comments.ts';
import type { ReviewMarks } from '#contract/review.ts';
import { useKeyCaps } from '#renderer/state/commands.ts';
import { Button, IconButton } from '#renderer/ui/button.tsx';
import { Kbd } from '#renderer/ui/kbd.tsx';
import { Menu } from '#renderer/ui/menu.tsx';
import { plural } from '#renderer/ui/units.ts';
import { sendComments, waitingComments } from './comment-actions.ts';

interface ReviewFootProps {
  readonly marks: ReviewMarks | null;
  readonly comments: readonly Comment[];
  readonly running: boolean;
  readonly readOnly: boolean;
  readonly onComments: () => void;
  readonly onNext: () => void;
}

const Progress = ({ marks, onNext }: { readonly marks: ReviewMarks; readonly onNext: () => void }) => {
  const keys = useKeyCaps('changes.next-unviewed');
  const share = marks.hunks === 0 ? 0 : marks.viewed / marks.hunks;
  const done = marks.complete && marks.viewed === marks.hunks;
  return (
    <div className="flex min-w-0 items-center gap-2 text-sm text-muted">
      <span
        role="progressbar"
        aria-label="Hunks viewed"
        aria-valuemin={0}
        aria-valuemax={marks.hunks}
        aria-valuenow={marks.viewed}
        className="h-1 w-16 shrink-0 overflow-hidden rounded-full bg-active"
      >
        <span className="block h-full bg-run transition-[width]" style={{ width: `${share * 100}%` }} />
      </span>
      <span className="truncate tabular-nums">
        {done ? 'All viewed' : `${marks.viewed} of ${marks.complete ? '' : 'at least '}${plural(marks.hunks, 'hunk')} viewed`}
      </span>
      {!done && <IconButton label="Next hunk not viewed" keys={keys} icon={<ArrowDown size={14} aria-hidden />} onClick={onNext} />}
    </div>
  );
};

export const ReviewFoot = ({ marks, comments, running, readOnly, onComments, onNext }: ReviewFootProps) => {
  const keys = useKeyCaps('changes.send-comments');
  const waiting = waitingComments(comments);
  const thread = waiting[0]?.thread;
  const send = (to: Parameters<typeof sendComments>[1]) => (): void => {
    if (thread !== undefined) void sendComments(thread, to);
  };
  if ((marks === null || marks.hunks === 0) && comments.length === 0) return null;
  return (
    <div className="flex min-h-9 flex-wrap items-center gap-x-3 gap-y-1 border-t border-line bg-sunken px-3 py-1">
      {marks !== null && marks.hunks > 0 && <Progress marks={marks} onNext={onNext} />}
      <span className="flex-1" />
      {comments.length > 0 && (
        <Button look="quiet" onClick={onComments}>
          <MessageSquare size={13} aria-hidden /> {plural(comments.length, 'comment')}
        </Button>
      )}
      {waiting.length > 0 && (
        <span className="flex items-center gap-1">
          <Button look="primary" disabled={readOnly} onClick={send({ kind: 'thread', delivery: 'queue' })}>
            <Send size={13} aria-hidden /> Send {plural(waiting.length, 'comment')} <Kbd keys={keys} onSolid />
          </Button>
          <Menu
            align="end"
            trigger={<IconButton label="Other ways to send" disabled={readOnly} icon={<ChevronUp size={14} aria-hidden />} />}
            entries={() => [
              {
                id: 'queue',
                label: running ? 'Send when the turn has ended' : 'Send to the agent',
                run: send({ kind: 'thread', delivery: 'queue' }),
              },
              ...(running ? [{ id: 'steer', label: 'Steer the running turn', run: send({ kind: 'thread', delivery: 'steer' }) }] : []),
              { id: 'new', label: 'Send to a new thread', hint: 'In the same folder', run: send({ kind: 'new-thread' }) },
            ]}
          />
        </span>
      )}
    </div>
  );
};
