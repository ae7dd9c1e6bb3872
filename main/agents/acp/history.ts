/** Conversations that an agent has on record: listed, and read by having them replayed. */
import type { AgentEvent, AgentItem, PastSession, PastTurn } from '#main/agents/agent-backend.ts';
import { readBlock } from './content.ts';
import { inner, fieldsIn, text, type Fields } from '#main/agents/fields.ts';
import { looking } from './look.ts';
import type { AcpProgram } from './program.ts';
import { Translator } from './translator.ts';

const LIST_MS = 20_000;
const LOAD_MS = 60_000;
const PAGES_MAX = 20;
/** A replay may go on behind the answer. */
const REST_MS = 150;

const isWithin = (path: string, folder: string): boolean => path === folder || path.startsWith(`${folder}/`);

const pastOf = (session: Fields): readonly PastSession[] => {
  const nativeId = text(session, 'sessionId');
  const folder = text(session, 'cwd');
  if (nativeId === null || folder === null) return [];
  const updatedAt = Date.parse(text(session, 'updatedAt') ?? '');
  return [{ reference: { nativeId }, title: text(session, 'title') ?? '', folder, updatedAt: Number.isFinite(updatedAt) ? updatedAt : 0 }];
};

/** Throws as `looking` does; empty for an agent that lists none. */
export const listPast = (program: AcpProgram, folder: string): Promise<readonly PastSession[]> =>
  looking(program, folder, {}, async ({ connection, abilities }) => {
    if (!abilities.list) return [];
    const found: PastSession[] = [];
    let cursor: string | null = null;
    for (let page = 0; page < PAGES_MAX; page += 1) {
      const answer: Fields = await connection.request('session/list', { ...(cursor === null ? {} : { cursor }) }, LIST_MS);
      found.push(...fieldsIn(answer, 'sessions').flatMap(pastOf));
      cursor = text(answer, 'nextCursor');
      if (cursor === null) break;
    }
    return found.filter((session) => isWithin(session.folder, folder)).toSorted((a, b) => b.updatedAt - a.updatedAt);
  });

type Ended = PastTurn['items'][number];

/** Turns from the updates of a replay, in their order. Pure. */
export const turnsOf = (program: Pick<AcpProgram, 'preset'>, folder: string, updates: readonly Fields[]): readonly PastTurn[] => {
  const translator = new Translator({ cwd: folder, quirks: program.preset.quirks, servers: [] });
  const turns: { prompt: string; items: Ended[] }[] = [];
  let asking = false;
  const take = (events: readonly AgentEvent[]): void => {
    for (const event of events) {
      if (event.kind === 'item-ended') turns.at(-1)?.items.push({ item: event.item, status: event.status });
    }
  };
  for (const update of updates) {
    const isPrompt = text(update, 'sessionUpdate') === 'user_message_chunk';
    if (isPrompt) {
      const said = readBlock(inner(update, 'content'))?.text ?? '';
      if (!asking) {
        take(translator.end({ kind: 'completed' }));
        turns.push({ prompt: '', items: [] });
        translator.begin(false);
      }
      const turn = turns.at(-1);
      if (turn !== undefined) turn.prompt += said;
    } else take(translator.take(update));
    asking = isPrompt;
  }
  take(translator.end({ kind: 'completed' }));
  const isShown = (item: AgentItem): boolean => !(item.kind === 'assistant' && item.text === '' && item.images === undefined);
  return turns.map(({ prompt, items }) => ({
    ...{ prompt, startedAt: null, endedAt: null },
    items: items.filter(({ item }) => isShown(item)),
  }));
};

export const readPast = async (program: AcpProgram, { reference, folder }: PastSession): Promise<readonly PastTurn[]> => {
  const updates: Fields[] = [];
  const onUpdate = (params: Fields): void => void updates.push(inner(params, 'update'));
  await looking(program, folder, { onUpdate }, async ({ connection }) => {
    await connection.request('session/load', { sessionId: reference.nativeId, cwd: folder, mcpServers: [] }, LOAD_MS);
    for (let before = -1; before !== updates.length;) {
      before = updates.length;
      await new Promise((resolve) => setTimeout(resolve, REST_MS));
    }
  });
  return turnsOf(program, folder, updates);
};
