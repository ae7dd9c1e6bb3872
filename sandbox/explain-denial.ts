/**
 * What the sandbox had to do with a command that failed, told from what it printed: the system says only “read-only file
 * system” or “permission denied”. A guess from exact words, for people; the door's own events are no guess (`door.ts`).
 */
import { isWithin } from './paths.ts';
import { matchingRule } from './host-rules.ts';
import type { SandboxPolicy } from './policy.ts';
import type { Note } from './report.ts';

export interface FailedCommand {
  /** Its output; only the end is looked at. */
  readonly output: string;
  readonly policy: SandboxPolicy;
  readonly workspace: string;
}

export interface Denial extends Note {
  /** Can be allowed by its name; null where it is no matter of a host. */
  readonly host: string | null;
}

const LOOKED_AT_CHARS = 16_384;

const systemWords = /read-only file system|erofs|permission denied|eacces|operation not permitted|eperm/i;
const hostWords = [
  /could not resolve (?:host|hostname|proxy):? ['"]?([a-z0-9.-]+)/i,
  /getaddrinfo (?:ENOTFOUND|EAI_AGAIN) ([a-z0-9.-]+)/i,
  /failed to (?:resolve|lookup address for) ['"]?([a-z0-9.-]+\.[a-z]+)/i,
  /failed to resolve '([a-z0-9.-]+)'/i,
  /lookup ([a-z0-9.-]+)(?: on [^:]+)?: /i,
  /unable to resolve host address ['‘`]([a-z0-9.-]+)/i,
];

/** The last absolute path that a line speaks of; the message stands behind it, or node's words before it. */
const pathIn = (line: string): string | null => {
  const found = [...line.matchAll(/(?:^|[\s'"‘`(:=])(\/[^\s'"’`:,)]+)/g)].map((match) => match[1] ?? '');
  return found.findLast((path) => path.length > 1 && !/^\/(usr\/)?bin\//.test(path)) ?? null;
};

const isReadOnlyWords = (line: string): boolean => /read-only file system|erofs/i.test(line);

const writing = (line: string, { policy, workspace }: FailedCommand): Denial => {
  const path = pathIn(line);
  const what = path === null ? 'Writing was refused' : `Writing to ${path} was refused`;
  if (policy.name === 'read-only') {
    return { what, why: 'the policy of this task is read-only', allow: 'Choose the policy “workspace write”', host: null };
  }
  if (path !== null && isWithin(path, workspace)) {
    const why = 'the sandbox keeps settings of git and of other programs in the worktree from being changed';
    return { what, why, allow: 'Change it yourself, or allow the command outside of the sandbox', host: null };
  }
  const why = 'commands may write only in the worktree and in their temporary folder';
  return { what, why, allow: 'Add the folder to the writable paths in the settings of the project', host: null };
};

const forbidden = (line: string, { policy, workspace }: FailedCommand): Denial | null => {
  const path = pathIn(line);
  const kept = path === null ? undefined : policy.forbidden.find((one) => isWithin(path, one));
  if (path !== null && kept !== undefined) {
    const allow = 'Take it off the forbidden paths in the settings';
    return { what: `${path} is not available to the command`, why: `${kept} is forbidden`, allow, host: null };
  }
  // Inside the worktree it is more likely the file's own mode than the sandbox.
  if (path === null || isWithin(path, workspace) || /^\/(tmp|dev|proc|sys)\//.test(path)) return null;
  const why = 'the sandbox hides folders with secrets and what is not needed for work';
  return {
    what: `${path} is not available to the command`,
    why,
    allow: 'Add it to the readable paths in the settings of the project',
    host: null,
  };
};

const unreachable = (line: string, { policy }: FailedCommand): Denial | null => {
  const host = hostWords.map((words) => words.exec(line)?.[1]).find((name) => name !== undefined);
  if (host === undefined || /^(localhost|127\.)/.test(host)) return null;
  const what = `${host} was not reached`;
  // Without a port a rule for any port is looked for; one for a port of its own is as good here.
  const listed = policy.allowedHosts.some((rule) => matchingRule([{ ...rule, port: null }], host, 443) !== null);
  if (!listed) return { what, why: 'it is not on the list of allowed hosts', allow: 'Allow this host', host };
  const why = 'hosts are reached through a proxy only, and the program does not use the one in HTTPS_PROXY';
  return { what, why, allow: 'Set the proxy in the settings of that program', host: null };
};

/** One clear note about the last line that tells of a refusal; null when none does. */
export const explainDenial = (command: FailedCommand): Denial | null => {
  if (command.policy.name === 'full-access') return null;
  const lines = command.output.slice(-LOOKED_AT_CHARS).split(/\r?\n/).toReversed();
  for (const line of lines) {
    if (line.length > 2_000) continue;
    const network = unreachable(line, command);
    if (network !== null) return network;
    if (!systemWords.test(line)) continue;
    const denial = isReadOnlyWords(line) ? writing(line, command) : forbidden(line, command);
    if (denial !== null) return denial;
  }
  return null;
};
