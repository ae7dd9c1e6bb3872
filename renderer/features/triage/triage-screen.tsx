/** Triage: for the five minutes between meetings. One waiting thread at a time, across all projects. */
import { Inbox } from 'lucide-react';
import { useEffect } from 'react';
import { useBoardStore } from '#renderer/state/board.ts';
import { useNow } from '#renderer/state/clock.ts';
import { openBoard } from '#renderer/state/route.ts';
import { Button } from '#renderer/ui/button.tsx';
import { Kbd } from '#renderer/ui/kbd.tsx';
import { Empty, Loading, Skeleton } from '#renderer/ui/states.tsx';
import { TriageCard } from './triage-card.tsx';
import { progressText, triageQueue } from './triage-queue.ts';
import { goNext, triageNow, useTriage } from './triage-state.ts';
import { useRound } from './use-triage-thread.ts';

/** The queue; the thread before the user stays there until it is dealt with, also when others come before it. */
const useQueue = () => {
  const now = useNow();
  const board = useBoardStore((state) => state.value);
  const { current, done, skipped, asking } = useTriage();
  const queue = board === null ? [] : triageQueue(board, asking, skipped, now);
  const first = queue[0]?.id;
  const inQueue = current !== null && queue.some((thread) => thread.id === current);
  useEffect(() => {
    // The round may have begun anew in this same commit: what holds is what the store says now.
    const now = triageNow().current;
    // Answered from elsewhere, or by a dialog: that counts as dealt with.
    if (now !== null && now === current && !inQueue) goNext();
    else if (now === null && first !== undefined) useTriage.setState({ current: first });
  }, [current, inQueue, first]);
  const shown = queue.find((thread) => thread.id === current) ?? queue[0];
  return { shown, left: queue.length, done };
};

const MOST_STEPS = 12;
const Steps = ({ done, left }: { readonly done: number; readonly left: number }) => {
  const total = Math.min(done + left, MOST_STEPS);
  const at = Math.min(done, total - 1);
  return (
    <div aria-hidden className="mx-auto flex min-w-0 gap-1 max-tablet:hidden">
      {Array.from({ length: total }, (_, index) => (
        <i
          key={index}
          className={`h-0.75 w-8.5 shrink rounded-full ${index < at ? 'bg-run' : index === at && left > 0 ? 'bg-accent' : 'bg-line-strong'}`}
        />
      ))}
    </div>
  );
};

const Head = ({ done, left }: { readonly done: number; readonly left: number }) => (
  <header className="flex min-h-13 shrink-0 items-center gap-4 border-b border-line px-4 pt-[env(safe-area-inset-top)] text-sm text-faint tablet:px-5">
    <h1 className="text-md font-semibold text-fg">Triage</h1>
    <Steps done={done} left={left} />
    <span role="status" className="whitespace-nowrap max-tablet:ms-auto">
      {left === 0 ? '' : progressText(done, left)}
    </span>
    <Button className="tablet:hidden" onClick={openBoard}>
      Close
    </Button>
  </header>
);

const hints = [
  [['↵'], 'send, next'],
  [['S'], 'skip'],
  [['D'], 'changes'],
  [['O'], 'open thread'],
  [['Z'], 'snooze'],
  [['Esc'], 'back to the board'],
] as const;

const Foot = () => (
  <footer className="flex min-h-11 shrink-0 flex-wrap items-center justify-center gap-x-4 gap-y-1 border-t border-line px-4 text-sm text-faint max-tablet:hidden coarse:hidden">
    {hints.map(([keys, text]) => (
      <span key={text} className="whitespace-nowrap">
        <Kbd keys={keys} /> {text}
      </span>
    ))}
  </footer>
);

const Nothing = ({ done }: { readonly done: number }) => (
  <Empty
    icon={Inbox}
    title={done > 0 ? 'That was all of it' : 'Nothing needs you'}
    action={
      <Button look="primary" size="md" autoFocus onClick={openBoard}>
        Back to the board
      </Button>
    }
  >
    {done > 0
      ? `${done} dealt with. The agents go on by themselves.`
      : 'Approvals, questions and threads that stopped come up here, one at a time.'}
  </Empty>
);

export const TriageScreen = () => {
  const ready = useBoardStore((state) => state.value !== null);
  // Before the queue, whose effect puts the first thread before the user.
  useRound(ready);
  const { shown, left, done } = useQueue();
  return (
    <div className="flex min-h-0 flex-1 flex-col">
      <Head done={done} left={left} />
      <div className="grid min-h-0 flex-1 overflow-y-auto p-4 tablet:p-6">
        {!ready && (
          <Loading what="what waits for you">
            <Skeleton className="mx-auto mt-[20vh] h-40 w-full max-w-190" />
          </Loading>
        )}
        {ready && (shown === undefined ? <Nothing done={done} /> : <TriageCard key={shown.id} thread={shown} />)}
      </div>
      <Foot />
    </div>
  );
};
