/** One look at an agent on this machine: bounded, and harmless whatever the program does. */
import type { Agent, AgentStatus } from '#contract/agents.ts';
import { failureOf } from '#main/base/errors.ts';
import type { AgentBackend } from './agent-backend.ts';

/** A program that starts slowly on a busy machine is not broken. */
const LOOK_MAX_MS = 45_000;

/** Null when the app ends meanwhile. Never throws, and never waits for a program that hangs. */
export const lookFor = async (backend: AgentBackend, over: AbortSignal, blank: (status: AgentStatus) => Agent): Promise<Agent | null> => {
  const late = AbortSignal.timeout(LOOK_MAX_MS);
  const signal = AbortSignal.any([over, late]);
  const cut = new Promise<null>((resolve) => signal.addEventListener('abort', () => resolve(null), { once: true }));
  try {
    const found = await Promise.race([backend.detect(signal), cut]);
    if (found !== null || over.aborted) return over.aborted ? null : found;
    const message = `It did not answer within ${LOOK_MAX_MS / 1_000} seconds.`;
    return blank({ kind: 'broken', message, fix: 'Run it in a terminal to see what it waits for, then look again.' });
  } catch (error) {
    if (over.aborted) return null;
    // detect promises not to throw; should it do so all the same, the other agents must not suffer.
    const { message, action } = failureOf(error);
    return blank({ kind: 'broken', message, fix: action ?? 'Look again.' });
  }
};
