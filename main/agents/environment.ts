/** Environments of agents. */

/** Adds to an environment; a null removes a variable. */
export const mergeEnvironment = (
  base: Readonly<Record<string, string | undefined>>,
  added: Readonly<Record<string, string | null>> | undefined,
): Record<string, string> => {
  const merged = Object.entries({ ...base, ...added }).filter((entry): entry is [string, string] => typeof entry[1] === 'string');
  return Object.fromEntries(merged);
};
