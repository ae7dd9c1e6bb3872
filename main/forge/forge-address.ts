/** From the address of a remote to its forge: kind, host, repository, and the pages on which a pull request is opened. Pure. */
import type { ForgeKind } from '#contract/forge.ts';

export interface ForgeAddress {
  readonly kind: ForgeKind;
  readonly host: string;
  /** `owner/name`, with groups where the forge has them. */
  readonly repository: string;
}

const kindOf = (host: string): ForgeKind => {
  if (host === 'github.com' || host.startsWith('github.')) return 'github';
  if (host === 'gitlab.com' || host.startsWith('gitlab.')) return 'gitlab';
  if (host === 'bitbucket.org') return 'bitbucket';
  return /(^|\.)(gitea|forgejo|codeberg)\./.test(`.${host}`) ? 'gitea' : 'other';
};

const partsOf = (url: string): { readonly host: string; readonly path: string } | null => {
  // user@host:path, as scp writes it; a Windows path such as C:\x is none.
  const scp = /^(?:[^@/\\]+@)?([^:/\\]{2,}):(?!\/\/)(.+)$/.exec(url);
  if (scp !== null) return { host: scp[1] ?? '', path: scp[2] ?? '' };
  if (!/^(https?|ssh|git):\/\//.test(url)) return null;
  try {
    const { hostname, port, pathname, protocol } = new URL(url);
    return { host: port === '' || !protocol.startsWith('http') ? hostname : `${hostname}:${port}`, path: pathname };
  } catch {
    return null;
  }
};

/** Null for what is no forge on a network, such as a folder. */
export const forgeAddress = (url: string): ForgeAddress | null => {
  const parts = partsOf(url);
  if (parts === null) return null;
  const repository = parts.path.replace(/^\/+|\/+$/g, '').replace(/\.git$/, '');
  const host = parts.host.toLowerCase();
  return host === '' || repository === '' ? null : { kind: kindOf(host), host, repository };
};

/** Without what could be a password. */
export const shownAddress = (url: string): string => {
  try {
    const parsed = new URL(url);
    parsed.username = '';
    parsed.password = '';
    return parsed.href;
  } catch {
    return url;
  }
};

export interface NewPullRequest {
  readonly branch: string;
  readonly base: string;
  readonly title: string;
  readonly body: string;
}

/** Longest address a browser and a server surely take. */
const ADDRESS_MAX_CHARS = 7_000;

const withQuery = (address: string, fields: Readonly<Record<string, string>>): string => {
  const query = (values: Readonly<Record<string, string>>): string => `${address}?${new URLSearchParams(values).toString()}`;
  const whole = query(fields);
  if (whole.length <= ADDRESS_MAX_CHARS) return whole;
  // Too long a text is left out; the page asks for it.
  return query(Object.fromEntries(Object.entries(fields).filter(([, value]) => value.length < 500)));
};

/** The page on which the forge opens a pull request; null where we do not know it. */
export const newPullRequestPage = ({ kind, host, repository }: ForgeAddress, wanted: NewPullRequest): string | null => {
  const root = `https://${host}/${repository}`;
  const { branch, base, title, body } = wanted;
  const compare = `${encodeURIComponent(base)}...${encodeURIComponent(branch)}`;
  switch (kind) {
    case 'github':
      return withQuery(`${root}/compare/${compare}`, { expand: '1', title, body });
    case 'gitlab':
      return withQuery(`${root}/-/merge_requests/new`, {
        'merge_request[source_branch]': branch,
        'merge_request[target_branch]': base,
        'merge_request[title]': title,
        'merge_request[description]': body,
      });
    case 'bitbucket':
      return withQuery(`${root}/pull-requests/new`, { source: branch, dest: base, title, description: body });
    case 'gitea':
      return withQuery(`${root}/compare/${compare}`, { title, body });
    case 'other':
      return null;
  }
};

/** The first address that a forge names in its answer to a push. */
export const pageInAnswer = (stderr: string): string | null => {
  for (const line of stderr.split('\n')) {
    const match = /^remote:.*?(https?:\/\/[^\s]+)/.exec(line);
    if (match !== null) return match[1] ?? null;
  }
  return null;
};
