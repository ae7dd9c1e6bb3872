/** The agents that are known to speak the Agent Client Protocol. Of those marked as read, not seen, nothing was tried here. */
import type { AcpPreset } from './preset.ts';

const allowed = (tools: readonly string[]): Readonly<Record<string, string>> => Object.fromEntries(tools.map((tool) => [tool, 'allow']));
/** What only reads is confined by the sandbox. */
const opencodeReads = ['read', 'glob', 'grep', 'list', 'lsp', 'todowrite', 'todoread', 'skill', 'external_directory'];
/** What its sub-agents ask reaches nobody over the protocol, and they would wait for ever: so they look, and change nothing. */
const lookOnly = { permission: { '*': 'deny', ...allowed(opencodeReads) } };

/** Everything else is asked of us, so that the user's rules are heard. */
const opencodeConfig = {
  permission: { '*': 'ask', ...allowed(opencodeReads), task: { '*': 'deny', general: 'allow', explore: 'allow' } },
  agent: { general: lookOnly, explore: lookOnly },
  experimental: { continue_loop_on_deny: true },
};

const folder = null;

/** Seen: opencode 1.18. */
const opencode: AcpPreset = {
  label: 'opencode',
  about: 'The open source agent for any provider.',
  command: 'opencode',
  args: ['acp'],
  environment: {
    OPENCODE_DISABLE_AUTOUPDATE: '1',
    OPENCODE_DISABLE_LSP_DOWNLOAD: '1',
    OPENCODE_DISABLE_SHARE: '1',
    OPENCODE_CONFIG_CONTENT: JSON.stringify(opencodeConfig),
  },
  variables: ['ANTHROPIC_API_KEY', 'OPENAI_API_KEY', 'OPENROUTER_API_KEY', 'GEMINI_API_KEY', 'GROQ_API_KEY', 'OPENCODE_API_KEY'],
  install: 'npm install -g opencode-ai',
  signIn: 'opencode auth login',
  folders: [
    {
      path: '.config/opencode',
      variable: { name: 'XDG_CONFIG_HOME', below: 'opencode' },
      access: 'read',
      // It does not start where it would have to make this one and may not.
      kept: { '.gitignore': 'node_modules\npackage.json\npackage-lock.json\nbun.lock\n.gitignore' },
    },
    {
      path: '.local/share/opencode',
      variable: { name: 'XDG_DATA_HOME', below: 'opencode' },
      access: 'write',
      // Language servers are started from here, by any opencode.
      kept: { bin: folder },
    },
    { path: '.local/state/opencode', variable: { name: 'XDG_STATE_HOME', below: 'opencode' }, access: 'write' },
  ],
  hosts: [
    ...['opencode.ai', '*.opencode.ai', 'models.dev', 'api.anthropic.com', 'console.anthropic.com', 'api.openai.com', 'auth.openai.com'],
    ...['chatgpt.com', 'openrouter.ai', 'generativelanguage.googleapis.com', 'api.githubcopilot.com', 'api.groq.com', 'api.mistral.ai'],
    ...['api.deepseek.com', 'api.x.ai', 'api.z.ai', 'api.moonshot.ai'],
  ],
  addresses: {
    variables: ['OPENAI_BASE_URL', 'ANTHROPIC_BASE_URL'],
    files: ['.config/opencode/opencode.json', '.config/opencode/opencode.jsonc'],
  },
  instructions: ['AGENTS.md', 'CLAUDE.md', '~/.config/opencode/AGENTS.md'],
  skills: ['.opencode/skills', '.agents/skills', '.claude/skills', '~/.config/opencode/skills', '~/.agents/skills', '~/.claude/skills'],
  quirks: {
    mergesPrompts: true,
    endsCommands: true,
    subagentResult: /<task_result>\n?([^]*?)\n?<\/task_result>/,
    outputNote: /\n*<(shell_metadata|bash_metadata)>[^]*?<\/\1>\s*$/,
  },
};

