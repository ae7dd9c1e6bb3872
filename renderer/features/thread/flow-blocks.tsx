/** The smaller blocks of the conversation: answers, setup, compaction. */
import { ArrowRightLeft, Check, Copy, Scissors } from 'lucide-react';
import { memo, useState } from 'react';
import type { ItemOf } from '#contract/items.ts';
import { Button, IconButton } from '#renderer/ui/button.tsx';
import { cx } from '#renderer/ui/class-names.ts';
import { useConversationPlace } from './conversation-place.ts';
import { Markdown } from './markdown.tsx';
import { Said } from './said.tsx';
import { StepDetail } from './step-detail.tsx';
import { useCopied } from './use-copied.ts';
import { WorkStep } from './work-step.tsx';

export const Answer = memo(({ item }: { readonly item: ItemOf<'assistant'> }) => {
  const { copied, copy } = useCopied();
  return (
    <div className="group/answer relative">
      <span className="sr-only">Agent: </span>
      <Said item={item} />
      {item.status === 'interrupted' && <p className="mt-1 text-sm text-muted">Cut off here.</p>}
      {item.status !== 'live' && (
        <div className="absolute end-0 -top-4 rounded-sm bg-bg opacity-0 transition-opacity group-hover/answer:opacity-100 focus-within:opacity-100">
          <IconButton
            label={copied ? 'Copied' : 'Copy answer'}
            icon={copied ? <Check size={13} aria-hidden /> : <Copy size={13} aria-hidden />}
            onClick={() => copy(item.text)}
          />
        </div>
      )}
    </div>
  );
});

const setupWords = { live: 'Setting up the worktree', failed: 'Setup failed', over: 'Set up the worktree' } as const;
const teardownWords = { live: 'Tearing down the worktree', failed: 'Teardown failed', over: 'Tore down the worktree' } as const;

/** A command of the project: what it is for, or what the project calls it. */
const commandWords = ({ use, name, status }: ItemOf<'setup'>): string => {
  const how = status === 'live' || status === 'failed' ? status : 'over';
  switch (use) {
    case 'setup':
      return setupWords[how];
    case 'teardown':
      return teardownWords[how];
    case 'run':
      return { live: `Runs ${name}`, failed: `${name} failed`, over: `Ran ${name}` }[how];
  }
};

export const SetupBlock = memo(({ item }: { readonly item: ItemOf<'setup'> }) => (
  <section
    aria-label={item.name ?? (item.use === 'setup' ? 'Setup' : 'Teardown')}
    className={cx('overflow-hidden rounded-md border bg-raised', item.status === 'failed' ? 'border-fail/40' : 'border-line')}
  >
    <div className="flex items-center gap-2 px-3 pt-2 text-sm text-muted">
      <span dir="auto" className="min-w-0 flex-1 truncate">
        {commandWords(item)}
      </span>
      {item.status === 'live' && <EndButton item={item} />}
    </div>
    {item.status === 'live' || item.status === 'failed' ? (
      <div className="grid gap-2 p-3 pt-2">
        <StepDetail item={item} />
      </div>
    ) : (
      <ul>
        <WorkStep item={item} />
      </ul>
    )}
  </section>
));

const EndButton = ({ item }: { readonly item: ItemOf<'setup'> }) => {
  const { endCommand, readOnly } = useConversationPlace();
  if (readOnly) return null;
  return <Button onClick={() => endCommand(item.id)}>{item.use === 'teardown' ? 'Skip' : 'End'}</Button>;
};

const compactionWords = ({ status, progress }: ItemOf<'compaction'>): string => {
  if (status === 'live') return 'Making room in the context';
  if (status === 'interrupted') return 'Making room was cut off; nothing was changed';
  return progress === undefined
    ? 'Earlier messages were summed up to make room'
    : 'Handed over: a fresh context goes on from the progress file';
};

/** The summary or the progress file, for whoever wants to read it; the messages before it stay in the thread. */
export const CompactionBlock = ({ item }: { readonly item: ItemOf<'compaction'> }) => {
  const [open, setOpen] = useState(false);
  const Icon = item.progress === undefined ? Scissors : ArrowRightLeft;
  return (
    <div className="grid gap-2">
      <div className="flex items-center gap-3 text-sm text-faint">
        <span className="h-px flex-1 bg-line" />
        <Icon size={12} aria-hidden className="shrink-0" />
        <span className="min-w-0">{compactionWords(item)}</span>
        {item.text !== '' && (
          <Button look="quiet" aria-expanded={open} onClick={() => setOpen(!open)}>
            {open ? 'Hide' : item.progress === undefined ? 'Read the summary' : 'Read the file'}
          </Button>
        )}
        <span className="h-px flex-1 bg-line" />
      </div>
      {open && (
        <div className="max-h-120 overflow-y-auto rounded-md border border-line bg-raised px-3.5 py-3">
          <Markdown text={item.text} live={item.status === 'live'} />
        </div>
      )}
    </div>
  );
};
