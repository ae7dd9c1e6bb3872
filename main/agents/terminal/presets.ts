/**
 * Programs that are worked with in a terminal, as data: how they are started, spoken to and understood, what they need beside the
 * thread's folder. Nothing of them is read from the screen but the last lines, by `waits`.
 */
export interface TerminalPreset {
  readonly id: string;
  readonly label: string;
  /** One line: what it is. */
  readonly about: string;
  readonly command: string;
  readonly args: readonly string[];
  /** `argument`: the first message is the last argument. `typed`: it is typed once the program rests after its start. */
  readonly start: 'typed' | 'argument';
  /** Arguments that take the last conversation of this folder up again; absent where there is no such thing. */
  readonly resume?: readonly string[];
  /** So long without output means that its work is done. */
  readonly quietSeconds: number;
  /** One of the last visible lines is like this while it waits for the user. */
  readonly waits?: RegExp;
  /** What a bell or a notification means; a notification that is like `done` says that the work is done. */
  readonly rings: 'waits' | 'done';
  readonly done?: RegExp;
  /** What stops it without ending it. */
  readonly interrupt: string;
  /** Beside the thread's folder, from the home: its records and settings; hosts it talks to; variables that its keys are in. */
  readonly folders: readonly string[];
  readonly hosts: readonly string[];
  readonly variables: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  readonly install: string;
}

export const CTRL_C = '\x03';
const ESCAPE = '\x1b';

/** Yes or no, “press enter”, a password: how most programs ask. What follows it on the line is the answer, and then it asks no more. */
export const usualQuestions =
  /(?:\[y(?:es)?\/n(?:o)?\]|\(y(?:es)?\/n(?:o)?\)|\(y\)es\/\(n\)o[^\n]{0,60}\]|(?:do you want|would you like|proceed|continue|allow|approve|are you sure)[^\n]{0,200}\?|press (?:enter|return|any key)[^\n]{0,40}|password(?: for [^\n]{1,60})?)\s*[:>?]?\s*$/i;

const providers: Pick<TerminalPreset, 'hosts' | 'variables'> = {
  hosts: [
    'api.openai.com',
    'api.anthropic.com',
    'generativelanguage.googleapis.com',
    'openrouter.ai',
    'api.deepseek.com',
    'api.mistral.ai',
  ],
  variables: [
    ...[
      'OPENAI_API_KEY',
      'OPENAI_API_BASE',
      'ANTHROPIC_API_KEY',
      'GEMINI_API_KEY',
      'OPENROUTER_API_KEY',
      'DEEPSEEK_API_KEY',
      'MISTRAL_API_KEY',
    ],
  ],
};

export const own: TerminalPreset = {
  ...{ id: 'own', label: 'Your own', about: 'Any program that is worked with in a terminal.', command: '', args: [], start: 'typed' },
  ...{ quietSeconds: 5, waits: usualQuestions, rings: 'waits', interrupt: CTRL_C, folders: [], hosts: [], variables: [], environment: {} },
  install: 'Check the path of the program.',
};

export const terminalPresets: readonly TerminalPreset[] = [
  {
    ...{ ...own, ...providers, id: 'aider', label: 'Aider', about: 'Pair programming in the terminal, with any model.', command: 'aider' },
    ...{
      args: ['--no-auto-commits', '--no-check-update', '--no-show-release-notes', '--notifications'],
      resume: ['--restore-chat-history'],
    },
    ...{ quietSeconds: 12, rings: 'done', folders: ['~/.aider', '~/.aider.conf.yml'], environment: { AIDER_ANALYTICS: 'false' } },
    install: 'python -m pip install aider-install && aider-install',
  },
  {
    ...{ ...own, id: 'amp', label: 'Amp', about: 'Sourcegraph’s agent for the terminal.', command: 'amp', quietSeconds: 10, rings: 'done' },
    ...{
      folders: ['~/.config/amp', '~/.local/share/amp', '~/.cache/amp'],
      hosts: ['ampcode.com', '*.ampcode.com'],
      variables: ['AMP_API_KEY'],
    },
    ...{ interrupt: ESCAPE, install: 'npm install -g @sourcegraph/amp' },
  },
  {
    ...{ ...own, ...providers, id: 'crush', label: 'Crush', about: 'Charm’s agent for the terminal, with any model.', command: 'crush' },
    ...{
      quietSeconds: 10,
      interrupt: ESCAPE,
      folders: ['~/.config/crush', '~/.local/share/crush'],
      install: 'npm install -g @charmland/crush',
    },
  },
  {
    ...{ ...own, id: 'codex-terminal', label: 'Codex in a terminal', about: 'Codex with its own screen.', command: 'codex', args: [] },
    ...{ start: 'argument', resume: ['resume', '--last'], quietSeconds: 10, interrupt: ESCAPE, folders: ['~/.codex'] },
    ...{ done: /turn complete|finished/i, hosts: ['api.openai.com', 'chatgpt.com', '*.chatgpt.com', 'auth.openai.com'] },
    ...{ variables: ['OPENAI_API_KEY', 'CODEX_HOME'], install: 'npm install -g @openai/codex' },
  },
  {
    ...{ ...own, id: 'claude-terminal', label: 'Claude Code in a terminal', about: 'Claude Code with its own screen.', command: 'claude' },
    ...{ start: 'argument', resume: ['--continue'], quietSeconds: 10, interrupt: ESCAPE, folders: ['~/.claude', '~/.claude.json'] },
    ...{ done: /waiting for your input|finished|complete/i, hosts: ['api.anthropic.com', 'claude.ai', 'console.anthropic.com'] },
    ...{ variables: ['ANTHROPIC_API_KEY', 'CLAUDE_CONFIG_DIR'], environment: { DISABLE_AUTOUPDATER: '1' } },
    install: 'npm install -g @anthropic-ai/claude-code',
  },
];
