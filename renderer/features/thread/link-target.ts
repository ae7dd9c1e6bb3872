/** What a link in an agent's words may do. Agents repeat what they read anywhere, so nothing is followed unseen. */

export type LinkTarget =
  | { readonly kind: 'web'; readonly href: string; readonly host: string }
  /** A file of the worktree, by its path there. */
  | { readonly kind: 'file'; readonly path: string; readonly line: number | null }
  /** Not to be followed: shown as text. */
  | { readonly kind: 'none' };

const withoutFolder = (path: string, folder: string | null): string | null => {
  if (!path.startsWith('/') && !/^[a-z]:[\\/]/i.test(path)) return path.replace(/^\.\//, '');
  if (folder === null || !path.startsWith(`${folder.replace(/[\\/]$/, '')}/`)) return null;
  return path.slice(folder.replace(/[\\/]$/, '').length + 1);
};

const decoded = (text: string): string => {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
};

/** `folder` is the thread's worktree: absolute paths in it are files of it. */
export const linkTarget = (href: string, folder: string | null): LinkTarget => {
  const text = href.trim();
  if (/^(?:https?|mailto):/i.test(text)) {
    if (!URL.canParse(text)) return { kind: 'none' };
    const url = new URL(text);
    return { kind: 'web', href: url.href, host: url.protocol === 'mailto:' ? url.pathname : url.host };
  }
  const bare = text.replace(/^file:\/\//i, '');
  if (
    bare === '' ||
    bare.startsWith('#') ||
    (/^[a-z][a-z0-9+.-]*:/i.test(bare) && !/^[a-z]:[\\/]/i.test(bare) && !/^[\w.-]+\.\w+:\d/.test(bare)) ||
    bare.startsWith('//')
  )
    return { kind: 'none' };
  const parts = /^(.*?)(?:#L(\d+)(?:-L?\d+)?|:(\d+)(?::\d+)?(?:-\d+)?)?$/.exec(decoded(bare));
  const path = withoutFolder(parts?.[1] ?? bare, folder);
  if (path === null || path === '' || path.split('/').includes('..')) return { kind: 'none' };
  const line = parts?.[2] ?? parts?.[3];
  return { kind: 'file', path, line: line === undefined ? null : Number(line) };
};
