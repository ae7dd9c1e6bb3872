/** What stands below the last block: the preparation under way, a thread not begun, a preparation that failed. */
import { Play } from 'lucide-react';
import type { Thread } from '#contract/threads.ts';
import { Button } from '#renderer/ui/button.tsx';
import { SignalDot } from '#renderer/ui/signal.tsx';
import { ProblemNote } from '#renderer/ui/states.tsx';
import { count } from '#renderer/ui/units.ts';
import { preparingText } from './thread-signal.ts';

const Preparing = ({ state }: { readonly state: Extract<Thread['state'], { kind: 'preparing' }> }) => {
  const { text, done, total } = preparingText(state);
  return (
    <div className="grid gap-2 rounded-md border border-line bg-raised px-3 py-2.5 text-muted">
      <div className="flex items-center gap-2">
        <SignalDot tone="run" moving />
        <span className="flex-1">{text}</span>
        {done !== null && total !== null && (
          <span className="text-sm tabular-nums">
            {count(done)} of {count(total)} files
          </span>
        )}
      </div>
      {done !== null && total !== null && total > 0 && (
        <progress
          aria-label={text}
          value={done}
          max={total}
          className="h-1 w-full overflow-hidden rounded-full bg-active [&::-webkit-progress-bar]:bg-active [&::-webkit-progress-value]:bg-run"
        />
      )}
    </div>
  );
};

interface ThreadFooterProps {
  readonly thread: Thread;
  readonly readOnly: boolean;
  readonly onStart: () => void;
}

export const ThreadFooter = ({ thread, readOnly, onStart }: ThreadFooterProps) => {
  const { state } = thread;
  if (state.kind === 'preparing') return <Preparing state={state} />;
  if (state.kind === 'backlog')
    return (
      <div className="flex flex-wrap items-center gap-3 rounded-md border border-line bg-raised px-3 py-2.5">
        <span className="flex-1 text-muted">Written down, not started. Its worktree is made when it starts.</span>
        <Button look="primary" disabled={readOnly} onClick={onStart}>
          <Play size={12} aria-hidden /> Start
        </Button>
      </div>
    );
  if (state.kind === 'failed' && state.during === 'prepare')
    return <ProblemNote problem={state.failure} {...(readOnly ? {} : { onRetry: onStart })} />;
  return null;
};
