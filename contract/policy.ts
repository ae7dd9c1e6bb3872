/** What the processes of a thread may touch: a name, and details beside it. `sandbox/` and the backends give them meaning. */
import { z } from './zod.ts';
import { PATH_MAX_CHARS } from './ids.ts';

export const PolicyName = z.enum(['read-only', 'workspace-write', 'full-access']);
export type PolicyName = z.infer<typeof PolicyName>;

/** From the narrowest to the widest: a repository file may narrow the user's choice, never widen it. */
export const policyOrder: readonly PolicyName[] = ['read-only', 'workspace-write', 'full-access'];

export const policyTexts: Readonly<Record<PolicyName, { label: string; effect: string }>> = {
  'read-only': { label: 'Read only', effect: 'May read the worktree; asks before it writes or uses the network.' },
  'workspace-write': { label: 'Workspace write', effect: 'May change files in its worktree; no network, nothing outside.' },
  'full-access': { label: 'Full access', effect: 'May do all that you may do. No sandbox.' },
};

/** `HOST`, `HOST:PORT`, `*.HOST`, an address, `[IPv6]:PORT`. */
export const HostText = z
  .string()
  .max(300)
  .regex(
    /^((\*\.)?[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?(\.[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?)*\.?(:\d{1,5})?|\[[0-9a-f:.]+\](:\d{1,5})?|[0-9a-f:.]*::?[0-9a-f:.]*)$/i,
    'is no host; write HOST, HOST:PORT or *.HOST',
  );
const hosts = z.array(HostText).max(500).readonly();
/** Absolute, from `~/`, or relative to the thread's folder. */
const paths = z.array(z.string().min(1).max(PATH_MAX_CHARS)).max(200).readonly();
const amount = z.number().int().positive();

export const PolicyLimits = z.object({
  /** Processes and threads at once. */
  processes: amount.optional(),
  /** Private memory of each process, and of all together where the system can hold that. */
  memoryMegabytes: amount.optional(),
  /** Size of any one file. */
  fileMegabytes: amount.optional(),
  /** How long a command may run. */
  seconds: amount.optional(),
});
export type PolicyLimits = z.infer<typeof PolicyLimits>;

/** What the user says beside the name of a policy: everywhere, for a project, for a thread. They hold in the sandbox only. */
export const PolicyDetails = z.object({
  /** Hosts that can be reached. */
  allowedHosts: hosts.optional(),
  /** Shown although they are hidden by default. */
  readable: paths.optional(),
  writable: paths.optional(),
  /** Neither read nor written. */
  forbidden: paths.optional(),
  /** Names of environment variables passed on. */
  variables: z
    .array(z.string().regex(/^[A-Za-z_][A-Za-z0-9_]{0,199}$/, 'is no name of a variable'))
    .max(200)
    .readonly()
    .optional(),
  limits: PolicyLimits.optional(),
  /** Whether programs may open unix sockets among themselves. */
  unixSockets: z.enum(['private', 'none']).optional(),
});
export type PolicyDetails = z.infer<typeof PolicyDetails>;

/** What a repository file may say: it narrows what the user set everywhere. Anything that would widen it is an error there. */
export const PolicyNarrowing = z.strictObject({
  /** Of the hosts that the user allows everywhere only these. */
  allowedHosts: hosts.optional(),
  forbidden: paths.optional(),
  limits: PolicyLimits.optional(),
  unixSockets: z.literal('none').optional(),
});
export type PolicyNarrowing = z.infer<typeof PolicyNarrowing>;
