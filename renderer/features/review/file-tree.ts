/** Changed files as a tree: folders with one folder inside become one row (`src/routes`), folders first, then names. */
import type { FileChange } from '#contract/review.ts';

export type TreeRow =
  | {
      readonly kind: 'folder';
      readonly path: string;
      readonly name: string;
      readonly depth: number;
      readonly files: number;
      readonly open: boolean;
    }
  | { readonly kind: 'file'; readonly path: string; readonly name: string; readonly depth: number; readonly file: FileChange };

interface Folder {
  readonly folders: Map<string, Folder>;
  readonly files: FileChange[];
}

const newFolder = (): Folder => ({ folders: new Map(), files: [] });

const build = (files: readonly FileChange[]): Folder => {
  const root = newFolder();
  for (const file of files) {
    let folder = root;
    for (const name of file.path.split('/').slice(0, -1)) {
      let next = folder.folders.get(name);
      if (next === undefined) {
        next = newFolder();
        folder.folders.set(name, next);
      }
      folder = next;
    }
    folder.files.push(file);
  }
  return root;
};

const countFiles = (folder: Folder): number => {
  let files = folder.files.length;
  for (const inner of folder.folders.values()) files += countFiles(inner);
  return files;
};

const byName = new Intl.Collator(undefined, { numeric: true });
const baseName = (path: string): string => path.slice(path.lastIndexOf('/') + 1);

const collect = (folder: Folder, at: string, depth: number, closed: ReadonlySet<string>, rows: TreeRow[]): void => {
  for (const [first, inner] of [...folder.folders].toSorted(([a], [b]) => byName.compare(a, b))) {
    let name = first;
    let current = inner;
    let [only] = current.folders;
    while (only !== undefined && current.files.length === 0 && current.folders.size === 1) {
      name = `${name}/${only[0]}`;
      current = only[1];
      [only] = current.folders;
    }
    const path = at === '' ? name : `${at}/${name}`;
    const open = !closed.has(path);
    rows.push({ kind: 'folder', path, name, depth, files: countFiles(current), open });
    if (open) collect(current, path, depth + 1, closed, rows);
  }
  for (const file of folder.files.toSorted((a, b) => byName.compare(a.path, b.path)))
    rows.push({ kind: 'file', path: file.path, name: baseName(file.path), depth, file });
};

/** Rows as they stand on the screen; `closed` holds the paths of folded folders. */
export const treeRows = (files: readonly FileChange[], closed: ReadonlySet<string>): readonly TreeRow[] => {
  const rows: TreeRow[] = [];
  collect(build(files), '', 0, closed, rows);
  return rows;
};

/** Files in the order of the tree, so that list and tree agree on what is next. */
export const inTreeOrder = (files: readonly FileChange[]): readonly FileChange[] =>
  treeRows(files, new Set()).flatMap((row) => (row.kind === 'file' ? [row.file] : []));

/** Every word of the filter occurs somewhere in the path, without regard to case. */
export const filterFiles = (files: readonly FileChange[], filter: string): readonly FileChange[] => {
  const words = filter.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return files;
  return files.filter((file) => {
    const path = file.path.toLowerCase();
    return words.every((word) => path.includes(word));
  });
};
