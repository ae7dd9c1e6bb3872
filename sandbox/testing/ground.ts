/**
 * A small world to attack: a home with secrets, a repository with two worktrees, something outside that must not change, and
 * a listener on the host. Built once, copied anew for every case.
 */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';

export const SECRET = 'the-secret-7c1d';

export interface Ground {
  readonly home: string;
  readonly outside: string;
  /** The user's own checkout. */
  readonly main: string;
  /** Where commands run. */
  readonly work: string;
  /** A worktree of another thread. */
  readonly sibling: string;
  /** The repository. */
  readonly common: string;
  readonly admin: string;
  readonly privateFolder: string;
}

const at = (base: string): Ground => ({
  home: `${base}/home`,
  outside: `${base}/home/outside`,
  main: `${base}/home/main`,
  work: `${base}/home/trees/a`,
  sibling: `${base}/home/trees/b`,
  common: `${base}/home/main/.git`,
  admin: `${base}/home/main/.git/worktrees/a`,
  privateFolder: `${base}/private`,
});

const PATH = '/usr/local/bin:/usr/bin:/bin';

/** Git as the user runs it on the host, with everything a repository can tell it to do. Output, or null when it failed. */
export const hostGit = (ground: Ground, folder: string, ...args: string[]): string | null => {
  try {
    return execFileSync('git', ['-C', folder, ...args], {
      encoding: 'utf8',
      env: { PATH, HOME: ground.home },
      stdio: ['ignore', 'pipe', 'ignore'],
    }).trim();
  } catch {
    return null;
  }
};

const build = (base: string): void => {
  const { home, outside, main } = at(base);
  for (const folder of [`${home}/.ssh`, `${home}/.config/app`, outside, `${home}/.cargo/bin`, `${base}/private`])
    mkdirSync(folder, { recursive: true });
  writeFileSync(`${home}/.ssh/id_test`, SECRET, { mode: 0o600 });
  writeFileSync(`${home}/.netrc`, `password ${SECRET}`, { mode: 0o600 });
  writeFileSync(`${home}/.npmrc`, `//registry.example/:_authToken=${SECRET}\n`);
  writeFileSync(`${home}/.config/app/token`, SECRET);
  symlinkSync('.ssh', `${home}/alias`);
  writeFileSync(`${home}/.gitconfig`, '[user]\n\tname = Tester\n\temail = tester@example.invalid\n[init]\n\tdefaultBranch = main\n');
  writeFileSync(`${outside}/victim`, 'as it was\n');
  mkdirSync(`${outside}/_`);
  writeFileSync(`${outside}/_/kept`, 'as it was\n');
  // Without the samples of hooks there is less to copy for every case.
  const env = { PATH, HOME: home, GIT_TEMPLATE_DIR: '' };
  const git = (...args: string[]): void => void execFileSync('git', args, { cwd: main, env, stdio: 'ignore' });
  for (const folder of [`${main}/.vscode`, `${main}/.claude`, `${main}/src`]) mkdirSync(folder, { recursive: true });
  for (const [name, text] of Object.entries({
    'README.md': 'one\n',
    '.vscode/tasks.json': '{}',
    '.claude/settings.json': '{}',
    '.mcp.json': '{}',
    'src/a.js': 'a',
  })) {
    writeFileSync(`${main}/${name}`, text);
  }
  git('init', '-q');
  git('add', '-A');
  git('commit', '-qm', 'one');
  git('commit', '-q', '--allow-empty', '-m', 'two');
  git('config', 'core.hooksPath', '.husky/_');
  git('worktree', 'add', '-q', `${home}/trees/a`, '-b', 'tasks/a/work');
  git('worktree', 'add', '-q', `${home}/trees/b`, '-b', 'tasks/b/work');
  mkdirSync(`${home}/trees/a/.husky/_`, { recursive: true });
  mkdirSync(`${home}/trees/a/vendor`);
  git('init', '-q', `${home}/trees/a/vendor/nested`);
  mkdirSync(`${home}/trees/a/vendor/nested/.git/hooks`);
  mkdirSync(`${main}/.git/hooks`);
};

export interface GroundKeeper {
  readonly ground: Ground;
  readonly reset: () => void;
  readonly remove: () => void;
}

/** Makes the world in a folder of its own below `base`. */
export const keepGround = (base: string): GroundKeeper => {
  const [used, template] = [`${base}/used`, `${base}/template`];
  // Git notes absolute paths, so the template is built in the place where it is used.
  mkdirSync(used, { recursive: true });
  build(used);
  cpSync(used, template, { recursive: true, verbatimSymlinks: true, preserveTimestamps: true });
  return {
    ground: at(used),
    reset: () => {
      if (existsSync(used)) execFileSync('chmod', ['-R', 'u+rwX', used]);
      rmSync(used, { recursive: true, force: true });
      cpSync(template, used, { recursive: true, verbatimSymlinks: true, preserveTimestamps: true });
    },
    remove: () => rmSync(base, { recursive: true, force: true }),
  };
};

/** Everything a command may not change, by path: the whole home but the worktree and what git keeps for it. */
export const snapshot = (ground: Ground, policy: string): ReadonlyMap<string, string> => {
  const seen = new Map<string, string>();
  const { common } = ground;
  const own = [ground.work, ground.admin, `${common}/refs/heads/tasks/a`, `${common}/logs/refs/heads/tasks/a`, `${common}/objects`];
  const skipped = policy === 'read-only' ? [] : own;
  const visit = (folder: string): void => {
    for (const name of readdirSync(folder)) {
      const path = `${folder}/${name}`;
      if (skipped.includes(path)) continue;
      const stat = lstatSync(path);
      if (stat.isSymbolicLink()) seen.set(path, readlinkSync(path));
      else if (stat.isDirectory()) seen.set(path, `folder ${stat.mode}`);
      else seen.set(path, `${stat.mode} ${stat.mtimeMs} ${createHash('sha1').update(readFileSync(path)).digest('hex')}`);
      if (stat.isDirectory()) visit(path);
    }
  };
  visit(ground.home);
  return seen;
};

/** Paths that differ, with what happened to them. */
export const difference = (before: ReadonlyMap<string, string>, after: ReadonlyMap<string, string>): readonly string[] => [
  ...[...before].filter(([path, mark]) => after.get(path) !== mark).map(([path]) => `${after.has(path) ? 'changed' : 'removed'} ${path}`),
  ...[...after.keys()].filter((path) => !before.has(path)).map((path) => `added ${path}`),
];
