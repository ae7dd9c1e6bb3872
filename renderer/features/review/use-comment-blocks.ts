/** Comments of a change by file, and fields for new ones, as blocks between lines. */
import { useCallback, useMemo, useRef } from 'react';
import type { Comment } from '#contract/comments.ts';
import type { Block } from '#renderer/features/review/diff/list-model.ts';
import { isSettled, shownAt } from './comment-text.ts';
import type { Composing } from './desk.ts';

const SMALL_PX = 40;
const CARD_PX = 130;
const FIELD_PX = 150;
const none: readonly Block[] = [];

const blocksByPath = (comments: readonly Comment[], composing: readonly Composing[]): ReadonlyMap<string, readonly Block[]> => {
  const byPath = new Map<string, Block[]>();
  const put = (path: string, block: Block): void => void byPath.set(path, [...(byPath.get(path) ?? []), block]);
  for (const comment of comments) {
    const at = shownAt(comment);
    if (at === null) continue;
    put(at.path, {
      key: `comment:${comment.id}`,
      place: { side: at.side, line: at.line },
      guessPx: isSettled(comment) ? SMALL_PX : CARD_PX,
    });
  }
  for (const { key, place } of composing) {
    if (place.kind === 'change') continue;
    const line = place.kind === 'lines' ? { side: place.side, line: place.to } : { side: 'after' as const, line: 0 };
    put(place.path, { key, place: line, guessPx: FIELD_PX });
  }
  return byPath;
};

const sameBlocks = (a: readonly Block[], b: readonly Block[]): boolean =>
  a.length === b.length &&
  a.every((block, index) => {
    const other = b[index];
    return other?.key === block.key && other.place.side === block.place.side && other.place.line === block.place.line;
  });

export const useCommentBlocks = (comments: readonly Comment[], composing: readonly Composing[]): ((path: string) => readonly Block[]) => {
  const kept = useRef<ReadonlyMap<string, readonly Block[]>>(new Map());
  const byPath = useMemo(() => {
    const next = new Map<string, readonly Block[]>();
    for (const [path, blocks] of blocksByPath(comments, composing)) {
      const before = kept.current.get(path);
      next.set(path, before !== undefined && sameBlocks(before, blocks) ? before : blocks);
    }
    kept.current = next;
    return next;
  }, [comments, composing]);
  return useCallback((path: string) => byPath.get(path) ?? none, [byPath]);
};
