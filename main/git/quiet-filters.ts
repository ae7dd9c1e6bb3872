/**
 * Filters that a repository brings in its own configuration. Somebody else may have written that (an archive that was
 * unpacked, an agent that had full access once), so they do not run for us, not even on the user's ground: what wants one is
 * written as it is stored. The user's own, in their home or the system's settings, do run; so do Git LFS and git-crypt by
 * their bare names, whose commands do not depend on what lies in the repository.
 */

/** Arguments that list what `quietFilters` reads. */
export const listFilters: readonly string[] = [
  ...['config', '--includes', '--show-scope', '-z', '--get-regexp', '^filter\\..*\\.(clean|smudge|process|required)$'],
];

/** `git-lfs clean -- %f` and its kind, by bare name: found on PATH, never in the worktree. */
export const isLfsCommand = (value: string): boolean => /^git-lfs (clean|smudge|filter-process)( --skip)?( -- %f)?$/.test(value.trim());
const isCryptCommand = (value: string): boolean => /^("git-crypt"|git-crypt) (clean|smudge)( --key-name=[\w-]+)?$/.test(value.trim());

const filterKey = /^(filter\..+)\.(clean|smudge|process|required)$/s;

/** The filters to be silenced, with what stands before their names: `filter.NAME`. */
const silencedIn = (listed: Buffer | string): ReadonlySet<string> => {
  const fields = listed.toString().split('\0');
  const silenced = new Set<string>();
  for (let at = 0; at + 1 < fields.length; at += 2) {
    const [scope = '', entry = ''] = [fields[at], fields[at + 1]];
    const end = entry.indexOf('\n');
    const [key, value] = end < 0 ? [entry, ''] : [entry.slice(0, end), entry.slice(end + 1)];
    const match = filterKey.exec(key);
    if (match === null || match[2] === 'required' || (scope !== 'local' && scope !== 'worktree')) continue;
    if (!isLfsCommand(value) && !isCryptCommand(value)) silenced.add(match[1] ?? '');
  }
  return silenced;
};

/** Names of the filters to be silenced. */
export const silencedFilters = (listed: Buffer | string): readonly string[] =>
  [...silencedIn(listed)].map((family) => family.slice('filter.'.length));

/** The filters to be silenced, as variables for git's environment. Names in them may hold any character. */
export const quietFilters = (listed: Buffer | string): Readonly<Record<string, string>> => {
  const settings = [...silencedIn(listed)].flatMap((name) => [
    ...['clean', 'smudge', 'process'].map((part) => [`${name}.${part}`, ''] as const),
    [`${name}.required`, 'false'] as const,
  ]);
  if (settings.length === 0) return {};
  const numbered = settings.flatMap(([key, value], index) => [
    [`GIT_CONFIG_KEY_${index}`, key],
    [`GIT_CONFIG_VALUE_${index}`, value],
  ]);
  return { GIT_CONFIG_COUNT: String(settings.length), ...(Object.fromEntries(numbered) as Record<string, string>) };
};
