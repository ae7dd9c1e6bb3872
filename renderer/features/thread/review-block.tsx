/** What the agent's own review mode looked at and found. */
import { ScanSearch } from 'lucide-react';
import { memo } from 'react';
import type { ItemOf } from '#contract/items.ts';
import { SignalDot } from '#renderer/ui/signal.tsx';
import { Markdown } from './markdown.tsx';

export const ReviewBlock = memo(({ item }: { readonly item: ItemOf<'review'> }) => {
  const live = item.status === 'live';
  return (
    <section aria-label="Review" className="overflow-hidden rounded-md border border-line bg-raised">
      <h3 className="flex min-w-0 items-center gap-2 border-b border-line px-3.5 py-2">
        {live ? <SignalDot tone="run" moving /> : <ScanSearch size={14} aria-hidden className="shrink-0 text-review" />}
        <span className="font-semibold">{live ? 'Reviews' : 'Review'}</span>
        <span dir="auto" className="min-w-0 flex-1 truncate text-sm text-muted">
          {item.title}
        </span>
        {item.status === 'interrupted' && <span className="shrink-0 text-sm text-muted">interrupted</span>}
        {item.status === 'failed' && <span className="shrink-0 text-sm text-fail">failed</span>}
      </h3>
      <div className="px-3.5 py-2.5">
        {item.text.trim() === '' ? (
          <p className="text-sm text-faint">{live ? 'Nothing found yet.' : 'It found nothing to say.'}</p>
        ) : (
          <Markdown text={item.text} live={live} />
        )}
      </div>
    </section>
  );
});
