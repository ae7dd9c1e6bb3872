/** What a session that a thread holds says of its conversation. */
import type { SessionReference } from '#main/agents/agent-backend.ts';
import type { HeldSession } from './thread-slot.ts';

/** The agent's own record of the thread's conversation; null before it has one of its own. */
export const referenceOf = (held: HeldSession | null): SessionReference | null => {
  const reference = held?.session.reference() ?? null;
  // Before it has branched off, a fork may still name what it branches off.
  return reference?.nativeId === held?.forkOf ? null : reference;
};
