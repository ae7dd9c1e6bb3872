/** Entries of a record as turns. They are played through the same translation as a running conversation. Pure. */
import type { AgentEvent, PastTurn } from '#main/agents/agent-backend.ts';
import { fieldsOf, inner, text, type Fields } from '#main/agents/fields.ts';
import { Translator } from './translator.ts';

/** Words of a message of the user's; null for anything else, such as results of tools and what Claude Code adds itself. */
export const userWords = (entry: Fields): string | null => {
  if (text(entry, 'type') !== 'user' || entry['isMeta'] === true || entry['isSidechain'] === true || entry['isCompactSummary'] === true)
    return null;
  const { content } = inner(entry, 'message');
  const said =
    typeof content === 'string'
      ? content
      : (Array.isArray(content) ? (content as readonly unknown[]) : [])
          .map((block) => (text(fieldsOf(block), 'type') === 'text' ? text(fieldsOf(block), 'text') : null))
          .filter((part) => part !== null)
          .join('\n');
  const command = /<command-name>\/?([^<]*)<\/command-name>/.exec(said)?.[1];
  if (command !== undefined) return `/${command} ${/<command-args>([\s\S]*?)<\/command-args>/.exec(said)?.[1] ?? ''}`.trim();
  return said.trim() === '' || /^\s*(?:<local-command|<system-reminder|\[Request interrupted|Caveat: )/.test(said) ? null : said;
};

const timeOf = (entry: Fields): number | null => {
  const time = Date.parse(text(entry, 'timestamp') ?? '');
  return Number.isNaN(time) ? null : time;
};

/** As the program would have said it. */
const frameOf = (entry: Fields): Fields => ({
  ...entry,
  parent_tool_use_id: null,
  tool_use_result: entry['toolUseResult'],
  compact_metadata: entry['compactMetadata'],
});

interface OpenTurn {
  readonly prompt: string;
  readonly startedAt: number | null;
  endedAt: number | null;
  readonly items: PastTurn['items'][number][];
  mark: string | undefined;
}

const closed = ({ mark, ...turn }: OpenTurn): PastTurn => ({ ...turn, ...(mark === undefined ? {} : { mark }) });

/** `entries`: those of the conversation itself, oldest first. `cwd` is the folder that paths are told relative to. */
export const pastTurns = (entries: readonly Fields[], cwd: string): readonly PastTurn[] => {
  const turns: OpenTurn[] = [];
  let translator = new Translator(cwd, () => 0);
  const keep = (turn: OpenTurn, events: readonly AgentEvent[]): void => {
    for (const event of events) if (event.kind === 'item-ended') turn.items.push({ item: event.item, status: event.status });
  };
  const end = (): void => {
    const turn = turns.at(-1);
    if (turn !== undefined) keep(turn, translator.end({ kind: 'completed' }));
  };
  for (const entry of entries) {
    const prompt = userWords(entry);
    if (prompt !== null) {
      end();
      translator = new Translator(cwd, () => 0);
      translator.begin(false);
      turns.push({ prompt, startedAt: timeOf(entry), endedAt: null, items: [], mark: undefined });
      continue;
    }
    const turn = turns.at(-1);
    if (turn === undefined) continue;
    keep(turn, translator.take(frameOf(entry)));
    turn.endedAt = timeOf(entry) ?? turn.endedAt;
    const isSaid = text(entry, 'type') === 'assistant' && text(inner(entry, 'message'), 'model') !== '<synthetic>';
    if (isSaid) turn.mark = text(entry, 'uuid') ?? turn.mark;
  }
  end();
  return turns.map(closed);
};
