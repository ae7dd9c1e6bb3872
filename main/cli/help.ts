/** The help's texts. Pure. */
import type { Command } from './command.ts';

const synopsis = ({ name, usage }: Command): string => `switchyard ${name}${usage === '' ? '' : ` ${usage}`}`;

export const overview = (commands: readonly Command[]): string => {
  const width = Math.max(...commands.map(({ name }) => name.length), 'help'.length);
  const lines = [...commands, { name: 'help', summary: 'Show this, or more about a command: help COMMAND' }].map(
    ({ name, summary }) => `  ${name.padEnd(width)}  ${summary}`,
  );
  return `Switchyard, a control center for coding agents.

Usage: switchyard COMMAND [--json]

${lines.join('\n')}

Ids may be cut to a unique beginning. Every command takes --json.
The core that runs on the data folder (SWITCHYARD_HOME, or the usual place) is used; one is started when none runs.
Exit codes: 0 done, 1 failed, 2 wrong usage.`;
};

export const helpOf = (command: Command): string =>
  [`${command.summary}.`, '', `Usage: ${synopsis(command)} [--json]`, ...(command.notes === undefined ? [] : ['', ...command.notes])].join(
    '\n',
  );

/** Of several commands with the same first word, such as `project`. */
export const helpOfGroup = (group: readonly Command[]): string =>
  group.map((command) => `${synopsis(command)}\n    ${command.summary}`).join('\n');
