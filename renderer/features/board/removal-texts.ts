/** What would be lost by a removal, as sentences. Pure. */
import type { RemovalPreview } from '#contract/threads.ts';
import { bytes, plural } from '#renderer/ui/units.ts';

export interface LossLine {
  readonly kind: 'running' | 'uncommitted' | 'unpushed' | 'worktree';
  readonly text: string;
  /** Paths, commits or processes concerned. */
  readonly list: readonly string[];
}

const worktreeText = (preview: RemovalPreview): string | null => {
  if (preview.worktree === 'none') return null;
  if (preview.worktree === 'kept') return 'The folder it works in stays: it was not made by Switchyard.';
  return `Its worktree is removed${preview.bytes === null ? '' : `, which frees ${bytes(preview.bytes)}`}.`;
};

export const lossLines = (preview: RemovalPreview): readonly LossLine[] => {
  const files = preview.uncommitted.length + preview.uncommittedMore;
  const more = preview.uncommittedMore > 0 ? [`and ${preview.uncommittedMore} more`] : [];
  const worktree = worktreeText(preview);
  return [
    ...(preview.running.length > 0
      ? [
          {
            kind: 'running' as const,
            text: `${plural(preview.running.length, 'process', 'processes')} will be ended.`,
            list: preview.running,
          },
        ]
      : []),
    ...(files > 0
      ? [
          {
            kind: 'uncommitted' as const,
            text: `${plural(files, 'file')} with uncommitted changes.`,
            list: [...preview.uncommitted, ...more],
          },
        ]
      : []),
    ...(preview.unpushed.length > 0
      ? [
          {
            kind: 'unpushed' as const,
            text: `${plural(preview.unpushed.length, 'commit')} that ${preview.unpushed.length === 1 ? 'is' : 'are'} nowhere else.`,
            list: preview.unpushed.map(({ commit, subject }) => `${commit.slice(0, 8)} ${subject}`),
          },
        ]
      : []),
    ...(worktree === null ? [] : [{ kind: 'worktree' as const, text: worktree, list: [] }]),
  ];
};

/** Whether anything but disk space is at stake. */
export const losesWork = (preview: RemovalPreview): boolean =>
  preview.running.length > 0 || preview.uncommitted.length > 0 || preview.unpushed.length > 0;
