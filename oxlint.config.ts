/**
 * The rules of ARCHITECTURE.md that a linter can hold: who may import whom, one door per kind of side effect,
 * sizes. A folder of main/ may import its own files, every folder that stands below it, and contract/.
 */
import { existsSync, readdirSync } from 'node:fs';
import { defineConfig, type OxlintOverride } from 'oxlint';

/** From the ground up. Folders on one line may import each other as far as there is no cycle. */
const layers = [
  ['base'],
  ['pty'],
  ['storage', 'git', 'agents', 'sandboxes', 'models', 'mcp', 'web'],
  [
    ...['projects', 'threads', 'worktrees', 'review', 'checkpoints', 'approvals', 'terminals', 'attention', 'instructions', 'skills'],
    ...['workflows', 'landing', 'forge', 'radar', 'races', 'settings', 'app'],
  ],
  ['rpc'],
  ['serve', 'cli', 'electron'],
];
const hosts = layers.at(-1) ?? [];

const noParent = { regex: '^\\.\\./', message: 'Write #folder/… across folders and ./ inside one.' };
const electron = { name: 'electron', message: 'Only main/electron/ and preload/ know Electron.' };
const database = { name: 'better-sqlite3', message: 'Only main/storage/ opens the database.' };
const processes = ['child_process', 'node:child_process'].map((name) => ({
  name,
  message: 'Start processes through main/base/command.ts, so that none outlives its owner.',
}));
const pty = { name: '@lydell/node-pty', message: 'Open ptys through main/pty/pty-host.ts.' };
const doors = [electron, database, pty, ...processes];

const folders = (path: string): string[] =>
  existsSync(path) ? readdirSync(path, { withFileTypes: true }).flatMap((entry) => (entry.isDirectory() ? [entry.name] : [])) : [];

interface Ban {
  readonly group: string[];
  readonly message: string;
}
interface Door {
  readonly name: string;
  readonly message: string;
}

const ban = (group: string[], message: string): Ban => ({ group, message });
const imports = (files: string[], patterns: Ban[], paths: Door[]): OxlintOverride => ({
  files,
  rules: { 'no-restricted-imports': ['error', { paths, patterns: [noParent, ...patterns] }] },
});
/** All doors but those that this folder keeps itself. */
const doorsBut = (...kept: string[]) => doors.filter((door) => !kept.includes(door.name));

const nodeSide = ['#main/**', '#sandbox/**', '#e2e/**', '#scripts/**', 'node:*'];
const contractOnly = ban(nodeSide, 'The page reaches main/ only through contract/.');
const above = (layer: number): string[] => [
  ...layers
    .slice(layer + 1)
    .flat()
    .map((folder) => `#main/${folder}/**`),
  '#main/*.ts',
  '#renderer/**',
  '#e2e/**',
  '#scripts/**',
];

const doorsOf = (folder: string): string[] => {
  if (folder === 'storage') return ['better-sqlite3'];
  if (folder === 'pty') return ['@lydell/node-pty'];
  return folder === 'electron' ? ['electron'] : [];
};

const mainRules = layers.flatMap((names, layer) =>
  names.map((name) => {
    const banned = hosts.includes(name)
      ? [
          '#renderer/**',
          '#e2e/**',
          '#scripts/**',
          ...hosts.filter((host) => host !== name && !(name === 'cli' && host === 'serve')).map((host) => `#main/${host}/**`),
        ]
      : above(layer);
    return imports([`main/${name}/**`], [ban(banned, `main/${name}/ imports only what stands below it.`)], doorsBut(...doorsOf(name)));
  }),
);

const backendRules = folders('main/agents')
  .filter((backend) => backend !== 'testing')
  .map((backend) =>
    imports(
      [`main/agents/${backend}/**`],
      [
        ban(
          [
            ...above(layers.findIndex((names) => names.includes('agents'))),
            ...folders('main/agents')
              .filter((other) => other !== backend && other !== 'testing')
              .map((other) => `#main/agents/${other}/**`),
          ],
          'A backend never knows another backend.',
        ),
      ],
      doors,
    ),
  );

const featureRules = folders('renderer/features').map((feature) => {
  const others = folders('renderer/features').filter((other) => other !== feature);
  return imports(
    [`renderer/features/${feature}/**`],
    [
      contractOnly,
      ban(
        ['#renderer/app/**', '#renderer/main.tsx', ...others.map((other) => `#renderer/features/${other}/**`)],
        'A feature never imports another feature; app/ puts them together.',
      ),
    ],
    doors,
  );
});

