/** Where something that was said comes from: numbered links. No pictures of the sites: loading one would tell them. */
import type { Citation } from '#contract/items.ts';
import { Button } from '#renderer/ui/button.tsx';
import { linkTarget } from './link-target.ts';
import { useOpenMark } from './open-marks.ts';

const AT_ONCE = 5;

const Source = ({ source, number }: { readonly source: Citation; readonly number: number }) => {
  const target = linkTarget(source.url, null);
  const title = source.title.trim() === '' ? source.url : source.title;
  return (
    <li className="flex min-h-6 min-w-0 items-center gap-1.5 text-sm">
      <span aria-hidden className="w-4 shrink-0 text-end text-faint tabular-nums">
        {number}
      </span>
      {target.kind === 'web' ? (
        <a
          href={target.href}
          title={target.href}
          target="_blank"
          rel="noreferrer noopener"
          className="flex min-h-6 min-w-0 items-center gap-1.5 hover:underline coarse:min-h-10"
        >
          <span dir="auto" className="min-w-0 truncate text-review">
            {title}
          </span>
          <span className="shrink-0 text-faint">{target.host}</span>
        </a>
      ) : (
        <span dir="auto" className="min-w-0 truncate text-muted">
          {title}
        </span>
      )}
    </li>
  );
};

interface SourceListProps {
  readonly sources: readonly Citation[];
  readonly label: string;
  /** Tells this list from others, for what is open. */
  readonly id: string;
}

export const SourceList = ({ sources, label, id }: SourceListProps) => {
  const [all, setAll] = useOpenMark(`sources-${id}`);
  if (sources.length === 0) return null;
  const shown = all ? sources : sources.slice(0, AT_ONCE);
  return (
    <div>
      <ol aria-label={label} className="grid">
        {shown.map((source, index) => (
          <Source key={index} source={source} number={index + 1} />
        ))}
      </ol>
      {shown.length < sources.length && (
        <Button look="quiet" onClick={() => setAll(true)}>
          {sources.length - shown.length} more
        </Button>
      )}
    </div>
  );
};
