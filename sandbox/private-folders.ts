/** The folders of temporary files that single commands leave, one for each place they ran in: those of places that are gone go. */
import { readdirSync, readFileSync, rmSync, existsSync } from 'node:fs';
import { parentOf } from './paths.ts';

/** In the private folder: the place it belongs to. No command can write it. */
export const PLACE_FILE = 'workspace';

const NAME_BYTES_MAX = 200;

/** A name for the folder of a place, different for each. Loading what hashes takes as long as starting the sandbox: only long paths need it. */
export const privateName = (place: string): string => {
  const name = encodeURIComponent(place);
  if (name.length <= NAME_BYTES_MAX) return name;
  return process.getBuiltinModule('node:crypto').hash('sha256', place).slice(0, 24);
};

/** So few are not worth a look. */
const KEPT = 8;

const placeOf = (folder: string): string | null => {
  try {
    return readFileSync(`${folder}/${PLACE_FILE}`, 'utf8');
  } catch {
    return null;
  }
};

/** Looks at the neighbours of a private folder; those without a note of their place are left alone. Never throws. */
export const tidyNeighbours = (privateFolder: string): void => {
  const base = parentOf(privateFolder);
  try {
    const names = readdirSync(base).filter((name) => /^(%2F.*|[0-9a-f]{24})$/.test(name));
    if (names.length <= KEPT) return;
    for (const name of names) {
      const place = placeOf(`${base}/${name}`);
      if (place !== null && !existsSync(place)) rmSync(`${base}/${name}`, { recursive: true, force: true });
    }
  } catch {
    // Another one may be at it.
  }
};
