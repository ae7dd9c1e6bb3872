/**
 * The loop: model, tool calls, results, model, until it has nothing more to do. Everything that a crash must not repeat is in
 * the journal before and after it happens; what is said meanwhile reaches the model between two steps.
 */
import type { AgentTurnOutcome } from '#main/agents/agent-backend.ts';
import { ModelError } from '#main/models/model-error.ts';
import { callModel } from './call-model.ts';
import { makeRoom } from './make-room.ts';
import { runCalls } from './run-calls.ts';
import type { Turn } from './turn.ts';

/** A turn that goes in circles ends by itself. */
const STEPS_MAX = 1_000;

const isFull = (error: unknown): boolean => error instanceof ModelError && error.reason === 'context-full';

/** A provider that says the context is full is asked once more, after room was made. */
const step = async (turn: Turn): Promise<{ readonly goesOn: boolean }> => {
  await makeRoom(turn, false);
  try {
    return await callModel(turn);
  } catch (error) {
    if (!isFull(error)) throw error;
    await makeRoom(turn, true);
    return await callModel(turn);
  }
};

/** Instructions that stand beside what was touched, told once each. */
const tellNearer = async (turn: Turn, touched: readonly string[]): Promise<void> => {
  if (touched.length === 0 || turn.guidance === null) return;
  const text = await turn.guidance.nearer(touched);
  if (text !== '') turn.record({ kind: 'said', message: { role: 'user', text, images: [] } });
};

/** Throws what the model's client throws, and the reason of an abort when the turn is stopped. */
export const runTurn = async (turn: Turn): Promise<AgentTurnOutcome> => {
  for (let steps = 0; steps < STEPS_MAX; steps += 1) {
    const { goesOn } = await step(turn);
    if (!goesOn) return { kind: 'completed' };
    await tellNearer(turn, await runCalls(turn));
    turn.desk.signal.throwIfAborted();
  }
  const failure = { kind: 'agent', message: `The agent made ${STEPS_MAX} steps in one turn.`, action: 'Say how it should go on.' } as const;
  return { kind: 'failed', failure, retryable: true };
};
