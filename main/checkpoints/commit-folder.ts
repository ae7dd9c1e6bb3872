/** Makes the commit of a checkpoint and the ref that keeps it. */
import { stat } from 'node:fs/promises';
import { commitTree, OUR_IDENTITY } from '#main/git/commit-tree.ts';
import type { Git, GitRequest } from '#main/git/git.ts';
import { emptyTree } from '#main/git/list-changes.ts';
import { moveRefs } from '#main/git/refs.ts';
import type { ThreadGround } from '#main/git/thread-ground.ts';
import { withCopiedIndex } from '#main/git/work-index.ts';

export interface FolderCommit {
  readonly tree: string;
  readonly index: string;
  readonly head: string | null;
  readonly ref: string;
  readonly why: string;
}

const KNOWN_MAX = 500;
const remember = <T>(map: Map<string, T>, key: string, value: T): T => {
  if (map.size >= KNOWN_MAX) map.clear();
  map.set(key, value);
  return value;
};

/** By folder: what the index file looked like when its tree was made, and the tree. */
const trees = new Map<string, { readonly mark: string; readonly tree: string }>();

const markOf = async (file: string, head: string | null): Promise<string> => {
  const found = await stat(file, { bigint: true }).catch(() => null);
  return found === null ? `none ${head}` : `${found.ino}:${found.size}:${found.mtimeNs}:${found.ctimeNs} ${head}`;
};

/**
 * The index as a tree; while paths are in conflict it cannot be written, then what is committed stands for it. Asked of
 * git again only when the index was written since.
 */
export const treeOfIndex = async (git: Git, place: ThreadGround, head: string | null): Promise<string> => {
  const mark = await markOf(place.ground.indexFile, head);
  const known = trees.get(place.workTree);
  if (known?.mark === mark) return known.tree;
  const tree = await withCopiedIndex(place, async (copy) => {
    const written = await git.run({ ground: copy.ground, args: ['write-tree'], writes: true, accept: [0, 128] });
    if (written.code === 0) return written.stdout.toString('utf8').trim();
    return head === null ? emptyTree(git, place) : git.text({ ground: copy.ground, args: ['rev-parse', `${head}^{tree}`] });
  });
  return remember(trees, place.workTree, { mark, tree }).tree;
};

/** By folder: what the last commit was made of. */
const commits = new Map<string, { readonly made: string; readonly commit: string }>();

/**
 * First parent: what is checked out. Second: a commit of the index, when it holds something else than the folder.
 * The same folder, index and head give the same commit.
 */
export const commitFolder = async (
  git: Git,
  place: ThreadGround,
  { tree, index, head, ref, why }: FolderCommit,
  pace: Pick<GitRequest, 'signal'> = {},
): Promise<string> => {
  const by = { author: OUR_IDENTITY, committer: OUR_IDENTITY };
  const base = head === null ? [] : [head];
  const make = async (): Promise<string> => {
    const staged = { tree: index, parents: base, message: 'Index', ...by };
    const second = index === tree ? [] : [await commitTree(git, place.commonDir, staged, pace)];
    return commitTree(git, place.commonDir, { tree, parents: [...base, ...second], message: `Checkpoint: ${why}`, ...by }, pace);
  };
  const keep = async (commit: string): Promise<string> => {
    await moveRefs(git, place.commonDir, [{ ref, to: commit, from: null }], 'switchyard: checkpoint', pace);
    return commit;
  };
  const made = `${place.commonDir} ${tree} ${index} ${head}`;
  const last = commits.get(place.workTree);
  // The commit that is known may have been swept away with its refs.
  const commit = last?.made === made ? await keep(last.commit).catch(async () => keep(await make())) : await keep(await make());
  return remember(commits, place.workTree, { made, commit }).commit;
};
