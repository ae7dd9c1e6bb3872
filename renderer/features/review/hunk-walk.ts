/** The order in which a change is read: hunk after hunk, file after file. Pure. */

export interface HunkPlace {
  readonly path: string;
  readonly hunk: number;
}

/** A file as the walk sees it: `1` for each hunk that was viewed, `0` for the others. */
export interface WalkedFile {
  readonly path: string;
  readonly marks: string;
}

interface Walk {
  readonly files: readonly WalkedFile[];
  readonly from: HunkPlace | null;
  readonly by: 1 | -1;
  /** Only hunks that were not viewed; after the last it begins again at the first. */
  readonly unviewed: boolean;
}

const places = (files: readonly WalkedFile[]): readonly (HunkPlace & { readonly viewed: boolean })[] =>
  files.flatMap(({ path, marks }) => [...marks].map((mark, hunk) => ({ path, hunk, viewed: mark === '1' })));

/** Null when there is none: at the ends, or everything was viewed. */
export const nextHunk = ({ files, from, by, unviewed }: Walk): HunkPlace | null => {
  const all = places(files);
  if (all.length === 0) return null;
  const exact = from === null ? -1 : all.findIndex(({ path, hunk }) => path === from.path && hunk === from.hunk);
  // A hunk that went away, as by staging: where it was, the next one stands now.
  const inFile = from === null || exact >= 0 ? -1 : all.findLastIndex(({ path, hunk }) => path === from.path && hunk <= from.hunk);
  const at = exact >= 0 ? exact : inFile >= 0 ? inFile : by === 1 ? -1 : all.length;
  const order = Array.from({ length: all.length }, (_, step) => at + by * (step + 1));
  for (const index of order) {
    const wrapped = (index + 2 * all.length) % all.length;
    if (!unviewed && wrapped !== index) return null;
    const place = all[wrapped];
    if (place !== undefined && !(unviewed && place.viewed)) return { path: place.path, hunk: place.hunk };
  }
  return null;
};

/** Viewed and all hunks of a file. */
export const viewedCount = (marks: string): { readonly viewed: number; readonly all: number } => {
  let viewed = 0;
  for (const mark of marks) if (mark === '1') viewed += 1;
  return { viewed, all: marks.length };
};

export const isViewed = (marks: string): boolean => marks !== '' && !marks.includes('0');
