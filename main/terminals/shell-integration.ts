/**
 * What makes the user's shell tell its terminal where it is and how its commands end (OSC 7 and 133), without touching a
 * file of the user: each shell is started so that it reads ours, which reads theirs first.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Sent before each prompt, and before each command. `\a` ends them: every terminal knows that. */
const BASH_HOOKS = `
__switchyard_prompt() {
  local code=$?
  [ -n "$__switchyard_at" ] && printf '\\e]133;D;%s\\a' "$code"
  __switchyard_at=
  printf '\\e]7;file://%s%s\\a\\e]133;A\\a' "$HOSTNAME" "$PWD"
  return $code
}
__switchyard_ps0() { printf '\\e]633;E;%s\\a\\e]133;C\\a' "$(HISTTIMEFORMAT= builtin history 1 2>/dev/null | sed -e '1s/^ *[0-9]*[* ] //' -e 's/\\\\/\\\\\\\\/g' -e 's/;/\\\\x3b/g' | tr -d '\\000-\\037' | cut -c 1-500)"; }
case "$(declare -p PROMPT_COMMAND 2>/dev/null)" in
  'declare -a'*) PROMPT_COMMAND=(__switchyard_prompt "\${PROMPT_COMMAND[@]}") ;;
  *) PROMPT_COMMAND="__switchyard_prompt\${PROMPT_COMMAND:+; $PROMPT_COMMAND}" ;;
esac
PS0="\${PS0}"'$(__switchyard_ps0)\${__switchyard_at:0:$((__switchyard_at=1,0))}'
`;

const BASH = `# Read by bash instead of its own files, which it reads first: as a login shell does, then as an interactive one.
[ -r /etc/profile ] && . /etc/profile
if [ -r ~/.bash_profile ]; then . ~/.bash_profile
elif [ -r ~/.bash_login ]; then . ~/.bash_login
elif [ -r ~/.profile ]; then . ~/.profile
fi
if [ -z "$__switchyard_rc" ] && [ -r ~/.bashrc ]; then __switchyard_rc=1; . ~/.bashrc; fi
${BASH_HOOKS}`;

const ZSH_FILE = (name: string, more = ''): string => `
ZDOTDIR="\${SWITCHYARD_ZDOTDIR:-$HOME}"
[ -r "$ZDOTDIR/${name}" ] && . "$ZDOTDIR/${name}"
${more}`;
/** Ours stays in force until the last of its files was read. */
const ZSH_BACK = `SWITCHYARD_ZDOTDIR="$ZDOTDIR"; ZDOTDIR="$SWITCHYARD_ZSH"`;
const ZSH_HOOKS = `
autoload -Uz add-zsh-hook
__switchyard_precmd() {
  local code=$?
  [[ -n "$__switchyard_at" ]] && printf '\\e]133;D;%s\\a' "$code"
  __switchyard_at=
  printf '\\e]7;file://%s%s\\a\\e]133;A\\a' "$HOST" "$PWD"
}
__switchyard_preexec() { __switchyard_at=1; printf '\\e]633;E;%s\\a\\e]133;C\\a' "\${\${\${1//\\\\/\\\\\\\\}//;/\\\\x3b}//$'\\n'/ }"; }
add-zsh-hook precmd __switchyard_precmd
add-zsh-hook preexec __switchyard_preexec
ZDOTDIR="\${SWITCHYARD_ZDOTDIR:-$HOME}"
unset SWITCHYARD_ZDOTDIR SWITCHYARD_ZSH
`;

/** fish 4 tells everything by itself; what it has said already is not said twice. */
const FISH = `
if string match -qr '^[0-3]\\.' -- $version
  function __switchyard_prompt --on-event fish_prompt
    printf '\\e]7;file://%s%s\\a\\e]133;A\\a' $hostname (string escape --style=url -- $PWD)
  end
  function __switchyard_begin --on-event fish_preexec
    printf '\\e]633;E;%s\\a\\e]133;C\\a' (string replace -a \\\\ \\\\\\\\ -- $argv[1] | string replace -a ';' '\\x3b')
  end
  function __switchyard_end --on-event fish_postexec
    printf '\\e]133;D;%s\\a' $status
  end
end
`;

/** The shell's own hooks in one variable, for bash in a sandbox, which cannot read our files. */
export const BASH_PROMPT_COMMAND = `printf '\\e]133;D;%s\\a\\e]7;file://%s%s\\a\\e]133;A\\a' "$?" "$HOSTNAME" "$PWD"`;

export interface ShellStart {
  readonly file: string;
  readonly args: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
}

/** Writes the files, anew with every start of the app: they belong to this release. */
export const writeShellFiles = (folder: string): void => {
  mkdirSync(join(folder, 'zsh'), { recursive: true, mode: 0o700 });
  const files: Readonly<Record<string, string>> = {
    'bash.sh': BASH,
    'fish.fish': FISH,
    'zsh/.zshenv': ZSH_FILE('.zshenv', ZSH_BACK),
    'zsh/.zprofile': ZSH_FILE('.zprofile', ZSH_BACK),
    'zsh/.zshrc': ZSH_FILE('.zshrc', ZSH_BACK),
    'zsh/.zlogin': ZSH_FILE('.zlogin', ZSH_HOOKS),
  };
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text, { mode: 0o600 });
};

/** How to start this shell as the user's login shell that tells where it is. Shells that we do not know are started plainly. */
export const startOfShell = (shell: string, folder: string, environment: Readonly<Record<string, string | undefined>>): ShellStart => {
  const name = shell.split(/[/\\]/).at(-1) ?? '';
  switch (name) {
    case 'bash':
      return { file: shell, args: ['--init-file', join(folder, 'bash.sh'), '-i'], environment: {} };
    case 'zsh':
      return {
        file: shell,
        args: ['-l', '-i'],
        environment: {
          ZDOTDIR: join(folder, 'zsh'),
          SWITCHYARD_ZSH: join(folder, 'zsh'),
          ...(environment['ZDOTDIR'] === undefined ? {} : { SWITCHYARD_ZDOTDIR: environment['ZDOTDIR'] }),
        },
      };
    case 'fish':
      return { file: shell, args: ['-l', '-i', '-C', `source '${join(folder, 'fish.fish').replaceAll("'", "\\'")}'`], environment: {} };
    default:
      return { file: shell, args: process.platform === 'win32' ? [] : ['-l'], environment: {} };
  }
};
