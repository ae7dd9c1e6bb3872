/** Puts what sub-agents did directly after the sub-agent it belongs to. Pure. */
import type { ItemId } from '#contract/ids.ts';
import type { Item } from '#contract/items.ts';

export interface NestedItem {
  readonly item: Item;
  /** How many sub-agents it is within. */
  readonly depth: number;
}

export const nested = (items: readonly Item[]): readonly NestedItem[] => {
  const known = new Set(items.map(({ id }) => id));
  const children = new Map<ItemId, Item[]>();
  for (const item of items) {
    if (item.parent === undefined || !known.has(item.parent)) continue;
    const siblings = children.get(item.parent);
    if (siblings === undefined) children.set(item.parent, [item]);
    else siblings.push(item);
  }
  const within = (item: Item, depth: number): readonly NestedItem[] => [
    { item, depth },
    ...(children.get(item.id) ?? []).flatMap((child) => within(child, depth + 1)),
  ];
  return items.filter(({ parent }) => parent === undefined || !known.has(parent)).flatMap((item) => within(item, 0));
};

/** Each line moved behind `mark`. */
export const deeper = (text: string, mark: string): string =>
  mark === ''
    ? text
    : text
        .split('\n')
        .map((line) => `${mark}${line}`.trimEnd())
        .join('\n');
