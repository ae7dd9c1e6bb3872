/** The settings of a project as a form shows them: each with its effect, and where its value comes from. Pure. */
import { DEFAULT_BRANCH } from '#contract/settings.ts';
import { mcpServerText } from '#contract/mcp.ts';
import { projectSettingKeys, type Project, type ProjectSettings } from '#contract/projects.ts';

export type Origin = 'yours' | 'file' | 'default';

export const originOf = (project: Pick<Project, 'settings' | 'file'>, key: keyof ProjectSettings): Origin => {
  if (project.settings[key] !== undefined) return 'yours';
  return project.file?.[key] === undefined ? 'default' : 'file';
};
export const originTexts: Readonly<Record<Origin, string>> = { yours: 'yours', file: 'switchyard.json', default: '' };

export type FieldKind = 'line' | 'command' | 'list' | 'switch' | 'agent' | 'policy' | 'base';

export interface SettingField {
  readonly key: Exclude<keyof ProjectSettings, 'run' | 'sandbox' | 'mcp'>;
  readonly group: 'New tasks' | 'Setting up' | 'Reviews and checkpoints' | 'Names and places';
  readonly kind: FieldKind;
  readonly label: string;
  /** What it changes, in one line. */
  readonly effect: string;
  readonly placeholder?: string;
}

export const settingFields: readonly SettingField[] = [
  { key: 'base', group: 'New tasks', kind: 'base', label: 'Base branch', effect: 'New tasks start from it, and their work lands in it.' },
  { key: 'agent', group: 'New tasks', kind: 'agent', label: 'Agent', effect: 'Who works on new tasks unless you choose another.' },
  {
    key: 'model',
    group: 'New tasks',
    kind: 'line',
    label: 'Model',
    effect: 'As the agent names it. Empty: the agent’s default.',
    placeholder: 'default',
  },
  {
    key: 'policy',
    group: 'New tasks',
    kind: 'policy',
    label: 'Policy',
    effect: 'What new tasks may touch. The repository can narrow it, never widen it.',
  },
  {
    key: 'setup',
    group: 'Setting up',
    kind: 'command',
    label: 'Setup command',
    effect: 'Runs in each new worktree, before or while the agent works.',
    placeholder: 'npm ci',
  },
  {
    key: 'waitForSetup',
    group: 'Setting up',
    kind: 'switch',
    label: 'Wait for setup',
    effect: 'The agent begins only when setup has ended.',
  },
  {
    key: 'copy',
    group: 'Setting up',
    kind: 'list',
    label: 'Files to copy',
    effect: 'Ignored files that each new worktree gets a copy of. One pattern per line.',
    placeholder: '.env*',
  },
  {
    key: 'seed',
    group: 'Setting up',
    kind: 'list',
    label: 'Folders to share',
    effect: 'Dependency folders that are cloned into new worktrees without using the space twice, where the disk can. One per line.',
    placeholder: 'node_modules',
  },
  {
    key: 'seedByCopy',
    group: 'Setting up',
    kind: 'switch',
    label: 'Copy them where the disk cannot share',
    effect: 'Takes longer and uses the space again for each task.',
  },
  {
    key: 'teardown',
    group: 'Setting up',
    kind: 'command',
    label: 'Teardown command',
    effect: 'Runs before a worktree is removed.',
    placeholder: 'docker compose down',
  },
  {
    key: 'review',
    group: 'Reviews and checkpoints',
    kind: 'command',
    label: 'Instruction for reviewers',
    effect: 'What an agent is told that reviews a change, in the place of Switchyard’s own words.',
    placeholder: 'Look for …',
  },
  {
    key: 'keepIgnored',
    group: 'Reviews and checkpoints',
    kind: 'list',
    label: 'Ignored files to keep',
    effect: 'Ignored files that checkpoints hold too. One pattern per line.',
    placeholder: '.env*',
  },
  {
    key: 'branch',
    group: 'Names and places',
    kind: 'line',
    label: 'Branch names',
    effect:
      'May hold {user}, {title}, {thread}, {agent} and {date}. With a folder for each task, as in {title}/work, its agent can commit in the sandbox.',
    placeholder: DEFAULT_BRANCH,
  },
  {
    key: 'worktrees',
    group: 'Names and places',
    kind: 'line',
    label: 'Folder of the worktrees',
    effect: 'Absolute, or from the project’s folder. Empty: Switchyard’s data folder.',
    placeholder: '../{project}-worktrees',
  },
];

/** What a text of the form is as a value; undefined means: not set here. */
export const readField = (kind: FieldKind, text: string): string | string[] | undefined => {
  if (kind === 'list') {
    const lines = text
      .split('\n')
      .map((line) => line.trim())
      .filter((line) => line !== '');
    return lines.length === 0 ? undefined : lines;
  }
  return text.trim() === '' ? undefined : text.trim();
};

export const showField = (value: ProjectSettings[SettingField['key']]): string => {
  if (value === undefined) return '';
  if (typeof value === 'string') return value;
  return typeof value === 'boolean' ? String(value) : value.join('\n');
};

/** The user's settings with one changed; undefined gives it back to the file or the default. */
export const withSetting = <K extends keyof ProjectSettings>(
  settings: ProjectSettings,
  key: K,
  value: ProjectSettings[K] | undefined,
): ProjectSettings => {
  const { [key]: _, ...rest } = settings;
  return value === undefined ? (rest as ProjectSettings) : { ...settings, [key]: value };
};

/** The commands that the repository file brings. */
export const fileCommands = (project: Pick<Project, 'file'>): readonly { readonly name: string; readonly command: string }[] => {
  const { file } = project;
  if (file === null) return [];
  const named = [
    { name: 'Setup', command: file.setup },
    { name: 'Teardown', command: file.teardown },
    ...Object.entries(file.run ?? {}).map(([name, command]) => ({ name: `Run: ${name}`, command })),
    ...Object.entries(file.mcp ?? {}).map(([name, server]) => ({ name: `MCP server: ${name}`, command: mcpServerText(server) })),
  ];
  return named.filter((one): one is { name: string; command: string } => one.command !== undefined && one.command !== '');
};

/** Every setting has its place in the form; `run` and `sandbox` have forms of their own, `mcp` has none yet. */
export const isWholeForm = (): boolean =>
  projectSettingKeys.every(
    (key) => key === 'run' || key === 'sandbox' || key === 'mcp' || settingFields.some((field) => field.key === key),
  );

/** Run commands as lines `name: command`. */
export const showRun = (run: ProjectSettings['run']): string =>
  Object.entries(run ?? {})
    .map(([name, command]) => `${name}: ${command}`)
    .join('\n');
export const readRun = (text: string): { readonly run: ProjectSettings['run']; readonly wrong: readonly string[] } => {
  const lines = text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
  const parsed = lines.map((line) => /^([^:]{1,60}):\s*(.+)$/.exec(line));
  const wrong = lines.filter((_, index) => parsed[index] === null);
  const entries = parsed.filter((match) => match !== null).map((match) => [(match[1] ?? '').trim(), match[2] ?? ''] as const);
  return { run: entries.length === 0 ? undefined : Object.fromEntries(entries), wrong };
};
