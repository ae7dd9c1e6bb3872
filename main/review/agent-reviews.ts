/**
 * Reviews by agents: a thread of its own in the same folder, read only, whose findings become comments. Every agent is
 * asked in the same words for the same form: the review modes that agents have of their own give prose only.
 *
 * Called by: comment-handlers.ts.
 */
import { failure } from '#contract/failure.ts';
import type { Comment, CommentPlace, Review } from '#contract/comments.ts';
import type { AgentId, ThreadId } from '#contract/ids.ts';
import type { ChangeScope, FileChange } from '#contract/review.ts';
import type { Disposable } from '#main/base/disposable.ts';
import { failureOf } from '#main/base/errors.ts';
import { log } from '#main/base/log.ts';
import { Emitter, type TopicSource } from '#main/base/topic.ts';
import type { ReviewsTable } from '#main/storage/reviews-table.ts';
import type { Comments } from './comments.ts';
import { bodyOf, findingsIn, reviewPrompt, type Finding } from './findings.ts';
import type { KnownChanges } from './known-changes.ts';
import type { ReadChange } from './read-change.ts';
import type { ReviewAgents, TurnEnd } from './review-agents.ts';

/** Longer changes are read by the reviewer itself. */
const PATCH_IN_PROMPT_CHARS = 120_000;
const PATCHES_PER_CALL = 200;

export interface AgentReviewsOptions {
  readonly table: ReviewsTable;
  readonly comments: Comments;
  readonly reading: ReadChange;
  readonly known: KnownChanges;
  readonly agents: ReviewAgents;
  readonly now: () => number;
}

export interface StartReview {
  readonly thread: ThreadId;
  readonly scope: ChangeScope;
  readonly agent: AgentId | null;
  readonly model: string | null;
  readonly instruction: string;
}

const placeOf = ({ path, side, from, to }: Finding): CommentPlace => {
  if (path === undefined) return { kind: 'change' };
  if (from === undefined) return { kind: 'file', path };
  return { kind: 'lines', path, side, from, to: Math.max(from, to ?? from) };
};

const listed = (files: readonly FileChange[]): string =>
  files.map(({ path, kind, added, deleted }) => `- ${kind} ${path} (+${added} -${deleted})`).join('\n');

export class AgentReviews implements Disposable {
  readonly #options: AgentReviewsOptions;
  readonly #events = new Emitter<ThreadId>();
  readonly #hearing: Disposable;

  constructor(options: AgentReviewsOptions) {
    this.#options = options;
    this.#hearing = options.agents.onTurnEnd((end) => void this.#hear(end));
  }

  readonly dispose = (): void => void this.#hearing.dispose();

  readonly topic = (thread: ThreadId): TopicSource<readonly Review[], readonly Review[]> => ({
    snapshot: () => this.#options.table.ofThread(thread),
    listen: (listener) => this.#events.listen((of) => (of === thread ? listener([this.#options.table.ofThread(thread)]) : undefined)),
  });

