/**
 * What a hunk is to whoever has read it. Pure; core and page give the same.
 *
 * A patch is taken apart into *blocks*: runs of removed and added lines without an unchanged line between them. What
 * is remembered as viewed are blocks, by their content: a hunk is viewed when all its blocks are. So a mark survives
 * shifted lines, a rebase, hunks that grow together, and another context size; only what changed since comes back.
 */
import { z } from './zod.ts';

/** A block's identity. Equal content elsewhere in the file is told apart by what stands around it. */
export const BlockKey = z.object({
  /** Hash of the removed and added lines. */
  change: z.string().max(40),
  /** Hash of the nearest unchanged line above and below that is not blank; empty when there is none. */
  above: z.string().max(40),
  below: z.string().max(40),
});
export type BlockKey = z.infer<typeof BlockKey>;

export interface Block extends BlockKey {
  /** Where it begins on each side, counted from 1; with no lines on a side: the line that it stands before. */
  readonly beforeStart: number;
  readonly afterStart: number;
  readonly removed: readonly string[];
  readonly added: readonly string[];
  /** So little content that it is only known again between the same lines. */
  readonly slight: boolean;
}

export interface Hunk {
  /** Unique within the file, made of content: the same hunk has it again after lines were shifted. */
  readonly id: string;
  /** As in the header `@@ -beforeStart,beforeLines +afterStart,afterLines @@`. */
  readonly beforeStart: number;
  readonly beforeLines: number;
  readonly afterStart: number;
  readonly afterLines: number;
  readonly blocks: readonly Block[];
}

/** A hash that is no secret: 2 × 53 bits (cyrb53 with two seeds), as base 36. */
export const contentHash = (text: string): string => {
  let [a1, a2, b1, b2] = [0xdeadbeef, 0x41c6ce57, 0x9e3779b9, 0x85ebca6b];
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    a1 = Math.imul(a1 ^ code, 2654435761);
    a2 = Math.imul(a2 ^ code, 1597334677);
    b1 = Math.imul(b1 ^ code, 2246822519);
    b2 = Math.imul(b2 ^ code, 3266489917);
  }
  const mixed = (one: number, two: number): string => {
    const h1 = Math.imul(one ^ (one >>> 16), 2246822507) ^ Math.imul(two ^ (two >>> 13), 3266489909);
    const h2 = Math.imul(two ^ (two >>> 16), 2246822507) ^ Math.imul(h1 ^ (h1 >>> 13), 3266489909);
    return (4294967296 * (2097151 & h2) + (h1 >>> 0)).toString(36);
  };
  return mixed(a1, a2) + mixed(b1, b2);
};

/** Fewer characters than this, without white space, say too little by themselves (a brace, a blank line). */
const SLIGHT_CHARS = 12;

const nearest = (lines: readonly string[]): string => {
  const line = lines.find((one) => one.trim() !== '');
  return line === undefined ? '' : contentHash(line);
};

const blockOf = (
  removed: readonly string[],
  added: readonly string[],
  around: { readonly above: readonly string[]; readonly below: readonly string[] },
  at: { readonly beforeStart: number; readonly afterStart: number },
): Block => {
  const text = `${removed.map((line) => `-${line}`).join('\n')}\n${added.map((line) => `+${line}`).join('\n')}`;
  const chars = [...removed, ...added].join('').replace(/\s/g, '').length;
  return {
    change: contentHash(text),
    above: nearest(around.above.toReversed()),
    below: nearest(around.below),
    removed,
    added,
    slight: chars < SLIGHT_CHARS,
    ...at,
  };
};

const header = /^@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@/;

/** Lines of one hunk, with their signs, into its blocks. */
const blocksOf = (lines: readonly string[], beforeStart: number, afterStart: number): readonly Block[] => {
  const blocks: Block[] = [];
  let [before, after, at] = [beforeStart, afterStart, 0];
  let above: string[] = [];
  while (at < lines.length) {
    const line = lines[at] ?? '';
    if (line.startsWith(' ') || line === '') {
      above.push(line.slice(1));
      before += 1;
      after += 1;
      at += 1;
      continue;
    }
    const start = { beforeStart: before, afterStart: after };
    const removed: string[] = [];
    const added: string[] = [];
    for (; at < lines.length && /^[-+\\]/.test(lines[at] ?? ''); at += 1) {
      const text = lines[at] ?? '';
      if (text.startsWith('\\')) {
        // “No newline at end of file” belongs to the line before it.
        const side = lines[at - 1]?.startsWith('-') === true ? removed : added;
        if (side.length > 0) side[side.length - 1] += '\n\\';
      } else if (text.startsWith('-')) removed.push(text.slice(1));
      else added.push(text.slice(1));
    }
    const rest = lines.slice(at, at + 10);
    const end = rest.findIndex((one) => /^[-+]/.test(one));
    const below = (end < 0 ? rest : rest.slice(0, end)).map((one) => one.slice(1));
    if (removed.length + added.length > 0) blocks.push(blockOf(removed, added, { above, below }, start));
    before += removed.length;
    after += added.length;
    above = [];
  }
  return blocks;
};