/** Seen: Gemini CLI 0.61. */
const gemini: AcpPreset = {
  label: 'Gemini CLI',
  about: 'Google’s agent, with a Google account or a key.',
  command: 'gemini',
  args: ['--acp'],
  environment: { GEMINI_CLI_NO_RELAUNCH: '1' },
  variables: [
    ...['GEMINI_API_KEY', 'GOOGLE_API_KEY', 'GOOGLE_CLOUD_PROJECT', 'GOOGLE_CLOUD_LOCATION', 'GOOGLE_GENAI_USE_VERTEXAI'],
    ...['GOOGLE_GENAI_USE_GCA', 'GOOGLE_GEMINI_BASE_URL', 'GEMINI_MODEL'],
  ],
  install: 'npm install -g @google/gemini-cli',
  signIn: 'gemini',
  folders: [
    {
      path: '.gemini',
      variable: { name: 'GEMINI_CLI_HOME', below: '.gemini' },
      access: 'write',
      kept: {
        'settings.json': '{}\n',
        'trustedFolders.json': '{}\n',
        '.env': '',
        'GEMINI.md': '',
        extensions: folder,
        commands: folder,
        skills: folder,
        agents: folder,
        policies: folder,
      },
    },
  ],
  hosts: [
    ...['generativelanguage.googleapis.com', 'cloudcode-pa.googleapis.com', 'aiplatform.googleapis.com', '*.aiplatform.googleapis.com'],
    ...[
      'oauth2.googleapis.com',
      'accounts.google.com',
      'www.googleapis.com',
      'serviceusage.googleapis.com',
      'cloudresourcemanager.googleapis.com',
    ],
  ],
  addresses: { variables: ['GOOGLE_GEMINI_BASE_URL', 'GOOGLE_VERTEX_BASE_URL'], files: [] },
  instructions: ['GEMINI.md', '~/.gemini/GEMINI.md'],
  skills: ['.gemini/skills', '.agents/skills', '~/.gemini/skills', '~/.agents/skills'],
  quirks: {
    endsCommands: true,
    modeEcho: /^\[MODE_UPDATE\] \w+$/,
    thoughtPrefix: '****\n',
    nameInId: /^(\w+?)__/,
    commandNote: /^\[current working directory (.*?)\](?: \((.*)\))?/s,
    commandRecords: {
      ...{ folder: 'tmp', below: 'chats', name: '-{session}.jsonl', namedByMinute: true },
      output:
        /^(?:<untrusted_context>\n)?(?:Output: )?([^]*?)(?:\nError: [^\n]*)?(?:\nExit Code: \d+)?(?:\nSignal: \w+)?(?:\nBackground PIDs: [^\n]*)?(?:\nProcess Group PGID: \d+)?(?:\n<\/untrusted_context>)?$/,
      exitCode: /\nExit Code: (\d+)/,
    },
    // Its own ways to act without asking; ours are the policy and the rules.
    hiddenModes: ['autoEdit', 'yolo'],
  },
  // Outside of the sandbox the settings of a repository are obeyed only when the user trusts it.
  trust: { granted: { GEMINI_CLI_TRUST_WORKSPACE: 'true' } },
  homeVariable: 'GEMINI_CLI_HOME',
};

/** Read, not seen: `goose acp`. */
const goose: AcpPreset = {
  label: 'Goose',
  about: 'Block’s open source agent.',
  command: 'goose',
  args: ['acp'],
  environment: {},
  variables: [
    'GOOSE_PROVIDER',
    'GOOSE_MODEL',
    'OPENAI_API_KEY',
    'ANTHROPIC_API_KEY',
    'GOOGLE_API_KEY',
    'OPENROUTER_API_KEY',
    'OPENAI_HOST',
  ],
  install: 'curl -fsSL https://github.com/block/goose/releases/download/stable/download_cli.sh | bash',
  signIn: 'goose configure',
  folders: [
    { path: '.config/goose', variable: { name: 'XDG_CONFIG_HOME', below: 'goose' }, access: 'read' },
    { path: '.local/share/goose', variable: { name: 'XDG_DATA_HOME', below: 'goose' }, access: 'write' },
    { path: '.local/state/goose', variable: { name: 'XDG_STATE_HOME', below: 'goose' }, access: 'write' },
  ],
  hosts: ['api.openai.com', 'api.anthropic.com', 'generativelanguage.googleapis.com', 'openrouter.ai', 'api.githubcopilot.com'],
  addresses: { variables: ['OPENAI_HOST', 'ANTHROPIC_HOST', 'OLLAMA_HOST'], files: [] },
  instructions: ['AGENTS.md', '.goosehints', '~/.config/goose/.goosehints'],
  skills: ['.goose/skills', '.agents/skills', '~/.config/goose/skills'],
  quirks: {},
};

