/** Where the cases of the behaviour suite run: a backend of the subject, a repository, and sessions in it. */
import { test } from 'vitest';
import type { AgentBackend, AgentEvent } from '#main/agents/agent-backend.ts';
import type { CaseKey, Subject } from '#main/agents/testing/behaviour-subject.ts';
import { itemsOf, type RecordedOptions, type RecordedSession } from '#main/agents/testing/recorded-session.ts';

export interface Place {
  readonly subject: Subject;
  readonly message: Subject['message'];
  /** There once the cases run. */
  readonly backend: () => AgentBackend;
  readonly cwd: () => string;
  /** The last request that the model got, as JSON text. */
  readonly asked: () => string;
  readonly open: (options?: RecordedOptions, folder?: string) => Promise<RecordedSession>;
  /** Registers a case, or leaves it out where the subject says why it cannot do it. */
  readonly may: (key: CaseKey) => typeof test | typeof test.skip;
}

/** Of an end of a turn; `mark` is the agent's own and not looked at. */
export const completed = { kind: 'turn-ended', outcome: { kind: 'completed' } };
export const stopped = { kind: 'turn-ended', outcome: { kind: 'stopped' } };

/** What a person would have read, item by item. */
export const shown = (events: readonly AgentEvent[]): readonly (readonly [string, string, string])[] =>
  itemsOf(events).map(({ kind, text, status }) => [kind, text.trim(), status]);

/** The `may` of a subject: why a case is left out stands in its `cannot`. */
export const mayOf =
  ({ differences }: Subject): Place['may'] =>
  (key) =>
    differences.cannot[key] === undefined ? test : test.skip;