/** A change without lines (mode, name, binary content) is one block too: `text` is what git says of it. */
const wholeFile = (text: string): Hunk => {
  const change = contentHash(text);
  const block = { change, above: '', below: '', beforeStart: 0, afterStart: 0, removed: [], added: [], slight: false };
  return { id: change, beforeStart: 0, beforeLines: 0, afterStart: 0, afterLines: 0, blocks: [block] };
};

/** What of a patch's head makes the change: not how similar a renamed file is. */
const headText = (patch: string): string =>
  patch
    .split('\n')
    .filter((line) => line !== '' && !/^(similarity|dissimilarity) index /.test(line))
    .join('\n');

/**
 * The hunks of one file's patch, as git prints it. `content` tells a binary or too large change apart, whose patch is
 * empty: the blob ids of both sides. A patch without lines gives one hunk that stands for the whole file.
 */
export const hunksOf = (patch: string, content = ''): readonly Hunk[] => {
  const lines = patch.split('\n');
  if (lines.at(-1) === '') lines.pop();
  const hunks: Hunk[] = [];
  const seen = new Map<string, number>();
  for (let at = 0; at < lines.length; at += 1) {
    const match = header.exec(lines[at] ?? '');
    if (match === null) continue;
    const [beforeStart, beforeLines, afterStart, afterLines] = [match[1], match[2] ?? '1', match[3], match[4] ?? '1'].map(Number) as [
      number,
      number,
      number,
      number,
    ];
    const from = at + 1;
    let [before, after] = [beforeLines, afterLines];
    // Counted, because a removed line may look like a header.
    while (at + 1 < lines.length && (before > 0 || after > 0 || lines[at + 1]?.startsWith('\\') === true)) {
      at += 1;
      const sign = lines[at]?.[0];
      if (sign !== '+' && sign !== '\\') before -= 1;
      if (sign !== '-' && sign !== '\\') after -= 1;
    }
    const blocks = blocksOf(
      lines.slice(from, at + 1),
      beforeLines === 0 ? beforeStart + 1 : beforeStart,
      afterLines === 0 ? afterStart + 1 : afterStart,
    );
    const content_ = contentHash(blocks.map(({ change }) => change).join(' '));
    const count = (seen.get(content_) ?? 0) + 1;
    seen.set(content_, count);
    hunks.push({ id: count === 1 ? content_ : `${content_}.${count}`, beforeStart, beforeLines, afterStart, afterLines, blocks });
  }
  if (hunks.length > 0) return hunks;
  return patch === '' && content === '' ? [] : [wholeFile(`${headText(patch)}\n${content}`)];
};

/** How sure it is that a mark was set on this block: 2, 1 or 0 of its neighbouring lines. */
const likeness = (block: BlockKey, mark: BlockKey): number => Number(block.above === mark.above) + Number(block.below === mark.below);

/**
 * Which blocks were marked. A mark counts once. Among blocks of equal content it goes to the one between the same
 * lines; where nothing tells them apart, or there is too little content to be sure, a block counts as not viewed:
 * to read something twice costs less than to miss it.
 */
export const markedBlocks = (blocks: readonly Block[], marks: readonly BlockKey[]): ReadonlySet<Block> => {
  const found = new Set<Block>();
  const byChange = new Map<string, BlockKey[]>();
  for (const mark of marks) byChange.set(mark.change, [...(byChange.get(mark.change) ?? []), mark]);
  const groups = new Map<string, Block[]>();
  for (const block of blocks) if (byChange.has(block.change)) groups.set(block.change, [...(groups.get(block.change) ?? []), block]);
  for (const [change, alike] of groups) {
    const free = new Set(byChange.get(change));
    for (const wanted of [2, 1, 0]) {
      if (wanted === 0 && (alike.length > 1 || alike[0]?.slight === true)) break;
      for (const block of alike) {
        if (found.has(block)) continue;
        const mark = [...free].find((one) => likeness(block, one) === wanted);
        if (mark === undefined) continue;
        free.delete(mark);
        found.add(block);
      }
    }
  }
  return found;
};

/** For each hunk, whether all of it was marked. */
export const viewedHunks = (hunks: readonly Hunk[], marks: readonly BlockKey[]): readonly boolean[] => {
  const marked = markedBlocks(
    hunks.flatMap((hunk) => hunk.blocks),
    marks,
  );
  return hunks.map((hunk) => hunk.blocks.every((block) => marked.has(block)));
};

export const keyOf = ({ change, above, below }: BlockKey): BlockKey => ({ change, above, below });
