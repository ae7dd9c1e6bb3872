/** Points of an agent's own conversation, found again by positions of the log. */
import type { Checkpoint } from '#contract/checkpoints.ts';
import type { AgentId, ThreadId } from '#contract/ids.ts';
import type { Item } from '#contract/items.ts';
import type { TurnMark } from '#main/storage/turn-marks-table.ts';
import { isSetAside } from './conversation.ts';
import type { KnownSession } from './thread-private.ts';
import type { ThreadsContext } from './threads-context.ts';

type Point = Pick<Checkpoint, 'position' | 'setAside'>;

const PAGE_ITEMS = 500;
/** Turns looked at: those before it were set aside one after the other. */
const MARKS_MAX = 200;

/** What the agent would have to know of: items of a turn, but what the app itself says. */
const isPartOfTurn = (item: Item): boolean =>
  item.turn !== null && item.kind !== 'notice' && item.kind !== 'refusal' && item.kind !== 'setup';

const somethingSaidAfter = (
  { book }: Pick<ThreadsContext, 'book'>,
  thread: ThreadId,
  after: number,
  { position, setAside }: Point,
): boolean => {
  for (let from = after + 1; from <= position; from += PAGE_ITEMS) {
    const items = book.storage.items.from(thread, from, PAGE_ITEMS).filter((item) => item.position <= position);
    if (items.some((item) => isPartOfTurn(item) && !isSetAside(item, setAside))) return true;
  }
  return false;
};

/** The mark that names exactly this point: nothing was said between it and there. Null when there is none. */
export const markAt = (context: Pick<ThreadsContext, 'book'>, thread: ThreadId, point: Point): TurnMark | null => {
  const marks = context.book.storage.turnMarks.upTo(thread, point.position, MARKS_MAX);
  const nearest = marks.find((mark) => !isSetAside(mark, point.setAside));
  if (nearest === undefined) return beforeFork(context, thread, point);
  return somethingSaidAfter(context, thread, nearest.position, point) ? null : nearest;
};

/** A fork in which nothing was said yet stands where the other thread stood. */
const beforeFork = (context: Pick<ThreadsContext, 'book'>, thread: ThreadId, point: Point): TurnMark | null => {
  const origin = context.book.find(thread)?.private.forkedFrom;
  if (origin === undefined || somethingSaidAfter(context, thread, 0, point)) return null;
  return markAt(context, origin.thread, origin);
};

/** What the agent can be given to go on from there by itself; null when it is to be told of the conversation. */
export const knownAt = (
  context: Pick<ThreadsContext, 'book' | 'agents'>,
  thread: ThreadId,
  point: Point,
  agent: AgentId,
  how: 'fork' | 'fork-or-back',
): KnownSession | null => {
  const abilities = context.agents.agents().find(({ id }) => id === agent)?.abilities;
  const mark = abilities?.forks === true ? markAt(context, thread, point) : null;
  return mark === null || mark.agent !== agent ? null : { agent, reference: mark.reference, from: { mark: mark.mark, how } };
};
