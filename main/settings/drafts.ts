/** Unsent text, kept over restarts: per thread, and for the new-task field. */
import type { ThreadId } from '#contract/ids.ts';
import type { Draft } from '#contract/threads.ts';
import type { Handlers } from '#main/base/handlers.ts';
import { ValueTopic } from '#main/base/topic.ts';
import type { DraftsTable } from '#main/storage/drafts-table.ts';
import type { Attachments } from './attachments.ts';

export interface DraftNeeds {
  readonly drafts: DraftsTable;
  readonly attachments: Attachments;
  /** Tells other windows that show the thread. Throws AppError `not-found`. */
  readonly tellThread: (thread: ThreadId, draft: Draft) => void;
}

export const draftHandlers = (needs: DraftNeeds): Pick<Handlers, 'drafts.save' | 'drafts.new-task' | 'drafts.save-new-task'> => {
  const { drafts, attachments, tellThread } = needs;
  const newTask = new ValueTopic<Draft>(drafts.get('new-task'));
  return {
    'drafts.save': ({ thread, text, attachments: ids }) => {
      const draft: Draft = { text, attachments: attachments.all(ids) };
      tellThread(thread, draft);
      drafts.put(thread, draft);
      return null;
    },
    'drafts.new-task': () => newTask,
    'drafts.save-new-task': ({ text, attachments: ids }) => {
      const draft: Draft = { text, attachments: attachments.all(ids) };
      drafts.put('new-task', draft);
      newTask.set(draft);
      return null;
    },
  };
};
