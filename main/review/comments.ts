/**
 * Comments on the changes of threads: kept from the first word on, following their code, put to agents, resolved by what
 * agents say. Rows are the truth; who looks gets the rows and then what becomes of them.
 *
 * Called by: comment-handlers.ts, agent-reviews.ts.
 */
import { failure } from '#contract/failure.ts';
import type { Comment, CommentAnchor, CommentPlace, CommentsEvent, CommentState, Severity } from '#contract/comments.ts';
import type { CommentId, ThreadId } from '#contract/ids.ts';
import type { Changes, ChangeScope } from '#contract/review.ts';
import { AppError } from '#contract/failure.ts';
import type { Disposable } from '#main/base/disposable.ts';
import { log } from '#main/base/log.ts';
import { newId } from '#main/base/new-id.ts';
import { Emitter, type TopicSource } from '#main/base/topic.ts';
import type { CommentsTable, StoredComment } from '#main/storage/comments-table.ts';
import { contextOf, findAgain, textLines, type AnchorContext } from './anchor.ts';
import type { ChangesWatch } from './changes-watch.ts';
import { answersIn } from './comment-message.ts';
import { assertInside } from './file-text.ts';
import type { ReadChange } from './read-change.ts';
import type { ReviewAgents, TurnEnd } from './review-agents.ts';

/** How the code is found again; null for a comment on a file or the change. */
export interface CommentContext {
  readonly code: AnchorContext | null;
  /** The scope it was read in; its beginning holds the `before` side. */
  readonly scope: ChangeScope;
}

type Stored = StoredComment<CommentContext>;

export interface CommentsOptions {
  readonly table: CommentsTable<CommentContext>;
  readonly reading: Pick<ReadChange, 'file'>;
  readonly watch: Pick<ChangesWatch, 'look' | 'read'>;
  readonly agents: Pick<ReviewAgents, 'onTurnEnd'>;
  readonly now: () => number;
}

export interface NewComment {
  readonly place: CommentPlace;
  readonly body: string;
  readonly severity: Severity | null;
  readonly scope: ChangeScope;
  readonly author: Comment['author'];
}

const sameAnchor = (a: CommentAnchor, b: CommentAnchor): boolean => JSON.stringify(a) === JSON.stringify(b);
/** What is settled stays where it was. */
const isFollowed = ({ state }: Comment): boolean => state !== 'resolved' && state !== 'dismissed';

export class Comments implements Disposable {
  readonly #options: CommentsOptions;
  readonly #events = new Emitter<{ readonly thread: ThreadId; readonly event: CommentsEvent }>();
  readonly #hearing: Disposable;
  #lastAt = 0;

  constructor(options: CommentsOptions) {
    this.#options = options;
    this.#hearing = options.agents.onTurnEnd((end) => this.#hear(end));
  }

  readonly dispose = (): void => void this.#hearing.dispose();

  readonly list = (thread: ThreadId): readonly Comment[] => this.#options.table.ofThread(thread).map(({ comment }) => comment);

  /** Throws AppError `not-found`. */
  readonly get = (id: CommentId): Comment => this.#stored(id).comment;

