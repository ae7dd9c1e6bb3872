/**
 * The few lines of shell that run inside, before the command: limits have to be set there, since the number of processes
 * is counted per user namespace. A limit that cannot be set ends the start; it is never left out.
 */
import type { Limits } from './policy.ts';

const KILOBYTES = 1024;
/** `ulimit -f` counts in blocks of 512 bytes in a POSIX shell, and of 1024 in bash outside its POSIX mode. */
const fileLimit = (megabytes: number): string =>
  `case "\${BASH_VERSION:+bash}:$SHELLOPTS:" in bash:*:posix:*|:*) ulimit -f ${megabytes * 2048};; *) ulimit -f ${megabytes * 1024};; esac`;

/** Processes when nobody set a limit: far above what tools need, far below what stalls a machine. */
const GUARD = 4096;
/** One letter in bash, another in dash. */
const processLimit = (count: number): string => `ulimit -u ${count} 2>/dev/null || ulimit -p ${count}`;

const limitLines = (limits: Limits): readonly string[] => [
  'ulimit -c 0',
  processLimit(limits.processes ?? GUARD) + (limits.processes === null ? ' 2>/dev/null || :' : ''),
  ...(limits.memoryMegabytes === null ? [] : [`ulimit -d ${limits.memoryMegabytes * KILOBYTES}`]),
  ...(limits.fileMegabytes === null ? [] : [fileLimit(limits.fileMegabytes)]),
];

export interface StartScript {
  readonly limits: Limits;
  readonly terminal: boolean;
  readonly bash: string | null;
}

/** The command behind the shell that prepares it. */
export const startScript = (command: readonly string[], { limits, terminal, bash }: StartScript): readonly string[] => {
  const fail = `{ echo "switchyard sandbox: a limit could not be set" >&2; exit 125; }`;
  const lines = [
    '[ "$SWITCHYARD_SANDBOX" = 1 ] || exit 125',
    ...limitLines(limits).map((line) => `{ ${line}; } || ${fail}`),
    // On a terminal the command leads the foreground group, so that an interrupt reaches it and not what holds it.
    terminal && bash !== null ? 'set -m; "$@"; exit $?' : 'exec "$@"',
  ];
  return [terminal && bash !== null ? bash : '/bin/sh', '-c', lines.join('\n'), 'sandbox', ...command];
};
