/** From what everybody said about a thread's policy to what is in force. Pure: core and page give the same. */
import type { PolicyDetails, PolicyLimits, PolicyName } from './policy.ts';

/** What was said, from the general to the particular. */
export interface PolicySources {
  readonly name: PolicyName;
  /** The user's settings for all projects. */
  readonly everywhere: PolicyDetails;
  /** What the repository's file says of `sandbox`; null when it says nothing. */
  readonly file: PolicyDetails | null;
  /** The user's settings for the project. */
  readonly project: PolicyDetails;
  readonly thread: PolicyDetails;
}

export interface EffectivePolicy {
  readonly name: PolicyName;
  readonly allowedHosts: readonly string[];
  readonly readable: readonly string[];
  readonly writable: readonly string[];
  readonly forbidden: readonly string[];
  readonly variables: readonly string[];
  readonly unixSockets: 'private' | 'none';
  readonly limits: { readonly [K in keyof Required<PolicyLimits>]: number | null };
}

const limitNames = ['processes', 'memoryMegabytes', 'fileMegabytes', 'seconds'] as const;
type ListName = 'allowedHosts' | 'readable' | 'writable' | 'forbidden' | 'variables';

const lower = (text: string): string => text.toLowerCase();

/** The hosts allowed everywhere, without those that the file does not name. */
const generalHosts = (everywhere: PolicyDetails, file: PolicyDetails | null): readonly string[] => {
  const own = everywhere.allowedHosts ?? [];
  const named = file?.allowedHosts?.map(lower);
  return named === undefined ? own : own.filter((host) => named.includes(lower(host)));
};

const smaller = (one: number | undefined, other: number | undefined): number | undefined =>
  one === undefined || other === undefined ? (one ?? other) : Math.min(one, other);

const unique = (...lists: readonly (readonly string[] | undefined)[]): readonly string[] => [
  ...new Set(lists.flatMap((list) => list ?? [])),
];

/**
 * The user's word on the project or the thread adds to, and in limits replaces, what holds everywhere. The repository's file
 * narrows what holds everywhere, and is overruled by the user's word on the very project. What is forbidden anywhere is
 * forbidden. Full access has no sandbox that could hold any of it.
 */
export const effectivePolicy = ({ name, everywhere, file, project, thread }: PolicySources): EffectivePolicy => {
  const isFull = name === 'full-access';
  const all = (list: ListName): readonly string[] => (isFull ? [] : unique(everywhere[list], project[list], thread[list]));
  const limit = (key: (typeof limitNames)[number]): number | null =>
    (isFull ? undefined : (thread.limits?.[key] ?? project.limits?.[key] ?? smaller(everywhere.limits?.[key], file?.limits?.[key]))) ??
    null;
  return {
    name,
    allowedHosts: isFull ? [] : unique(generalHosts(everywhere, file), project.allowedHosts, thread.allowedHosts),
    readable: all('readable'),
    writable: name === 'workspace-write' ? all('writable') : [],
    forbidden: isFull ? [] : unique(all('forbidden'), file?.forbidden),
    variables: all('variables'),
    unixSockets: thread.unixSockets ?? project.unixSockets ?? file?.unixSockets ?? everywhere.unixSockets ?? 'private',
    limits: {
      processes: limit('processes'),
      memoryMegabytes: limit('memoryMegabytes'),
      fileMegabytes: limit('fileMegabytes'),
      seconds: limit('seconds'),
    },
  };
};
