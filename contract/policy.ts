/** What the processes of a thread may touch. Names only; `sandbox/` and the backends give them meaning. */
import { z } from './zod.ts';

export const PolicyName = z.enum(['read-only', 'workspace-write', 'full-access']);
export type PolicyName = z.infer<typeof PolicyName>;

/** From the narrowest to the widest: a repository file may narrow the user's choice, never widen it. */
export const policyOrder: readonly PolicyName[] = ['read-only', 'workspace-write', 'full-access'];

export const policyTexts: Readonly<Record<PolicyName, { label: string; effect: string }>> = {
  'read-only': { label: 'Read only', effect: 'May read the worktree; asks before it writes or uses the network.' },
  'workspace-write': { label: 'Workspace write', effect: 'May change files in its worktree; no network, nothing outside.' },
  'full-access': { label: 'Full access', effect: 'May do all that you may do. No sandbox.' },
};
