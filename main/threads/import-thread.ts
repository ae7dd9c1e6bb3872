/**
 * A thread from a conversation that was begun outside: its past turns are written into the log as they were, settled and with
 * their times, and the next message goes on with the agent's own record. All of it in one transaction: a crash leaves nothing
 * or the whole.
 */
import type { AgentId, ItemId, ThreadId, TurnId } from '#contract/ids.ts';
import { OUTPUT_SHOWN_CHARS, type Attachment, type Item } from '#contract/items.ts';
import type { Placement, Thread, Turn } from '#contract/threads.ts';
import { NewThread } from '#contract/threads.ts';
import type { AgentItem, PastSession, PastTurn } from '#main/agents/agent-backend.ts';
import { newId } from '#main/base/new-id.ts';
import type { TurnMark } from '#main/storage/turn-marks-table.ts';
import { newThread } from './create-thread.ts';
import { itemOf, newWholeOutput, type ItemBase } from './item-of-event.ts';
import { noticeItem } from './journal.ts';
import { beginPreparation } from './prepare-thread.ts';
import { noUsage, type KnownSession } from './thread-private.ts';
import type { ThreadsContext } from './threads-context.ts';
import type { ThreadSlot } from './thread-slot.ts';
import { titleOf } from './title-of.ts';

export interface Import {
  readonly project: Thread['project'];
  readonly agent: AgentId;
  /** What the agent is called where a person reads it. */
  readonly agentLabel: string;
  readonly session: PastSession;
  readonly turns: readonly PastTurn[];
  readonly placement: Placement;
  /** How the next message reaches the agent: in the same conversation, in one that branches off it, or in a new one that is told of it. */
  readonly goesOn: 'there' | 'beside' | 'anew';
  /** Rows of the same moment. */
  readonly also: (thread: ThreadId) => void;
}

interface PastLog {
  readonly items: readonly Item[];
  readonly turns: readonly Turn[];
  readonly marks: readonly TurnMark[];
  readonly outputs: readonly { readonly item: Item; readonly whole: string }[];
}

type KeepImages = (item: AgentItem) => readonly Attachment[] | null;

/** Pure but for ids and images. */
export const pastLog = (
  { agent, session, turns: past }: Pick<Import, 'agent' | 'session' | 'turns'>,
  thread: ThreadId,
  keepImages: KeepImages,
): PastLog => {
  const items: Item[] = [];
  const turns: Turn[] = [];
  const marks: TurnMark[] = [];
  const outputs: { readonly item: Item; readonly whole: string }[] = [];
  const ids = new Map<string, ItemId>();
  let clock = past.find(({ startedAt }) => startedAt !== null)?.startedAt ?? session.updatedAt;
  past.forEach((turn, index) => {
    const id: TurnId = newId('u');
    const startedAt = Math.max(clock, turn.startedAt ?? clock);
    const endedAt = Math.max(startedAt, turn.endedAt ?? startedAt);
    clock = endedAt;
    const base = (status: Item['status'], end: number): ItemBase => ({
      ...{ id: newId('i'), turn: id, position: items.length + 1, status, startedAt, endedAt: end },
    });
    if (turn.prompt.trim() !== '')
      items.push({ ...base('done', startedAt), kind: 'user', text: turn.prompt, attachments: [], delivery: 'turn' });
    for (const { item: told, status } of turn.items) {
      const parent = told.parentKey === undefined ? undefined : ids.get(told.parentKey);
      const item = itemOf(told, { ...base(status, endedAt), ...(parent === undefined ? {} : { parent }) }, null, keepImages(told));
      ids.set(told.key, item.id);
      items.push(item);
      const whole = newWholeOutput(told, item, null);
      if (whole !== null) outputs.push({ item, whole });
    }
    const trigger = turn.prompt.trim() === '' ? 'agent' : 'user';
    turns.push({ id, thread, number: index + 1, trigger, startedAt, endedAt, outcome: { kind: 'completed' }, usage: null });
    if (turn.mark !== undefined) marks.push({ turn: id, agent, mark: turn.mark, reference: session.reference, position: items.length });
  });
  return { items, turns, marks, outputs };
};

const goesOnTexts: Readonly<Record<Import['goesOn'], string>> = {
  there: 'Your next message goes on with it.',
  beside: 'Your next message goes on in a conversation that branches off here; the one outside stays as it is.',
  anew: 'Your next message begins a conversation of the agent that is told how this one went; the one outside stays as it is.',
};

const sessionOf = ({ agent, session, goesOn }: Import, marks: readonly TurnMark[]): KnownSession | null => {
  if (goesOn === 'anew') return null;
  const mark = marks.at(-1)?.mark;
  if (goesOn === 'beside') return mark === undefined ? null : { agent, reference: session.reference, from: { mark, how: 'fork' } };
  return { agent, reference: session.reference };
};

const keeping =
  ({ keepImage }: Pick<ThreadsContext, 'keepImage'>): KeepImages =>
  (item) => {
    if ((item.kind !== 'assistant' && item.kind !== 'tool') || item.images === undefined) return null;
    return item.images.flatMap((image) => {
      const kept = keepImage(image);
      return 'missing' in kept ? [] : [kept];
    });
  };

const keepWhole = ({ book }: ThreadsContext, thread: ThreadId, item: ItemId, whole: string): void => {
  if (whole.length <= OUTPUT_SHOWN_CHARS) return;
  const file = book.storage.outputs.create(thread, item);
  file.append(Buffer.from(whole));
  file.close();
};

export const importThread = (context: ThreadsContext, wanted: Import): ThreadSlot => {
  const now = context.now();
  const { session, turns: past } = wanted;
  const prompt = past.find((turn) => turn.prompt.trim() !== '')?.prompt ?? session.title;
  const title = (session.title.trim() === '' ? titleOf(prompt) : titleOf(session.title)).slice(0, 200);
  const input = NewThread.parse({
    ...{ project: wanted.project, prompt: 'Imported', title, agent: wanted.agent, placement: wanted.placement },
  });
  const blank = newThread(context, input, now);
  const log = pastLog(wanted, blank.id, keeping(context));
  const notice = noticeItem(
    { id: newId('i'), turn: null, position: log.items.length + 1, status: 'done', startedAt: now, endedAt: now },
    { level: 'info', text: `Imported from ${wanted.agentLabel}; it worked in ${session.folder}. ${goesOnTexts[wanted.goesOn]}` },
  );
  const thread: Thread = {
    ...blank,
    turns: log.turns.length,
    imported: { at: now, upTo: notice.position },
    createdAt: log.turns[0]?.startedAt ?? session.updatedAt,
    updatedAt: now,
    state: { kind: 'preparing', step: 'worktree', done: null, total: null, since: now },
  };
  // Files before rows: what is cut off leaves files that nobody names.
  for (const { item, whole } of log.outputs) keepWhole(context, thread.id, item.id, whole);
  const hidden = {
    placement: wanted.placement,
    session: sessionOf(wanted, log.marks),
    prepared: false,
    titleBy: 'agent',
    usageBefore: noUsage,
  } as const;
  const slot = context.book.add(thread, hidden, [...log.items, notice], {
    known: false,
    also: () => {
      for (const turn of log.turns) context.book.storage.turns.put(turn);
      for (const mark of log.marks) context.book.storage.turnMarks.put(thread.id, mark);
      wanted.also(thread.id);
    },
  });
  beginPreparation(context, slot);
  return slot;
};
