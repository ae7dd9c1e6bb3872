/** What a command may touch. A value per call: nothing here is remembered between two of them. */
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

/** What a repository file may say about the policy. */
export interface PolicyNarrowing {
  readonly name?: PolicyName;
  readonly allowedHosts?: readonly string[];
  readonly forbidden?: readonly string[];
  readonly limits?: Partial<Limits>;
}

const narrowed = (own: number | null, other: number | null | undefined): number | null =>
  other === null || other === undefined ? own : own === null ? other : Math.min(own, other);

const sameHost = (a: HostRule, b: HostRule): boolean => a.host === b.host && a.port === b.port;

/** The user's policy made narrower by a repository file. What would widen it has no effect. */
export const narrowPolicy = (own: SandboxPolicy, file: PolicyNarrowing): SandboxPolicy => {
  const name = file.name && widths.indexOf(file.name) < widths.indexOf(own.name) ? file.name : own.name;
  const kept = file.allowedHosts?.map(parseHostRule);
  return {
    ...own,
    name,
    allowedHosts: kept
      ? own.allowedHosts.filter((rule) => kept.some((other) => other !== null && sameHost(rule, other)))
      : own.allowedHosts,
    writable: name === 'read-only' ? [] : own.writable,
    forbidden: [...own.forbidden, ...(file.forbidden ?? [])],
    limits: {
      processes: narrowed(own.limits.processes, file.limits?.processes),
      memoryMegabytes: narrowed(own.limits.memoryMegabytes, file.limits?.memoryMegabytes),
      fileMegabytes: narrowed(own.limits.fileMegabytes, file.limits?.fileMegabytes),
      seconds: narrowed(own.limits.seconds, file.limits?.seconds),
    },
  };
};
