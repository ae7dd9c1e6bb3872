/**
 * Where a command is to run: the facts of the machine that planning needs, gathered beforehand (`survey.ts`) or made up by
 * a test. Planning reads nothing else, so it can be tried as data for every platform on any other.
 */
import type { ControlGroups } from './control-groups.ts';

export type FileKind = 'file' | 'folder' | 'link' | 'other' | 'missing';

/** The filesystem as planning sees it. Paths are absolute; nothing throws. */
export interface FileView {
  /** Of the name itself: a symbolic link is 'link'. */
  readonly kind: (path: string) => FileKind;
  /** With every symbolic link resolved; null when it does not exist. */
  readonly real: (path: string) => string | null;
  /** Names in a folder; empty when it cannot be read. */
  readonly list: (path: string) => readonly string[];
  /** Null when it is no readable file of sensible size. */
  readonly text: (path: string) => string | null;
}

export interface Place {
  readonly platform: NodeJS.Platform;
  /** As Node names it. */
  readonly architecture: string;
  readonly uid: number;
  readonly gid: number;
  readonly userName: string;
  /** The user's own folders: the one in HOME first, and the one the system knows, where it is another. */
  readonly homes: readonly string[];
  /** Where the command runs. */
  readonly cwd: string;
  /** What it may write under workspace-write: the worktree of a thread, else the same as `cwd`. */
  readonly workspace: string;
  /** Folders of this program's own, never shown but for what is granted inside them. */
  readonly hidden: readonly string[];
  /** Variables that its caller adds to the scrubbed ones. */
  readonly added: Readonly<Record<string, string>>;
  /** 'thread': it is started in a network that the commands of a thread share, and which has a door. */
  readonly network: 'own' | 'thread';
  /** A folder only this user can enter, outside of everything a command can write; holds `tmp` and `var-tmp`. */
  readonly privateFolder: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Whether the command gets the terminal of its caller. */
  readonly terminal: boolean;
  readonly programs: {
    readonly bwrap: string | null;
    readonly nsenter: string | null;
    readonly bash: string | null;
    readonly git: string | null;
  };
  /** Why user namespaces cannot be had here; null where they can as far as is known. */
  readonly namespacesRefused: string | null;
  readonly controlGroups: ControlGroups;
  /** Sockets with a path on which host processes listen now. */
  readonly hostSockets: readonly string[];
  readonly files: FileView;
}
