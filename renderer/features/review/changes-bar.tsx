/** The bar above the changes: which change, how it is shown, and what becomes of it. */
import { ChevronDown, ChevronUp, FolderTree, GitCommitHorizontal, GitMerge, Settings2 } from 'lucide-react';
import type { ChangeScope, Changes } from '#contract/review.ts';
import { Button, IconButton } from '#renderer/ui/button.tsx';
import { ChipButton } from '#renderer/ui/chip.tsx';
import { DiffStat } from '#renderer/ui/diff-stat.tsx';
import { Menu } from '#renderer/ui/menu.tsx';
import { plural } from '#renderer/ui/units.ts';
import type { PanelOptions } from './panel-options.ts';

interface ChangesBarProps {
  readonly scope: ChangeScope;
  readonly base: string | null;
  readonly changes: Changes | null;
  readonly layout: 'split' | 'unified';
  readonly options: PanelOptions;
  readonly canCommit: boolean;
  readonly canLand: boolean;
  readonly onScope: (scope: ChangeScope) => void;
  readonly onLayout: (layout: 'split' | 'unified') => void;
  readonly onOptions: (options: PanelOptions) => void;
  readonly onStep: (step: 1 | -1) => void;
  readonly onFoldAll: (fold: boolean) => void;
  readonly onCommit: () => void;
  readonly onLand: () => void;
}

export const scopeLabel = (scope: ChangeScope, base: string | null): string =>
  scope === 'base' ? `All changes since ${base ?? 'the start'}` : 'Uncommitted changes';

export const ChangesBar = (props: ChangesBarProps) => {
  const { scope, base, changes, layout, options, canCommit, canLand, onScope, onLayout, onOptions, onStep, onFoldAll, onCommit, onLand } =
    props;
  const files = changes?.files.length ?? 0;
  return (
    <div className="@container border-b border-line">
      <div className="flex flex-wrap items-center gap-1.5 px-2 py-1.5 @max-md:gap-x-0.5">
        <Menu
          trigger={<ChipButton aria-label={`Shown: ${scopeLabel(scope, base)}`}>{scopeLabel(scope, base)}</ChipButton>}
          entries={() =>
            (['base', 'uncommitted'] as const).map((one) => ({
              id: one,
              label: scopeLabel(one, base),
              checked: one === scope,
              run: () => onScope(one),
            }))
          }
        />
        {changes !== null && files > 0 && (
          <span className="flex items-center gap-2 text-sm whitespace-nowrap text-muted">
            {plural(files, 'file')} <DiffStat added={changes.totals.added} deleted={changes.totals.deleted} />
          </span>
        )}
        <span className="min-w-0 flex-1 @max-md:basis-full" />
        <span className="hidden @2xl:contents">
          <IconButton
            label="Previous file"
            keys={['K']}
            disabled={files === 0}
            icon={<ChevronUp size={14} aria-hidden />}
            onClick={() => onStep(-1)}
          />
          <IconButton
            label="Next file"
            keys={['J']}
            disabled={files === 0}
            icon={<ChevronDown size={14} aria-hidden />}
            onClick={() => onStep(1)}
          />
        </span>
        <IconButton
          label={options.tree ? 'Hide the file tree' : 'Show the file tree'}
          aria-pressed={options.tree}
          icon={<FolderTree size={14} aria-hidden />}
          onClick={() => onOptions({ ...options, tree: !options.tree })}
        />
        <Menu
          align="end"
          trigger={<IconButton label="How changes are shown" icon={<Settings2 size={14} aria-hidden />} />}
          entries={() => [
            { id: 'unified', label: 'Unified', checked: layout === 'unified', run: () => onLayout('unified') },
            { id: 'split', label: 'Split', checked: layout === 'split', run: () => onLayout('split') },
            { kind: 'line', id: 'line-1' },
            { id: 'wrap', label: 'Wrap long lines', checked: options.wrap, run: () => onOptions({ ...options, wrap: !options.wrap }) },
            {
              id: 'space',
              label: 'Ignore whitespace',
              checked: options.ignoreSpace,
              run: () => onOptions({ ...options, ignoreSpace: !options.ignoreSpace }),
            },
            { kind: 'line', id: 'line-2' },
            { id: 'fold', label: 'Fold all files', run: () => onFoldAll(true) },
            { id: 'unfold', label: 'Unfold all files', run: () => onFoldAll(false) },
          ]}
        />
        <Button className="@max-md:ms-auto" disabled={!canCommit} onClick={onCommit}>
          <GitCommitHorizontal size={13} aria-hidden /> Commit
        </Button>
        <Button className="@max-md:ms-1" disabled={!canLand} onClick={onLand}>
          <GitMerge size={13} aria-hidden /> Land
        </Button>
      </div>
    </div>
  );
};
