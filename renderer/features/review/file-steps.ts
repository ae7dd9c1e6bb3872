/** From one changed file to the next. */

/** The path `step` places after `current`; stays at the ends, begins at the first or last when nothing is current. */
export const stepPath = (paths: readonly string[], current: string | null, step: 1 | -1): string | null => {
  if (paths.length === 0) return null;
  const at = current === null ? -1 : paths.indexOf(current);
  if (at < 0) return (step === 1 ? paths[0] : paths.at(-1)) ?? null;
  return paths[Math.min(paths.length - 1, Math.max(0, at + step))] ?? null;
};

/** Chosen files for a commit: undefined when it is all of them, so that one that appears meanwhile is not left out. */
export const chosenPaths = (all: readonly string[], left: ReadonlySet<string>): readonly string[] | undefined => {
  const chosen = all.filter((path) => !left.has(path));
  return chosen.length === all.length ? undefined : chosen;
};
