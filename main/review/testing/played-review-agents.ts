/** Threads as comments and reviews see them, played by the test: what is sent is kept, what agents say is said by hand. */
import type { ThreadId } from '#contract/ids.ts';
import type { Thread } from '#contract/threads.ts';
import { Emitter } from '#main/base/topic.ts';
import type { NewTask, ReviewAgents, TurnEnd } from '#main/review/review-agents.ts';

const aSubject = (id: ThreadId, agent: string, title: string): Thread =>
  ({ id, agent, title }) satisfies Pick<Thread, 'id' | 'agent' | 'title'> as Thread;

export class PlayedReviewAgents implements ReviewAgents {
  readonly sent: { readonly thread: ThreadId; readonly text: string; readonly delivery: string }[] = [];
  readonly started: (NewTask & { readonly id: ThreadId; readonly beside: ThreadId })[] = [];
  instructed: string | null = null;
  readonly #ends = new Emitter<TurnEnd>();

  readonly thread = (id: ThreadId): Thread => aSubject(id, 'codex', 'Task');
  readonly send: ReviewAgents['send'] = async (thread, text, delivery) => {
    this.sent.push({ thread, text, delivery });
    return await Promise.resolve('queued');
  };
  readonly startBeside: ReviewAgents['startBeside'] = (beside, task) => {
    const id = `t_reviewer${this.started.length}` as ThreadId;
    this.started.push({ ...task, id, beside });
    return aSubject(id, task.agent ?? 'codex', task.title);
  };
  readonly onTurnEnd = this.#ends.listen;
  readonly asked: ReviewAgents['asked'] = () => [];
  readonly instruction = (): string | null => this.instructed;

  readonly say = (thread: ThreadId, said: string, trouble: string | null = null): void => this.#ends.emit({ thread, said, trouble });
}
