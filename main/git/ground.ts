/**
 * Where git stands. Every run of git says so, and the runner sets git up accordingly.
 *
 * `own`     the user's repository or checkout: their configuration and filters apply. Hooks, pagers, editors,
 *           signing and the fsmonitor daemon stay off even here: nobody asked us to run them.
 * `thread`  a folder an agent writes to. Git there sees only paths that we name: a git folder of our own ("shadow", see
 *           shadow.ts) with allow-listed configuration, the user's object store, the thread's index, and the folder. It
 *           never reads the `.git` file, `config`, `config.worktree`, hooks or refs that lie in the agent's reach, so
 *           nothing planted there can be executed or followed. Refs are read and written on `own` ground.
 */
export type Ground =
  | {
      readonly kind: 'own';
      /** Working directory of the process. */
      readonly folder: string;
      /** Set when git must not look for the repository by itself. */
      readonly gitDir?: string;
      readonly workTree?: string;
      readonly indexFile?: string;
    }
  | {
      readonly kind: 'thread';
      readonly shadow: string;
      readonly objects: string;
      /** Shallow boundary file of the user's repository; may not exist. */
      readonly shallow: string;
      readonly workTree: string;
      readonly indexFile: string;
    };

export const own = (folder: string): Ground => ({ kind: 'own', folder });

/** The repository itself, without any working tree: for refs and objects. */
export const ofRepository = (commonDir: string): Ground => ({ kind: 'own', folder: commonDir, gitDir: commonDir });

/** Configuration that git is given on the command line everywhere. It wins over every file. */
const everywhere: Readonly<Record<string, string>> = {
  // No hook runs: /dev/null is no folder, on Windows neither.
  'core.hooksPath': '/dev/null',
  'core.fsmonitor': 'false',
  'core.quotePath': 'false',
  'core.pager': 'cat',
  'core.splitIndex': 'false',
  'gc.auto': '0',
  'maintenance.auto': 'false',
  'commit.gpgSign': 'false',
  'tag.gpgSign': 'false',
  'log.showSignature': 'false',
  'submodule.recurse': 'false',
  'fetch.recurseSubmodules': 'false',
  'diff.external': '',
  'diff.ignoreSubmodules': 'dirty',
  'advice.detachedHead': 'false',
  'interactive.diffFilter': '',
};

const threadOnly: Readonly<Record<string, string>> = {
  'core.untrackedCache': 'false',
  'credential.helper': '',
  'core.askPass': '',
  'protocol.allow': 'never',
  'gpg.program': 'false',
  'core.alternateRefsCommand': 'true',
  'core.attributesFile': '/dev/null',
};

export const configArguments = (ground: Ground): readonly string[] => {
  const settings = ground.kind === 'own' ? everywhere : { ...everywhere, ...threadOnly };
  return Object.entries(settings).flatMap(([key, value]) => ['-c', `${key}=${value}`]);
};

/** The environment of a git process: the user's own without any GIT_ variable, and what the ground demands. */
export const environmentOf = (ground: Ground, writes: boolean): Record<string, string | undefined> => {
  const environment: Record<string, string | undefined> = {};
  for (const [key, value] of Object.entries(process.env)) if (!key.startsWith('GIT_')) environment[key] = value;
  Object.assign(environment, {
    LC_ALL: 'C',
    LANGUAGE: undefined,
    SSH_ASKPASS: undefined,
    PAGER: 'cat',
    GIT_PAGER: 'cat',
    GIT_EDITOR: ':',
    GIT_SEQUENCE_EDITOR: ':',
    GIT_TERMINAL_PROMPT: '0',
    GCM_INTERACTIVE: 'never',
    GIT_LITERAL_PATHSPECS: '1',
  });
  if (!writes) environment['GIT_OPTIONAL_LOCKS'] = '0';
  if (ground.kind === 'own') {
    if (ground.gitDir !== undefined) environment['GIT_DIR'] = ground.gitDir;
    if (ground.workTree !== undefined) environment['GIT_WORK_TREE'] = ground.workTree;
    if (ground.indexFile !== undefined) environment['GIT_INDEX_FILE'] = ground.indexFile;
    return environment;
  }
  return Object.assign(environment, {
    GIT_DIR: ground.shadow,
    GIT_WORK_TREE: ground.workTree,
    GIT_INDEX_FILE: ground.indexFile,
    GIT_OBJECT_DIRECTORY: ground.objects,
    GIT_SHALLOW_FILE: ground.shallow,
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_CONFIG_SYSTEM: '/dev/null',
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_ATTR_NOSYSTEM: '1',
    GIT_NO_REPLACE_OBJECTS: '1',
    GIT_NO_LAZY_FETCH: '1',
    GIT_LFS_SKIP_SMUDGE: '1',
    GIT_ASKPASS: undefined,
  });
};

export const folderOf = (ground: Ground): string => (ground.kind === 'own' ? ground.folder : ground.workTree);
