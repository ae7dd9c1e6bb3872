/**
 * The decision table as a macOS Seatbelt profile. In a profile the last matching line wins, so lines are written from the
 * widest path to the most specific one. Never run yet: see docs/unproven.md.
 */
import type { Rule } from './rules.ts';
import { depth } from './paths.ts';

export interface SeatbeltOptions {
  readonly rules: readonly Rule[];
  /** Where a Linux sandbox would have its temporary folder: left out here. */
  readonly temporary: string;
  /** The real private folder, used in its place. */
  readonly own: string;
  readonly unixSockets: boolean;
}

/** A string of the profile language. Control characters cannot be written in one at all. */
export const profileString = (text: string): string => {
  if (Array.from(text).some((character) => character < ' ')) throw new Error('a path with control characters cannot be put into a profile');
  return `"${text.replace(/[\\"]/g, '\\$&')}"`;
};

const place = ({ path, kind }: Rule): string => `(${kind === 'file' ? 'literal' : 'subpath'} ${profileString(path)})`;

/** A moved folder would take its protection along, so no folder around a protected name can be renamed. */
const lines = (rule: Rule): readonly string[] => {
  if (rule.access === 'read') return [`(allow file-read* ${place(rule)})`, `(deny file-write* ${place(rule)})`];
  if (rule.access === 'write') return [`(allow file-read* file-write* ${place(rule)})`];
  return [`(deny file-read* file-write* ${place(rule)})`, `(allow file-read-metadata (literal ${profileString(rule.path)}))`];
};

const BASE = [
  '(version 1)',
  '(deny default)',
  '(allow process-exec process-fork)',
  '(allow process-info* (target same-sandbox))',
  '(allow signal (target same-sandbox))',
  '(allow sysctl-read)',
  '(allow pseudo-tty)',
  '(allow file-ioctl (regex #"^/dev/tty"))',
  '(allow mach-lookup (global-name "com.apple.system.opendirectoryd.libinfo") (global-name "com.apple.system.notification_center"))',
  '(allow ipc-posix-sem ipc-posix-shm)',
];

const DEVICES = [
  '(allow file-write* (literal "/dev/null") (literal "/dev/zero") (literal "/dev/tty") (subpath "/dev/fd") (regex #"^/dev/ttys[0-9]+$"))',
];

export const seatbeltProfile = ({ rules, temporary, own, unixSockets }: SeatbeltOptions): string => {
  // Folders that Linux makes anew or shows elsewhere have no counterpart: what lies there on the host stays closed.
  const shown = rules
    .filter((rule) => rule.source === undefined && rule.path !== temporary)
    .toSorted((a, b) => depth(a.path) - depth(b.path));
  const sockets = unixSockets
    ? [`(allow network* (local unix-socket (subpath ${profileString(own)})) (remote unix-socket (subpath ${profileString(own)})))`]
    : [];
  return [
    ...BASE,
    ...shown.flatMap(lines),
    ...DEVICES,
    `(allow file-read* file-write* (subpath ${profileString(own)}))`,
    ...sockets,
    '',
  ].join('\n');
};