  readonly add = async (thread: ThreadId, wanted: NewComment): Promise<Comment> => {
    const { place, body, severity, scope, author } = wanted;
    const code = await this.#codeAt(thread, place, scope);
    // Their order is that of their times.
    const now = Math.max(this.#options.now(), this.#lastAt + 1);
    this.#lastAt = now;
    const anchor: CommentAnchor =
      place.kind === 'lines' && code !== null ? { kind: 'found', path: place.path, from: place.from, to: place.to } : { kind: 'none' };
    const comment: Comment = {
      id: newId('c'),
      thread,
      author,
      place,
      code: code?.lines.join('\n') ?? '',
      anchor,
      body,
      severity,
      state: 'open',
      answer: null,
      sentAt: null,
      createdAt: now,
      updatedAt: now,
    };
    return this.#put({ comment, context: { code, scope }, removedAt: null });
  };

  readonly edit = (
    id: CommentId,
    patch: { readonly body?: string | undefined; readonly severity?: Severity | null | undefined },
  ): Comment => {
    const stored = this.#stored(id);
    const { body = stored.comment.body, severity = stored.comment.severity } = patch;
    return this.#change(stored, { body, severity });
  };

  readonly setState = (id: CommentId, state: Exclude<CommentState, 'sent'>): Comment => {
    const stored = this.#stored(id);
    if ((state === 'accepted' || state === 'dismissed') && stored.comment.author.kind === 'user')
      throw failure('invalid', 'Only findings of a reviewer are accepted or dismissed.', 'Resolve the comment, or remove it.');
    return this.#change(stored, { state, answer: null });
  };

  readonly markSent = (ids: readonly CommentId[]): void => {
    const sentAt = this.#options.now();
    for (const id of ids) this.#change(this.#stored(id), { state: 'sent', sentAt, answer: null });
  };

  readonly remove = (id: CommentId): void => {
    const stored = this.#stored(id);
    this.#options.table.put({ ...stored, removedAt: this.#options.now() });
    this.#events.emit({ thread: stored.comment.thread, event: { kind: 'removed', comment: id } });
  };

  readonly bringBack = (id: CommentId): Comment => {
    const stored = this.#options.table.get(id);
    if (stored === null) throw failure('not-found', 'There is no such comment.');
    return this.#put({ ...stored, removedAt: null });
  };

  /** The open ones of the user and the accepted findings, or those that are named. */
  readonly toSend = (thread: ThreadId, ids: readonly CommentId[] | undefined): readonly Comment[] => {
    const all = this.list(thread);
    if (ids === undefined) return all.filter(({ state, author }) => state === 'accepted' || (state === 'open' && author.kind === 'user'));
    return ids.map((id) => {
      const comment = all.find((one) => one.id === id);
      if (comment === undefined) throw failure('not-found', 'One of these comments is gone.', 'Look at them again.');
      return comment;
    });
  };

  readonly topic = (thread: ThreadId): TopicSource<readonly Comment[], CommentsEvent> => ({
    snapshot: () => this.list(thread),
    listen: (listener) => {
      const hearing = this.#events.listen((told) => (told.thread === thread ? listener([told.event]) : undefined));
      let work = Promise.resolve();
      const stop = this.#options.watch.look(thread, 'base', (changes) => {
        work = work.then(() => this.follow(thread, changes));
      });
      return {
        dispose: () => {
          stop();
          void hearing.dispose();
        },
      };
    },
  });

  /** Looks where the code of the comments is now. Never rejects. */
  readonly follow = async (thread: ThreadId, changes?: Changes): Promise<void> => {
    const followed = this.#options.table.ofThread(thread).filter(({ comment }) => isFollowed(comment) && comment.place.kind !== 'change');
    if (followed.length === 0) return;
    try {
      const now = changes ?? (await this.#options.watch.read(thread, 'base', 'known'));
      const moves = new Map(now.files.flatMap(({ path, from }) => (from === null ? [] : [[from, path] as const])));
      const texts = new Map<string, Promise<readonly string[] | null>>();
      for (const stored of followed) {
        const anchor = await this.#anchorOf(thread, stored, moves, texts);
        // Somebody may have edited the comment meanwhile.
        const fresh = this.#options.table.get(stored.comment.id);
        if (fresh === null || fresh.removedAt !== null || sameAnchor(anchor, fresh.comment.anchor)) continue;
        this.#put({ ...fresh, comment: { ...fresh.comment, anchor } });
      }
    } catch (error) {
      if (!(error instanceof AppError)) log.warning('comments.not-followed', { thread, error });
    }
  };

  async #anchorOf(
    thread: ThreadId,
    { comment, context }: Stored,
    moves: ReadonlyMap<string, string>,
    texts: Map<string, Promise<readonly string[] | null>>,
  ): Promise<CommentAnchor> {
    const { place } = comment;
    if (place.kind === 'change') return { kind: 'none' };
    const side = place.kind === 'lines' ? place.side : 'after';
    const scope = side === 'before' ? context.scope : 'base';
    const text = (path: string): Promise<readonly string[] | null> => {
      const key = `${scope} ${side} ${path}`;
      const reading = texts.get(key) ?? this.#text(thread, scope, side, path);
      texts.set(key, reading);
      return reading;
    };
    const renamed = moves.get(place.path);
    let path = place.path;
    let lines = await text(path);
    if (lines === null && renamed !== undefined) [path, lines] = [renamed, await text(renamed)];
    if (lines === null) return { kind: 'gone' };
    if (place.kind === 'file' || context.code === null) return { kind: 'none' };
    const found = findAgain(lines, context.code);
    if (found.kind === 'gone') return found;
    // Of a range longer than what is remembered, the rest goes along.
    const more = place.to - place.from + 1 - context.code.lines.length;
    return { kind: found.kind, path, from: found.from, to: Math.min(lines.length, found.to + Math.max(0, more)) };
  }

  async #text(thread: ThreadId, scope: ChangeScope, side: 'before' | 'after', path: string): Promise<readonly string[] | null> {
    const file = await this.#options.reading.file(thread, scope, path);
    const text = side === 'before' ? file.before : file.after;
    return text === null ? null : textLines(text);
  }

  async #codeAt(thread: ThreadId, place: CommentPlace, scope: ChangeScope): Promise<AnchorContext | null> {
    if (place.kind === 'change') return null;
    assertInside(place.path);
    if (place.kind === 'file') return null;
    if (place.to < place.from) throw failure('invalid', 'The last line of a comment stands before its first.');
    const lines = await this.#text(thread, scope, place.side, place.path);
    return lines === null || place.from > lines.length ? null : contextOf(lines, place.from, place.to);
  }

  /** What an agent says of comments that were put to it. Only who was told of a comment knows its name. */
  #hear({ said }: TurnEnd): void {
    for (const { comment: id, resolved, text } of answersIn(said)) {
      const stored = this.#options.table.get(id);
      if (stored === null || stored.removedAt !== null || stored.comment.state !== 'sent') continue;
      this.#change(stored, { state: resolved ? 'resolved' : 'sent', answer: text });
    }
  }

  #stored(id: CommentId): Stored {
    const stored = this.#options.table.get(id);
    if (stored === null || stored.removedAt !== null) throw failure('not-found', 'There is no such comment (any more).');
    return stored;
  }

  #change(stored: Stored, patch: Partial<Comment>): Comment {
    return this.#put({ ...stored, comment: { ...stored.comment, ...patch, updatedAt: this.#options.now() } });
  }

  #put(stored: Stored): Comment {
    this.#options.table.put(stored);
    this.#events.emit({ thread: stored.comment.thread, event: { kind: 'put', comments: [stored.comment] } });
    return stored.comment;
  }
}
