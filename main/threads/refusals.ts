/**
 * What the sandbox of a thread refused, told in the thread: what, why, and how to allow it. The same thing is told once a
 * turn; hosts that are refused one after the other become one item.
 */
import type { ThreadId } from '#contract/ids.ts';
import type { ItemOf } from '#contract/items.ts';
import { after, type Disposable } from '#main/base/disposable.ts';
import { log } from '#main/base/log.ts';
import { newId } from '#main/base/new-id.ts';
import type { RefusedHost } from '#sandbox/door.ts';
import { explainDenial } from '#sandbox/explain-denial.ts';
import { hostRuleText } from '#sandbox/host-rules.ts';
import type { Note } from '#sandbox/report.ts';
import { sandboxedThread } from './sandboxed-thread.ts';
import type { ThreadsContext } from './threads-context.ts';
import { turnIdOf, type ThreadSlot } from './thread-slot.ts';

/** Refused hosts are gathered this long. */
const GATHER_MS = 400;
/** More than this many refusals in a turn help nobody. */
const TOLD_MAX = 40;
const HOSTS_MAX = 12;

interface Told {
  turn: string | null;
  readonly keys: Set<string>;
}

export interface Refusals extends Disposable {
  /** A connection that the door did not let through. */
  readonly host: (thread: ThreadId, refused: RefusedHost) => void;
  /** A command of the agent that failed: says so when the sandbox seems to be the reason. */
  readonly command: (slot: ThreadSlot, item: ItemOf<'command'>) => void;
}

type RefusalNeeds = Pick<ThreadsContext, 'book' | 'projects' | 'settings' | 'now'>;

const words: Readonly<Record<RefusedHost['why'], { readonly why: string; readonly allow: string | null }>> = {
  'not-listed': { why: 'it is not on the list of allowed hosts', allow: null },
  'leads-inside': {
    why: 'its name leads to an address of this machine or its own network',
    allow: 'Allow that address itself if you mean it',
  },
  unreachable: { why: 'it is allowed, but did not answer', allow: null },
};

const sentence = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}`;

export const openRefusals = (needs: RefusalNeeds): Refusals => {
  const { book, now } = needs;
  const told = new Map<ThreadId, Told>();
  const gathering = new Map<ThreadId, { readonly refused: RefusedHost[]; readonly timer: Disposable }>();

  /** Whether it is news in this turn. */
  const isNews = (slot: ThreadSlot, key: string): boolean => {
    const turn = turnIdOf(slot);
    let known = told.get(slot.id);
    if (known?.turn !== turn || known === undefined) told.set(slot.id, (known = { turn, keys: new Set() }));
    if (known.keys.has(key) || known.keys.size >= TOLD_MAX) return false;
    known.keys.add(key);
    return true;
  };

  const write = (slot: ThreadSlot, note: Note, hosts: readonly string[]): void => {
    const base = { id: newId('i'), turn: turnIdOf(slot), position: slot.log.lastPosition + 1, startedAt: now(), endedAt: now() };
    const allow = note.allow === null ? {} : { allow: sentence(note.allow) };
    book.record(slot, {
      items: [{ item: { ...base, kind: 'refusal', status: 'done', what: note.what, why: sentence(note.why), ...allow, hosts } }],
    });
  };

  const tellHosts = (thread: ThreadId): void => {
    const { refused = [] } = gathering.get(thread) ?? {};
    gathering.delete(thread);
    const slot = book.find(thread);
    if (slot === null) return;
    for (const why of ['not-listed', 'leads-inside', 'unreachable'] as const) {
      const hosts = [...new Set(refused.filter((one) => one.why === why).map(hostRuleText))].filter((host) =>
        isNews(slot, `${why} ${host}`),
      );
      for (let from = 0; from < hosts.length; from += HOSTS_MAX) {
        const some = hosts.slice(from, from + HOSTS_MAX);
        const what = some.length === 1 ? `A connection to ${some[0]} was refused` : `Connections to ${some.length} hosts were refused`;
        write(
          slot,
          { what: why === 'unreachable' ? what.replace('refused', 'not made') : what, ...words[why] },
          why === 'not-listed' ? some : [],
        );
      }
    }
  };

  return {
    host: (thread, refused) => {
      log.info('sandbox.refused', { thread, ...refused });
      const known = gathering.get(thread);
      if (known !== undefined) {
        if (known.refused.length < TOLD_MAX) known.refused.push(refused);
        return;
      }
      gathering.set(thread, { refused: [refused], timer: after(GATHER_MS, () => tellHosts(thread)) });
    },
    command: (slot, item) => {
      if (item.exitCode === null || item.exitCode === 0 || slot.thread.worktree.path === null) return;
      const { policy, workspace } = sandboxedThread(needs, slot.id);
      const denial = explainDenial({ output: item.output, policy, workspace });
      if (denial === null) return;
      const { host, ...note } = denial;
      if (!isNews(slot, host === null ? note.what : `not-listed ${host}`)) return;
      write(slot, host === null ? note : { ...note, allow: null }, host === null ? [] : [host]);
    },
    dispose: () => {
      for (const { timer } of gathering.values()) void timer.dispose();
      gathering.clear();
    },
  };
};
