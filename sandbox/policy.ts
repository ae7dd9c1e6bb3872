/** What a command may touch. A value per call: nothing here is remembered between two of them. */
import { join, resolve } from 'node:path';
import type { EffectivePolicy } from '#contract/effective-policy.ts';
import type { PolicyName } from '#contract/policy.ts';
import { parseHostRule, type HostRule } from './host-rules.ts';

export type { PolicyName };

/** From the narrowest to the widest. Stated here too, because `contract/` would bring its schemas along. */
const widths: readonly PolicyName[] = ['read-only', 'workspace-write', 'full-access'];

export const isPolicyName = (text: string): text is PolicyName => (widths as readonly string[]).includes(text);

export interface Limits {
  /** Processes and threads at once. Without a limit there still is a guard against fork bombs, where one can be had. */
  readonly processes: number | null;
  /** Private memory: of each process, and of all together where a control group can be made. */
  readonly memoryMegabytes: number | null;
  /** Size of any one file. */
  readonly fileMegabytes: number | null;
  /** Time on the wall. */
  readonly seconds: number | null;
}

/** What a program of the user's needs for itself. Absolute paths; those that are not there are left out. */
export interface ProgramFolders {
  readonly readable: readonly string[];
  /** Where it keeps its own records: written under every policy, and never searched for planted repositories. */
  readonly writable: readonly string[];
  /** Below the writable ones, shown read-only: what programs outside of the sandbox obey. */
  readonly kept?: readonly string[];
}

export interface SandboxPolicy {
  readonly name: PolicyName;
  /** Hosts that can be reached; empty means no network at all. Loopback inside is the sandbox's own and always works. */
  readonly allowedHosts: readonly HostRule[];
  /** Shown although the folder around them is hidden. */
  readonly readable: readonly string[];
  readonly writable: readonly string[];
  /** Neither read nor written. The more specific path wins; at the same path this one does. */
  readonly forbidden: readonly string[];
  /** Variables passed on beside the usual ones. */
  readonly variables: readonly string[];
  readonly unixSockets: 'private' | 'none';
  readonly limits: Limits;
  /** Of the program that is started, beside what the user says; absent for what a model or a person wrote. */
  readonly beside?: ProgramFolders;
}

export const defaultPolicy = (name: PolicyName): SandboxPolicy => ({
  name,
  allowedHosts: [],
  readable: [],
  writable: [],
  forbidden: [],
  variables: [],
  unixSockets: 'private',
  limits: { processes: null, memoryMegabytes: null, fileMegabytes: null, seconds: null },
});

/** Where the paths of a policy begin. */
export interface PolicyGround {
  readonly home: string;
  readonly workspace: string;
}

const absolute = (text: string, { home, workspace }: PolicyGround): string => {
  if (text === '~' || text.startsWith('~/')) return join(home, text.slice(1));
  return resolve(workspace, text);
};

/** The policy in force as planning takes it: paths absolute, hosts taken apart. A host that is none allows nothing. */
export const policyFrom = (policy: EffectivePolicy, ground: PolicyGround): SandboxPolicy => {
  const paths = (texts: readonly string[]): readonly string[] => texts.map((text) => absolute(text, ground));
  const { name, variables, unixSockets, limits } = policy;
  return {
    ...{ name, variables, unixSockets, limits },
    allowedHosts: policy.allowedHosts.flatMap((text) => parseHostRule(text) ?? []),
    readable: paths(policy.readable),
    writable: paths(policy.writable),
    forbidden: paths(policy.forbidden),
  };
};
