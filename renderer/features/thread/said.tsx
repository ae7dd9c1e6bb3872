/** Words of an agent with what they show and where they come from. */
import type { ItemOf } from '#contract/items.ts';
import { Markdown } from './markdown.tsx';
import { ShownImages } from './shown-images.tsx';
import { SourceList } from './source-list.tsx';

export const Said = ({ item }: { readonly item: ItemOf<'assistant'> }) => (
  <div className="grid gap-2.5">
    <Markdown text={item.text} live={item.status === 'live'} />
    <ShownImages images={item.images ?? []} />
    {item.citations !== undefined && item.citations.length > 0 && (
      <section aria-label="Sources" className="grid gap-1 border-t border-line pt-2">
        <h4 className="text-xs font-semibold text-faint">Sources</h4>
        <SourceList sources={item.citations} label="Sources" id={item.id} />
      </section>
    )}
  </div>
);