/** Read, not seen: `qwen --acp`; it descends from Gemini CLI. */
const qwen: AcpPreset = {
  label: 'Qwen Code',
  about: 'Alibaba’s agent for Qwen models and compatible providers.',
  command: 'qwen',
  args: ['--acp'],
  environment: { QWEN_CODE_NO_RELAUNCH: '1' },
  variables: ['OPENAI_API_KEY', 'OPENAI_BASE_URL', 'OPENAI_MODEL', 'DASHSCOPE_API_KEY', 'QWEN_API_KEY'],
  install: 'npm install -g @qwen-code/qwen-code',
  signIn: 'qwen',
  folders: [
    {
      path: '.qwen',
      access: 'write',
      kept: {
        'settings.json': '{}\n',
        'trustedFolders.json': '{}\n',
        '.env': '',
        extensions: folder,
        commands: folder,
        skills: folder,
        agents: folder,
      },
    },
  ],
  hosts: ['chat.qwen.ai', 'portal.qwen.ai', 'dashscope.aliyuncs.com', 'dashscope-intl.aliyuncs.com', 'openrouter.ai', 'api.openai.com'],
  addresses: { variables: ['OPENAI_BASE_URL'], files: [] },
  instructions: ['QWEN.md', 'AGENTS.md', '~/.qwen/QWEN.md'],
  skills: ['.qwen/skills', '~/.qwen/skills'],
  quirks: { ...gemini.quirks, hiddenModes: ['auto-edit', 'autoEdit', 'yolo'] },
};

/** Read, not seen: `copilot --acp`. */
const copilot: AcpPreset = {
  label: 'GitHub Copilot CLI',
  about: 'GitHub’s agent, with a Copilot subscription.',
  command: 'copilot',
  args: ['--acp'],
  environment: { COPILOT_AUTO_UPDATE: 'false' },
  variables: ['GH_TOKEN', 'GITHUB_TOKEN', 'COPILOT_GITHUB_TOKEN'],
  install: 'npm install -g @github/copilot',
  signIn: 'copilot login',
  folders: [
    {
      path: '.copilot',
      variable: { name: 'COPILOT_HOME' },
      access: 'write',
      kept: {
        'mcp-config.json': '{"mcpServers":{}}\n',
        agents: folder,
        skills: folder,
        hooks: folder,
        'installed-plugins': folder,
        pkg: folder,
      },
    },
  ],
  hosts: ['github.com', 'api.github.com', '*.githubcopilot.com', 'copilot-proxy.githubusercontent.com'],
  addresses: { variables: [], files: [] },
  instructions: ['AGENTS.md', '.github/copilot-instructions.md', '~/.copilot/copilot-instructions.md'],
  skills: ['.github/skills', '.agents/skills', '~/.copilot/skills'],
  quirks: {},
  homeVariable: 'COPILOT_HOME',
};

/** Read, not seen: `cursor-agent acp`. */
const cursor: AcpPreset = {
  label: 'Cursor CLI',
  about: 'Cursor’s agent, with a Cursor account.',
  command: 'cursor-agent',
  args: ['acp'],
  environment: {},
  variables: ['CURSOR_API_KEY'],
  install: 'curl https://cursor.com/install -fsS | bash',
  signIn: 'cursor-agent login',
  folders: [
    {
      path: '.cursor',
      access: 'write',
      kept: {
        'mcp.json': '{"mcpServers":{}}\n',
        'hooks.json': '{"version":1,"hooks":{}}\n',
        commands: folder,
        rules: folder,
        extensions: folder,
      },
    },
    { path: '.config/cursor', variable: { name: 'XDG_CONFIG_HOME', below: 'cursor' }, access: 'write' },
  ],
  hosts: ['cursor.com', '*.cursor.com', 'cursor.sh', '*.cursor.sh'],
  addresses: { variables: [], files: [] },
  instructions: ['AGENTS.md', '.cursorrules', '.cursor/rules'],
  skills: ['.cursor/skills', '~/.cursor/skills'],
  quirks: {},
};

export const acpPresets: Readonly<Record<string, AcpPreset>> = { opencode, gemini, goose, qwen, copilot, cursor };