  /** Throws `invalid` when there is nothing to review. */
  readonly start = async ({ thread, scope, agent, model, instruction }: StartReview): Promise<ThreadId> => {
    const { agents, known } = this.#options;
    const subject = agents.thread(thread);
    if (subject === null) throw failure('not-found', 'This thread is gone.');
    const changes = await known.read(thread, scope);
    if (changes.files.length === 0) throw failure('invalid', 'There is nothing to review: nothing has changed.', 'Choose another range.');
    const prompt = reviewPrompt({
      instruction: agents.instruction(thread),
      more: instruction,
      asked: agents.asked(thread).map(({ text }) => text.slice(0, 8_000)),
      ...(await this.#described(thread, scope, changes.files)),
    });
    const title = `Review: ${subject.title}`.slice(0, 200);
    const made = agents.startBeside(thread, { prompt, title, agent: agent ?? subject.agent, model, readOnly: true });
    this.#put({
      review: made.id,
      thread,
      agent: made.agent,
      scope,
      state: 'running',
      findings: 0,
      summary: '',
      trouble: null,
      startedAt: this.#options.now(),
      endedAt: null,
    });
    return made.id;
  };

  /** Asks the reviewer back. */
  readonly discuss = async (comment: Comment, text: string): Promise<ThreadId> => {
    if (comment.author.kind !== 'reviewer')
      throw failure('invalid', 'Only findings of a reviewer are discussed with one.', 'Send the comment instead.');
    const { thread } = comment.author;
    await this.#options.agents.send(thread, `About your finding:\n\n> ${comment.body.replaceAll('\n', '\n> ')}\n\n${text}`, 'queue');
    return thread;
  };

  async #described(
    thread: ThreadId,
    scope: ChangeScope,
    files: readonly FileChange[],
  ): Promise<{ readonly how: string; readonly change: string }> {
    const { span } = await this.#options.reading.span(thread, scope);
    const how = `The folder holds the work as it is now. The change is what \`git diff ${span.from}${span.to === null ? '' : ` ${span.to}`}\` shows${
      span.to === null ? ', with the files that git does not know yet' : ''
    }.`;
    const lines = files.reduce((sum, { added, deleted }) => sum + added + deleted, 0);
    const whole = lines * 20 > PATCH_IN_PROMPT_CHARS ? null : await this.#patch(thread, scope, files);
    if (whole === null || whole.length > PATCH_IN_PROMPT_CHARS) return { how, change: `It touches these files:\n\n${listed(files)}` };
    return { how, change: `This is it:\n\n~~~~diff\n${whole}\n~~~~` };
  }

  async #patch(thread: ThreadId, scope: ChangeScope, files: readonly FileChange[]): Promise<string | null> {
    if (files.length > PATCHES_PER_CALL) return null;
    const patches = await this.#options.reading.patches(thread, { scope, paths: files.map(({ path }) => path), ignoreSpace: false });
    return patches.map(({ path, patch }) => (patch === '' ? `# ${path}: binary or too large to show\n` : patch)).join('');
  }

  /** Findings of a reviewer's turn. Those that it named before, in a discussion, are not added again. Never rejects. */
  async #hear({ thread: id, said, trouble }: TurnEnd): Promise<void> {
    const { table, comments, now } = this.#options;
    const review = table.get(id);
    if (review === null) return;
    try {
      const found = findingsIn(said);
      if (found === null) {
        if (review.state !== 'running') return;
        const why = trouble ?? 'The reviewer gave its answer in words of its own; read them in its thread.';
        this.#put({ ...review, state: trouble === null ? 'done' : 'failed', summary: said.slice(-2_000), trouble: why, endedAt: now() });
        return;
      }
      const author = { kind: 'reviewer', agent: review.agent, thread: id } as const;
      const known = new Set(
        comments.list(review.thread).flatMap((one) => (one.author.kind === 'reviewer' && one.author.thread === id ? [one.body] : [])),
      );
      let added = 0;
      for (const finding of found.findings) {
        const body = bodyOf(finding);
        if (known.has(body)) continue;
        await this.#comment(review, finding, body, author);
        added += 1;
      }
      this.#put({ ...review, state: 'done', findings: review.findings + added, summary: found.summary, trouble: null, endedAt: now() });
    } catch (error) {
      log.warning('review.not-heard', { thread: id, failure: failureOf(error) });
      this.#put({ ...review, state: 'failed', trouble: failureOf(error).message, endedAt: now() });
    }
  }

  /** A place that does not exist is the reviewer's mistake, not a reason to lose what it says. */
  async #comment(review: Review, finding: Finding, body: string, author: Comment['author']): Promise<void> {
    const { comments } = this.#options;
    const rest = { body, severity: finding.severity, scope: review.scope as ChangeScope, author };
    try {
      await comments.add(review.thread, { ...rest, place: placeOf(finding) });
    } catch {
      await comments.add(review.thread, { ...rest, place: { kind: 'change' } });
    }
  }

  #put(review: Review): void {
    this.#options.table.put(review);
    this.#events.emit(review.thread);
  }
}