export default defineConfig({
  plugins: ['typescript', 'import', 'react', 'unicorn'],
  categories: { correctness: 'error' },
  options: { typeAware: true },
  ignorePatterns: ['node_modules', 'out', 'dist', 'agents-under-test', '**/fixtures/**'],
  rules: {
    'import/no-cycle': 'error',
    'import/no-default-export': 'error',
    'max-lines': ['error', { max: 400, skipBlankLines: true, skipComments: true }],
    'max-lines-per-function': ['error', { max: 70, skipBlankLines: true, skipComments: true }],
    'no-else-return': 'error',
    'no-param-reassign': 'error',
    'no-var': 'error',
    'prefer-const': 'error',
    eqeqeq: ['error', 'always', { null: 'ignore' }],
    // A copy before a loop that changes the collection is not useless, and `then` is a word of script files.
    'unicorn/no-useless-spread': 'off',
    'unicorn/no-thenable': 'off',
    // These are about code for the React compiler, which is not used.
    'react/incompatible-library': 'off',
    'react/preserve-manual-memoization': 'off',
    'react/refs': 'off',
    'react/set-state-in-effect': 'off',
    // The type checker knows better what a module exports, and what a template may hold.
    'import/default': 'off',
    'typescript/restrict-template-expressions': 'off',
    // Splitting a string by code points is what is wanted where it is done.
    'typescript/no-misused-spread': 'off',
    'typescript/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
    'typescript/no-explicit-any': 'error',
    'typescript/no-floating-promises': 'error',
    'typescript/no-misused-promises': ['error', { checksVoidReturn: false }],
    'typescript/no-non-null-assertion': 'error',
    'typescript/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
    'react/exhaustive-deps': 'error',
    'react/rules-of-hooks': 'error',
  },
  overrides: [
    imports(['contract/**'], [ban([...nodeSide, '#renderer/**'], 'contract/ stands alone.')], doors),
    imports(['sandbox/**'], [ban(['#main/**', '#renderer/**'], 'sandbox/ knows only contract/.')], doors),
    imports(['preload/**'], [ban([...nodeSide, '#renderer/**'], 'preload/ knows only contract/.')], doorsBut('electron')),
    imports(['main/*.ts'], [ban(['#renderer/**', '#main/electron/**', '#main/cli/**'], 'The core knows no window.')], doors),
    ...mainRules,
    ...backendRules,
    imports(['main/base/**'], [ban(above(0), 'main/base/ stands on contract/ alone.')], doors),
    // The doors themselves, and the two who start what shall outlive them: the user's browser, and a core for the command line.
    {
      files: [
        'main/base/{command,warden,process-group}*.ts',
        'main/serve/open-browser.ts',
        'main/app/open-file.ts',
        'main/cli/start-core.ts',
        'sandbox/{launch,network,stage}.ts',
      ],
      rules: { 'no-restricted-imports': 'off' },
    },
    imports(['renderer/main.tsx', 'renderer/app/**'], [contractOnly], doors),
    imports(['renderer/client.ts', 'renderer/client/**'], [contractOnly, ban(['#renderer/**'], 'The client knows only contract/.')], doors),
    imports(
      ['renderer/state/**'],
      [contractOnly, ban(['#renderer/app/**', '#renderer/features/**', '#renderer/ui/**'], 'state/ stands below ui/ and features/.')],
      doors,
    ),
    imports(
      ['renderer/ui/**'],
      [
        contractOnly,
        ban(['#renderer/app/**', '#renderer/features/**', '#renderer/state/**', '#renderer/client*'], 'ui/ knows nothing of the app.'),
      ],
      doors,
    ),
    ...featureRules,
    imports(
      ['e2e/**'],
      [
        ban(
          ['#renderer/**', '#main/**', '!#main/agents/testing/**', '!#main/workflows/testing/**'],
          'Journeys use the built app, not its sources.',
        ),
      ],
      [database],
    ),
    {
      files: ['**/*.test.{ts,tsx}', '**/*.spec.ts', '**/testing/**'],
      rules: {
        'no-restricted-imports': ['error', { patterns: [noParent] }],
        'max-lines-per-function': 'off',
        'typescript/no-non-null-assertion': 'off',
        'typescript/require-array-sort-compare': 'off',
        'typescript/unbound-method': 'off',
      },
    },
    // What a component returns is long and flat.
    { files: ['**/*.tsx'], rules: { 'max-lines-per-function': ['error', { max: 120, skipBlankLines: true, skipComments: true }] } },
    // Playwright's fixtures are handed on by a function that is called `use`.
    { files: ['e2e/**'], rules: { 'react/rules-of-hooks': 'off' } },
    { files: ['*.config.ts'], rules: { 'import/no-default-export': 'off' } },
  ],
});
