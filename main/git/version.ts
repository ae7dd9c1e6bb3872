/** Which git is needed for what. */
import { failure, type AppError } from '#contract/failure.ts';

export interface GitVersion {
  readonly major: number;
  readonly minor: number;
  readonly text: string;
}

/** For everything. 2.32 is the first to honour GIT_CONFIG_GLOBAL, which keeps a thread’s ground apart. */
const MINIMUM = { major: 2, minor: 32 } as const;
/** For landing: `merge-tree --write-tree` tries a merge without touching a folder. */
export const MINIMUM_FOR_LANDING = { major: 2, minor: 38 } as const;

type Wanted = { readonly major: number; readonly minor: number };

export const parseVersion = (printed: string): GitVersion => {
  const match = /git version (\d+)\.(\d+)(\S*)/.exec(printed);
  if (match === null)
    throw failure('unavailable', `The program named git is not git: it said “${printed.trim().slice(0, 80)}”.`, 'Check your PATH.');
  return { major: Number(match[1]), minor: Number(match[2]), text: `${match[1]}.${match[2]}${match[3] ?? ''}` };
};

const isAtLeast = (version: GitVersion, wanted: Wanted): boolean =>
  version.major > wanted.major || (version.major === wanted.major && version.minor >= wanted.minor);

/** The refusal of a git that is too old; null when it will do. */
export const tooOld = (version: GitVersion, wanted: Wanted = MINIMUM, why = 'Switchyard'): AppError | null =>
  isAtLeast(version, wanted)
    ? null
    : failure(
        'unavailable',
        `git ${version.text} is too old: ${why} needs ${wanted.major}.${wanted.minor} or newer.`,
        'Update git, then try again.',
      );
