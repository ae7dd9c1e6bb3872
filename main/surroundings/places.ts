/**
 * Where agents look, as data: for what an agent does not tell itself. Paths are relative to the worktree, or to the user's home
 * where they begin with `~/`.
 */

export interface Places {
  /** Names of the files of instructions, looked for in the root and in every folder. */
  readonly instructions: readonly string[];
  /** Files of instructions that hold everywhere. */
  readonly fixed: readonly string[];
  /** Folders with a folder for each skill, which holds a SKILL.md. */
  readonly skills: readonly string[];
  /** Folders of slash commands: Markdown with front matter, or TOML. Null: it has none. */
  readonly commands: readonly string[] | null;
  readonly subagents: readonly string[] | null;
  /** JSON files, and the field that holds the servers by name. */
  readonly servers: readonly { readonly file: string; readonly field: string }[];
  /** JSON files with a field `hooks`: lists of `{ hooks: [{ command }] }` by event. */
  readonly hooks: readonly string[];
}

const plain: Places = {
  instructions: ['AGENTS.md'],
  fixed: [],
  skills: ['.agents/skills', '~/.agents/skills'],
  commands: null,
  subagents: null,
  servers: [],
  hooks: [],
};

const byName: Readonly<Record<string, Places>> = {
  native: plain,
  scripted: plain,
  codex: {
    ...plain,
    instructions: ['AGENTS.override.md', 'AGENTS.md'],
    fixed: ['~/.codex/AGENTS.md'],
    skills: ['.agents/skills', '~/.agents/skills', '~/.codex/skills'],
  },
  claude: {
    instructions: ['CLAUDE.md', 'CLAUDE.local.md'],
    fixed: ['.claude/CLAUDE.md', '~/.claude/CLAUDE.md'],
    skills: ['.claude/skills', '~/.claude/skills'],
    commands: ['.claude/commands', '~/.claude/commands'],
    subagents: ['.claude/agents', '~/.claude/agents'],
    servers: [{ file: '.mcp.json', field: 'mcpServers' }],
    hooks: ['.claude/settings.json', '.claude/settings.local.json', '~/.claude/settings.json'],
  },
  gemini: {
    instructions: ['GEMINI.md'],
    fixed: ['~/.gemini/GEMINI.md'],
    skills: ['.agents/skills', '.gemini/skills', '~/.agents/skills', '~/.gemini/skills'],
    commands: ['.gemini/commands', '~/.gemini/commands'],
    subagents: ['.gemini/agents', '~/.gemini/agents'],
    servers: [
      { file: '.gemini/settings.json', field: 'mcpServers' },
      { file: '~/.gemini/settings.json', field: 'mcpServers' },
    ],
    hooks: ['.gemini/settings.json', '~/.gemini/settings.json'],
  },
  opencode: {
    instructions: ['AGENTS.md'],
    fixed: ['~/.config/opencode/AGENTS.md'],
    skills: ['.agents/skills', '.claude/skills', '.opencode/skills', '~/.agents/skills', '~/.claude/skills', '~/.config/opencode/skills'],
    commands: ['.opencode/command', '.opencode/commands', '~/.config/opencode/command'],
    subagents: ['.opencode/agent', '.opencode/agents', '~/.config/opencode/agent'],
    servers: [
      { file: 'opencode.json', field: 'mcp' },
      { file: '~/.config/opencode/opencode.json', field: 'mcp' },
    ],
    hooks: [],
  },
  goose: { ...plain, instructions: ['AGENTS.md', '.goosehints'], fixed: ['~/.config/goose/.goosehints'] },
  qwen: {
    ...plain,
    instructions: ['QWEN.md', 'AGENTS.md'],
    fixed: ['~/.qwen/QWEN.md'],
    skills: ['.qwen/skills', '~/.qwen/skills'],
    commands: ['.qwen/commands', '~/.qwen/commands'],
    servers: [{ file: '.qwen/settings.json', field: 'mcpServers' }],
  },
  copilot: { ...plain, fixed: ['.github/copilot-instructions.md'] },
  cursor: { ...plain, commands: ['.cursor/commands'], servers: [{ file: '.cursor/mcp.json', field: 'mcpServers' }] },
};

/** By the backend, or by the id where one backend drives many programs: `gemini`, `gemini-work`. */
export const placesOf = (agent: { readonly id: string; readonly backend: string }): Places => {
  const named = byName[agent.backend];
  if (named !== undefined) return named;
  const name = Object.keys(byName).find((candidate) => agent.id === candidate || agent.id.startsWith(`${candidate}-`));
  return (name === undefined ? undefined : byName[name]) ?? plain;
};
