/** The bar above the changes: which change, how it is shown, and what becomes of it. */
import { Bot, FolderTree, GitCommitHorizontal, GitMerge, Settings2 } from 'lucide-react';
import type { ReactNode } from 'react';
import type { Changes } from '#contract/review.ts';
import { keyCapsNow, useKeyCaps } from '#renderer/state/commands.ts';
import { Button, IconButton } from '#renderer/ui/button.tsx';
import { DiffStat } from '#renderer/ui/diff-stat.tsx';
import { Menu } from '#renderer/ui/menu.tsx';
import { plural } from '#renderer/ui/units.ts';
import type { PanelOptions } from './panel-options.ts';

export interface BarActions {
  readonly onLayout: (layout: 'split' | 'unified') => void;
  readonly onOptions: (options: PanelOptions) => void;
  readonly onTree: () => void;
  readonly onFoldAll: (fold: boolean) => void;
  readonly onMarkAll: (viewed: boolean) => void;
  readonly onReview: () => void;
  readonly onCommit: () => void;
  readonly onLand: () => void;
}

interface ChangesBarProps {
  /** The choice of the scope. */
  readonly scopes: ReactNode;
  readonly changes: Changes | null;
  readonly layout: 'split' | 'unified';
  readonly options: PanelOptions;
  readonly canCommit: boolean;
  readonly canLand: boolean;
  readonly readOnly: boolean;
  readonly actions: BarActions;
}

const viewMenu = ({ layout, options, actions }: Pick<ChangesBarProps, 'layout' | 'options' | 'actions'>) => {
  const toggle = (key: keyof PanelOptions) => (): void => actions.onOptions({ ...options, [key]: !options[key] });
  return [
    { id: 'unified', label: 'Unified', checked: layout === 'unified', run: () => actions.onLayout('unified') },
    { id: 'split', label: 'Split', checked: layout === 'split', keys: keyCapsNow('changes.split'), run: () => actions.onLayout('split') },
    { kind: 'line' as const, id: 'line-1' },
    { id: 'wrap', label: 'Wrap long lines', checked: options.wrap, keys: keyCapsNow('changes.wrap'), run: toggle('wrap') },
    {
      id: 'space',
      label: 'Ignore white space',
      checked: options.ignoreSpace,
      keys: keyCapsNow('changes.ignore-space'),
      run: toggle('ignoreSpace'),
    },
    { id: 'viewed', label: 'Fold what was viewed', checked: options.foldViewed, run: toggle('foldViewed') },
    { kind: 'line' as const, id: 'line-2' },
    { id: 'fold', label: 'Fold all files', run: () => actions.onFoldAll(true) },
    { id: 'unfold', label: 'Unfold all files', run: () => actions.onFoldAll(false) },
    { kind: 'line' as const, id: 'line-3' },
    { id: 'all', label: 'Mark all as viewed', run: () => actions.onMarkAll(true) },
    { id: 'none', label: 'Mark none as viewed', run: () => actions.onMarkAll(false) },
  ];
};

export const ChangesBar = ({ scopes, changes, layout, options, canCommit, canLand, readOnly, actions }: ChangesBarProps) => {
  const files = changes?.files.length ?? 0;
  const treeKeys = useKeyCaps('changes.tree');
  return (
    <div className="@container border-b border-line">
      <div className="flex flex-wrap items-center gap-1.5 px-2 py-1.5 @max-md:gap-x-0.5">
        {scopes}
        {changes !== null && files > 0 && (
          <span className="flex items-center gap-2 text-sm whitespace-nowrap text-muted">
            {plural(files, 'file')} {changes.counted && <DiffStat added={changes.totals.added} deleted={changes.totals.deleted} />}
          </span>
        )}
        {/* Together on the next row where there is no room for all of them on this one. */}
        <div className="ms-auto flex items-center gap-1.5 @max-md:w-full @max-md:gap-x-0.5">
          <IconButton
            label={options.tree ? 'Hide the file tree' : 'Show the file tree'}
            keys={treeKeys}
            aria-pressed={options.tree}
            icon={<FolderTree size={14} aria-hidden />}
            onClick={actions.onTree}
          />
          <Menu
            align="end"
            trigger={<IconButton label="How changes are shown" icon={<Settings2 size={14} aria-hidden />} />}
            entries={() => viewMenu({ layout, options, actions })}
          />
          <IconButton
            label="Review by an agent"
            disabled={readOnly || files === 0}
            icon={<Bot size={14} aria-hidden />}
            onClick={actions.onReview}
          />
          <Button className="@max-md:ms-auto" disabled={!canCommit} onClick={actions.onCommit}>
            <GitCommitHorizontal size={13} aria-hidden /> Commit
          </Button>
          <Button className="@max-md:ms-1" disabled={!canLand} onClick={actions.onLand}>
            <GitMerge size={13} aria-hidden /> Land
          </Button>
        </div>
      </div>
    </div>
  );
};
