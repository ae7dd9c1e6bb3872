/** The core's export, a page of lines at a time, in the shapes of the command line. */
import type { Approval } from '#contract/approvals.ts';
import type { ThreadId } from '#contract/ids.ts';
import type { Item } from '#contract/items.ts';
import type { Project } from '#contract/projects.ts';
import type { Thread, Turn } from '#contract/threads.ts';
import type { CoreSession } from './core-session.ts';
import { approvalJson, itemJson, threadJson, turnJson } from './json-shapes.ts';

/** As `threads.export` writes it: the thread first, its turns before its items. */
type CoreLine =
  | { readonly type: 'thread'; readonly thread: Thread }
  | { readonly type: 'turn'; readonly turn: Turn }
  | { readonly type: 'item'; readonly item: Item }
  | { readonly type: 'approval'; readonly approval: Approval };

const shaped = (line: CoreLine, projects: readonly Project[], turns: readonly Turn[]) => {
  switch (line.type) {
    case 'thread':
      return { type: line.type, thread: threadJson(line.thread, projects) };
    case 'turn':
      return { type: line.type, turn: turnJson(line.turn) };
    case 'item':
      return { type: line.type, item: itemJson(line.item, turns) };
    case 'approval':
      return { type: line.type, approval: approvalJson(line.approval) };
  }
};

export async function* exportLines(core: CoreSession, thread: ThreadId, projects: readonly Project[]) {
  const turns: Turn[] = [];
  let from: number | null = 0;
  while (from !== null) {
    const page: { readonly lines: readonly string[]; readonly next: number | null } = await core.call('threads.export', { thread, from });
    for (const text of page.lines) {
      const line = JSON.parse(text) as CoreLine;
      if (line.type === 'turn') turns.push(line.turn);
      yield shaped(line, projects, turns);
    }
    from = page.next;
  }
}
