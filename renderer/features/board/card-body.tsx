/** The part of a card below its title: one of the kinds of `cardLine`. */
import { Play, RotateCcw } from 'lucide-react';
import { changesOf, type Thread } from '#contract/threads.ts';
import { useKeyCaps } from '#renderer/state/commands.ts';
import { openChanges } from '#renderer/state/route.ts';
import { goOn, retryThread, startThread } from '#renderer/state/thread-actions.ts';
import { Button } from '#renderer/ui/button.tsx';
import { DiffStat } from '#renderer/ui/diff-stat.tsx';
import { Kbd } from '#renderer/ui/kbd.tsx';
import { AskBox } from './ask-box.tsx';
import { useSelection } from './board-selection.ts';
import type { CardLine } from './card-line.ts';

const Live = ({ text, share }: { readonly text: string; readonly share: number | null }) => (
  <>
    <p dir="auto" title={text} className="truncate rounded-sm bg-sunken px-2 py-1.25 font-mono text-sm text-muted">
      {text}
    </p>
    {share !== null && <Bar share={share} label="Files done" />}
  </>
);

export const Bar = ({ share, label }: { readonly share: number; readonly label: string }) => (
  <div
    role="progressbar"
    aria-label={label}
    aria-valuenow={Math.round(share * 100)}
    aria-valuemin={0}
    aria-valuemax={100}
    className="h-0.5 overflow-hidden rounded-full bg-line"
  >
    <div className="h-full origin-left bg-run transition-transform rtl:origin-right" style={{ transform: `scaleX(${share})` }} />
  </div>
);

const Stopped = ({ thread, line }: { readonly thread: Thread; readonly line: Extract<CardLine, { kind: 'failed' }> }) => (
  <>
    <div className="border-s-2 border-fail ps-2.25 wrap-anywhere text-muted">
      <p dir="auto" className="line-clamp-3">
        <span className="font-medium text-fail">{line.during === 'prepare' ? 'Not prepared' : 'Failed'}:</span> {line.failure.message}
      </p>
      {line.failure.action !== undefined && <p className="line-clamp-2 text-sm">{line.failure.action}</p>}
    </div>
    <div>
      <Button onClick={() => void retryThread(thread)}>
        <RotateCcw size={12} aria-hidden /> Retry
      </Button>
    </div>
  </>
);

const Interrupted = ({ thread }: { readonly thread: Thread }) => (
  <>
    <p className="border-s-2 border-needs ps-2.25 text-muted">Was cut off while it worked. Nothing that was written is lost.</p>
    <div className="flex flex-wrap gap-1.5">
      <Button look="go" onClick={() => void goOn(thread.id)}>
        <Play size={12} aria-hidden /> Go on
      </Button>
      <ReplyButton thread={thread} />
    </div>
  </>
);

const ReplyButton = ({ thread, look = 'plain' }: { readonly thread: Thread; readonly look?: 'plain' | 'quiet' }) => {
  const caps = useKeyCaps('card.reply');
  return (
    <Button look={look} onClick={() => useSelection.setState({ replying: thread.id, focused: thread.id })}>
      Reply <Kbd keys={caps} />
    </Button>
  );
};

/** What the change is, and the way to it. */
const Result = ({ thread, text }: { readonly thread: Thread; readonly text: string | null }) => {
  const caps = useKeyCaps('card.changes');
  const { files, added, deleted } = changesOf(thread);
  const toReview = thread.changes.files > 0 && thread.doneAt === null && thread.archivedAt === null;
  return (
    <>
      <p className="flex min-w-0 items-center gap-2 text-sm text-muted">
        {files > 0 && <DiffStat added={added} deleted={deleted} />}
        {text !== null && (
          <span dir="auto" className="min-w-0 truncate">
            {text}
          </span>
        )}
      </p>
      {toReview && thread.state.kind === 'idle' && (
        <div className="flex flex-wrap gap-1.5">
          <Button onClick={() => openChanges(thread.id)}>
            Review <Kbd keys={caps} />
          </Button>
          <ReplyButton thread={thread} />
        </div>
      )}
    </>
  );
};

export const CardBody = ({ thread, line }: { readonly thread: Thread; readonly line: CardLine }) => {
  switch (line.kind) {
    case 'ask':
      return <AskBox approval={line.approval} more={line.more} />;
    case 'failed':
      return <Stopped thread={thread} line={line} />;
    case 'interrupted':
      return <Interrupted thread={thread} />;
    case 'preparing':
      return <Live text={line.text} share={line.share} />;
    case 'live':
      return <Live text={line.text} share={null} />;
    case 'text':
      return <Result thread={thread} text={line.text} />;
    case 'nothing':
      if (thread.state.kind !== 'backlog') return null;
      return (
        <div>
          <Button onClick={() => void startThread(thread.id)}>
            <Play size={12} aria-hidden /> Start
          </Button>
        </div>
      );
  }
};
