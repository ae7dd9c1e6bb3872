/** The terminals of a thread or a project, and what is done with them. */
import { useEffect } from 'react';
import type { TerminalId, ThreadId } from '#contract/ids.ts';
import type { OwnedProcess, Terminal, TerminalOwner } from '#contract/terminals.ts';
import { call, failureOf } from './core.ts';
import { createLendingLibrary } from './lending.ts';
import { sayFailure } from './notices.ts';
import { createTopicStore, latest, watchTopic, type TopicState } from './topic-store.ts';

type List = readonly Terminal[];
type OwnerKey = `${TerminalOwner['kind']}:${string}`;

export const ownerKey = (owner: TerminalOwner): OwnerKey => `${owner.kind}:${owner.kind === 'thread' ? owner.thread : owner.project}`;

const ownerOf = (key: OwnerKey): TerminalOwner => {
  const [kind, id] = key.split(':');
  return (kind === 'thread' ? { kind, thread: id } : { kind: 'project', project: id }) as TerminalOwner;
};

const terminals = createLendingLibrary<OwnerKey, TopicState<List>>(
  (key) => {
    const store = createTopicStore<List>();
    return { store, stop: watchTopic('terminals', { owner: ownerOf(key) }, store, { ...latest<List>(), wait: () => 'frame' }) };
  },
  { lingerMs: 10_000, mostLingering: 3 },
);

export const useTerminals = (owner: TerminalOwner): TopicState<List> => {
  const key = ownerKey(owner);
  const store = terminals.peek(key);
  useEffect(() => terminals.borrow(key), [key]);
  return store();
};

export const terminalsNow = (owner: TerminalOwner): List => terminals.peek(ownerKey(owner)).getState().value ?? [];

type Processes = readonly OwnedProcess[];
const processes = createLendingLibrary<ThreadId, TopicState<Processes>>(
  (thread) => {
    const store = createTopicStore<Processes>();
    return { store, stop: watchTopic('processes', { thread }, store, latest<Processes>()) };
  },
  { lingerMs: 1_000, mostLingering: 2 },
);

const nothing: TopicState<Processes> = { value: null, failure: null };
const noProcesses = createTopicStore<Processes>();

/** Looked for only while a component asks with a thread. */
export const useProcesses = (thread: ThreadId | null): TopicState<Processes> => {
  useEffect(() => (thread === null ? undefined : processes.borrow(thread)), [thread]);
  const state = (thread === null ? noProcesses : processes.peek(thread))();
  return thread === null ? nothing : state;
};

/** Does it, and says so when it could not be done. */
const attempt = async <T>(work: Promise<T>, what: string): Promise<T | null> => {
  try {
    return await work;
  } catch (error) {
    sayFailure(failureOf(error), what);
    return null;
  }
};

/** What a terminal that was shown last had room for: the next one begins with it. */
let usualSize = { columns: 120, rows: 24 };
export const rememberSize = (columns: number, rows: number): void => {
  usualSize = { columns, rows };
};

export const openTerminal = (
  owner: TerminalOwner,
  kind: 'shell' | 'sandboxed',
  beside: TerminalId | null = null,
): Promise<Terminal | null> => attempt(call('terminals.open', { owner, kind, beside, ...usualSize }), 'The terminal could not be opened.');

export const restartTerminal = (terminal: TerminalId): Promise<Terminal | null> =>
  attempt(call('terminals.restart', { terminal }), 'It could not be started again.');

export const endTerminal = (terminal: TerminalId): Promise<null> => attempt(call('terminals.end', { terminal }), 'It could not be ended.');

export const closeTerminal = (terminal: TerminalId): Promise<null> =>
  attempt(call('terminals.close', { terminal }), 'The terminal could not be closed.');

export const renameTerminal = (terminal: TerminalId, name: string | null): Promise<null> =>
  attempt(call('terminals.rename', { terminal, name }), 'It was not renamed.');

export const moveTerminal = (terminal: TerminalId, to: number): Promise<null> =>
  attempt(call('terminals.move', { terminal, to }), 'It was not moved.');

export const endProcess = (thread: ThreadId, pid: number | null): Promise<null> =>
  attempt(call('processes.end', { thread, pid }), 'It could not be ended.');
