/** Keeps the conversation within the model's window, before each call of it. How is decided in `context/`. */
import type { AgentItem } from '#main/agents/agent-backend.ts';
import { keepContext, type Kept } from './context/keep-context.ts';
import { contentOf, type Turn } from './turn.ts';

interface Telling {
  readonly onText: (chunk: string) => void;
  /** Null: it was cut off. `progress`: the name of the progress file, when it was handed over. */
  readonly end: (text: string | null, progress?: string) => void;
}

/** The summary or the progress file as an item that grows. */
const telling = ({ desk }: Turn): Telling => {
  let item: Extract<AgentItem, { kind: 'compaction' }> | null = null;
  return {
    onText: (chunk) => {
      if (item === null) {
        item = { key: desk.newKey(), kind: 'compaction', text: '' };
        desk.emit({ kind: 'item-started', item });
      }
      desk.emit({ kind: 'item-append', key: item.key, field: 'text', chunk });
    },
    end: (text, progress) => {
      if (item !== null)
        desk.emit({
          kind: 'item-ended',
          item: { ...item, text: text ?? item.text, ...(progress === undefined ? {} : { progress }) },
          status: text === null ? 'interrupted' : 'done',
        });
    },
  };
};

const keep = async (turn: Turn, force: boolean, shown: Telling): Promise<Kept> => {
  const { client, settings, desk, cacheKey, charsPerToken } = turn;
  try {
    return await keepContext({
      ...contentOf(turn),
      ...{ client, mode: settings.contextMode ?? 'small', charsPerToken, effort: settings.effort, cacheKey, signal: desk.signal, force },
      handoff: turn.conversation().handoffs + 1,
      onCall: (call) => desk.emit({ kind: 'model-call', call }),
      onText: shown.onText,
    });
  } catch (error) {
    shown.end(null);
    throw error;
  }
};

/** `force`: the provider said that the context is full. Throws what the model's client throws. */
export const makeRoom = async (turn: Turn, force: boolean): Promise<void> => {
  const shown = telling(turn);
  const kept = await keep(turn, force, shown);
  if (kept.kind === 'as-it-was') return;
  turn.record({ kind: 'context', how: kept.kind, messages: kept.messages });
  if (kept.kind === 'trimmed') return;
  shown.end(kept.text, kept.kind === 'handed-off' ? `progress-${turn.conversation().handoffs}.md` : undefined);
  await turn.refresh();
};
