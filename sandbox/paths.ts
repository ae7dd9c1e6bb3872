/** Plain questions about absolute POSIX paths without links in them. */

/** Whether `path` is `folder` or lies below it. */
export const isWithin = (path: string, folder: string): boolean => path === folder || folder === '/' || path.startsWith(`${folder}/`);

/** Whether `path` lies below `folder`. */
export const isBelow = (path: string, folder: string): boolean => path !== folder && isWithin(path, folder);

/** Number of names in a path; the root has none. */
export const depth = (path: string): number => {
  let names = 0;
  for (let at = 0; at < path.length; at += 1) if (path[at] !== '/' && (at === 0 || path[at - 1] === '/')) names += 1;
  return names;
};

/** The folder around; the root is its own. */
export const parentOf = (path: string): string => path.slice(0, Math.max(1, path.lastIndexOf('/')));
