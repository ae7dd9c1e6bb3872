/** Reads what a change consists of: patches, whole files, bytes of images, in any scope. Nothing is written. */
import type { ThreadId } from '#contract/ids.ts';
import type { ChangeScope, FileBytes, FilePatch, FileText } from '#contract/review.ts';
import { TEXT_MAX_BYTES } from '#contract/review.ts';
import { readBlob } from '#main/git/blob.ts';
import type { Span } from '#main/git/list-changes.ts';
import { readPatches } from '#main/git/patches.ts';
import type { ThreadGround } from '#main/git/thread-ground.ts';
import { groundOf, type ReviewParts } from './compute-changes.ts';
import { assertInside, fileText, readWorkFile, readWorkPiece, type Side } from './file-text.ts';
import type { KnownChanges } from './known-changes.ts';
import { mimeOf } from './mime.ts';
import { originOf } from './scope.ts';

/** Larger blobs are not shown; git would load them whole. */
const BLOB_MAX_BYTES = 64_000_000;

const sideAt = async (parts: ReviewParts, commonDir: string, commit: string, path: string): Promise<Side> => {
  const blob = await readBlob(parts.git, commonDir, { commit, path, maxBytes: TEXT_MAX_BYTES });
  if (blob === null) return { kind: 'absent' };
  return blob.content === null ? { kind: 'large' } : { kind: 'content', content: blob.content, link: false };
};

export interface PatchQuestion {
  readonly scope: ChangeScope;
  readonly paths: readonly string[];
  readonly ignoreSpace: boolean;
  readonly context?: number | undefined;
}

export interface ByteQuestion {
  readonly scope: ChangeScope;
  readonly path: string;
  readonly side: 'before' | 'after';
  readonly from: number;
  readonly bytes: number;
}

export interface ReadChange {
  readonly span: (thread: ThreadId, scope: ChangeScope) => Promise<{ readonly ground: ThreadGround; readonly span: Span }>;
  readonly patches: (thread: ThreadId, question: PatchQuestion, signal?: AbortSignal) => Promise<readonly FilePatch[]>;
  readonly file: (thread: ThreadId, scope: ChangeScope, path: string) => Promise<FileText>;
  readonly bytes: (thread: ThreadId, question: ByteQuestion) => Promise<FileBytes | null>;
}

export const createReadChange = (parts: ReviewParts, known: KnownChanges): ReadChange => {
  const span: ReadChange['span'] = async (thread, scope) => {
    const { place, ground } = await groundOf(parts, thread);
    return { ground, span: (await originOf(parts.git, ground, place, scope, parts.kept)).span };
  };
  const fromOf = async (thread: ThreadId, scope: ChangeScope, path: string): Promise<string> =>
    (await known.wanted(thread, scope, [path]))[0]?.from ?? path;

  return {
    span,
    patches: async (thread, { scope, paths, ignoreSpace, context }, signal) => {
      paths.forEach(assertInside);
      const [at, files] = await Promise.all([span(thread, scope), known.wanted(thread, scope, paths)]);
      return readPatches(parts.git, at.ground, { span: at.span, files, ignoreSpace, context }, { signal });
    },
    file: async (thread, scope, path) => {
      assertInside(path);
      const [at, from] = await Promise.all([span(thread, scope), fromOf(thread, scope, path)]);
      const { ground } = at;
      const work = await readWorkFile(ground.workTree, path);
      const [before, after] = await Promise.all([
        sideAt(parts, ground.commonDir, at.span.from, from),
        at.span.to === null ? work : sideAt(parts, ground.commonDir, at.span.to, path),
      ]);
      return fileText(path, { before, after, work, isFolder: at.span.to === null });
    },
    bytes: async (thread, { scope, path, side, from, bytes }) => {
      assertInside(path);
      const [{ ground, span: at }, old] = await Promise.all([span(thread, scope), side === 'before' ? fromOf(thread, scope, path) : path]);
      const tree = side === 'before' ? at.from : at.to;
      if (tree === null) {
        const piece = await readWorkPiece(ground.workTree, path, { from, bytes });
        return piece && { base64: piece.content.toString('base64'), totalBytes: piece.totalBytes, mime: mimeOf(path, piece.head) };
      }
      const blob = await readBlob(parts.git, ground.commonDir, { commit: tree, path: old, maxBytes: BLOB_MAX_BYTES });
      if (blob === null) return null;
      const content = blob.content ?? Buffer.alloc(0);
      return {
        base64: content.subarray(from, from + bytes).toString('base64'),
        totalBytes: blob.bytes,
        mime: mimeOf(path, content.subarray(0, 512)),
      };
    },
  };
};
