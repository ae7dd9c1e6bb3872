/** The one way a thread's view changes. Core and renderer apply the same function to the same events. */
import { appendShown, type Item } from './items.ts';
import type { ThreadEvent, ThreadView } from './threads.ts';

/** Replaces the element with the same id, or adds it at the end. */
const put = <T extends { readonly id: string }>(list: readonly T[], element: T): readonly T[] => {
  const index = list.findLastIndex((other) => other.id === element.id);
  return index < 0 ? [...list, element] : list.with(index, element);
};

/** Appends to the growing field of a live item; an item without that field stays as it is. */
export const appendToItem = (item: Item, event: Extract<ThreadEvent, { kind: 'append' }>): Item => {
  switch (event.field) {
    case 'text':
      return 'text' in item ? { ...item, text: item.text + event.chunk } : item;
    case 'output':
      return 'output' in item
        ? { ...item, output: appendShown(item.output, event.chunk), outputBytes: event.outputBytes ?? item.outputBytes }
        : item;
    case 'input':
      return 'input' in item ? { ...item, input: appendShown(item.input, event.chunk) } : item;
  }
};

/** Open approvals only: an answered one leaves the view. */
const putApproval = (approvals: ThreadView['approvals'], approval: ThreadView['approvals'][number]): ThreadView['approvals'] =>
  approval.state.kind === 'open' ? put(approvals, approval) : approvals.filter((other) => other.id !== approval.id);

export const reduceThread = (view: ThreadView, event: ThreadEvent): ThreadView => {
  switch (event.kind) {
    case 'thread':
      return { ...view, thread: event.thread };
    case 'turn':
      return { ...view, turns: put(view.turns, event.turn) };
    case 'item':
      return { ...view, items: put(view.items, event.item) };
    case 'append': {
      const index = view.items.findLastIndex((item) => item.id === event.item);
      const item = view.items[index];
      return item === undefined ? view : { ...view, items: view.items.with(index, appendToItem(item, event)) };
    }
    case 'approval':
      return { ...view, approvals: putApproval(view.approvals, event.approval) };
    case 'queue':
      return { ...view, queue: event.queue };
    case 'draft':
      return { ...view, draft: event.draft };
  }
};
