/** Names that mean the same on most machines. Relative ones are below the user's home. */

/** Never shown, whatever is shown around them. */
export const secretNames: readonly string[] = [
  ...['.ssh', '.gnupg', '.aws', '.azure', '.config/gcloud', '.config/gh', '.config/glab-cli', '.config/hub', '.kube', '.docker', '.netrc'],
  ...['.git-credentials', '.config/git/credentials', '.pypirc', '.pgpass', '.my.cnf', '.vault-token', '.password-store', '.terraform.d'],
  ...['.local/share/keyrings', '.mozilla', '.config/google-chrome', '.config/chromium', '.config/BraveSoftware', '.thunderbird'],
  ...['.cargo/credentials', '.cargo/credentials.toml', '.gem/credentials', '.m2/settings.xml', '.m2/settings-security.xml', '.oci'],
  ...['.codex', '.claude', '.claude.json', '.gemini', '.config/switchyard', '.local/share/switchyard', '.bash_history', '.zsh_history'],
  ...['Library/Keychains', 'Library/Application Support/Google/Chrome', 'Library/Application Support/Firefox', 'Library/Cookies'],
];

/** Shown read-only in the otherwise empty home: toolchains and what they are set up with. */
export const toolNames: readonly string[] = [
  ...['.gitconfig', '.config/git', '.gitignore', '.gitignore_global', '.editorconfig', '.npmrc', '.yarnrc', '.yarnrc.yml'],
  ...['.nvm', '.volta', '.fnm', '.asdf', '.mise', '.local/share/mise', '.local/share/fnm', '.local/share/pnpm', '.bun', '.deno'],
  ...['.rustup', '.cargo/bin', '.cargo/env', '.cargo/registry', '.cargo/git', '.pyenv', '.rbenv', '.sdkman', '.local/share/uv'],
  ...['.local/bin', '.local/lib', 'go/bin', 'go/pkg', '.m2', '.gradle/wrapper', 'miniconda3', 'anaconda3'],
  // The user's own skills: agents read them when they use one.
  '.agents/skills',
];

/** Of those, the ones that may hold a password or token among harmless settings: shown only when they do not. */
export const settingsWithSecrets: readonly string[] = ['.gitconfig', '.config/git/config', '.npmrc', '.yarnrc', '.yarnrc.yml'];

export const looksSecret = (settings: string): boolean =>
  /_auth|_password|token|extraheader|password\s*=|npmAuthIdent/i.test(settings) || /:\/\/[^/\s@:]+:[^/\s@]+@/.test(settings);

/** In the workspace, run or obeyed by programs outside of it. What exists is shown read-only. */
export const protectedNames: readonly string[] = [
  ...[
    '.git',
    '.vscode',
    '.idea',
    '.claude',
    '.codex',
    '.agents',
    '.cursor',
    '.gemini',
    '.qwen',
    '.opencode',
    'opencode.json',
    '.mcp.json',
    '.devcontainer',
    '.envrc',
  ],
];

/** What only the superuser can read on a machine, and a command of his has no business with. */
export const systemSecrets: readonly string[] = [
  ...['/etc/shadow', '/etc/shadow-', '/etc/gshadow', '/etc/gshadow-', '/etc/sudoers', '/etc/sudoers.d', '/etc/krb5.keytab'],
  ...['/etc/ssl/private', '/etc/wireguard', '/etc/NetworkManager/system-connections', '/var/spool/cron', '/var/lib/docker'],
];

/** Folders that hold the homes of users. */
export const homeParents: readonly string[] = ['/home', '/root', '/Users'];
