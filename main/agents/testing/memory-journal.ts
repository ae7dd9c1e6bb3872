/** Conversations of the native agent that end with the test. */
import type { JournalStore } from '#main/agents/native/native-means.ts';

export const memoryJournal = (): JournalStore => {
  const entries = new Map<string, string[]>();
  return {
    append: (conversation, entry) => {
      const list = entries.get(conversation);
      if (list === undefined) entries.set(conversation, [entry]);
      else list.push(entry);
    },
    read: (conversation) => entries.get(conversation) ?? [],
  };
};
