/** The command line: finds the command, reads its options, runs it, and tells in a sentence what went wrong. */
import { parseArgs } from 'node:util';
import { openLog } from '#main/base/log.ts';
import { dataPaths, findDataFolder } from '#main/base/paths.ts';
import { appVersion } from '#main/rpc/app-root.ts';
import { exitCodeOf, toFailure, UsageError, type ExitCode } from './cli-error.ts';
import { commands, serve } from './command-table.ts';
import type { Command, Invocation, Values } from './command.ts';
import type { CoreSession } from './core-session.ts';
import { helpOf, helpOfGroup, overview } from './help.ts';
import { Output } from './output.ts';
import { connectOrStart } from './start-core.ts';
import { suggest } from './suggest.ts';

const globalOptions = { json: { type: 'boolean' }, help: { type: 'boolean', short: 'h' } } as const;

const unknownCommand = (words: readonly string[]): UsageError => {
  const first = words[0] ?? '';
  const group = commands.filter(({ name }) => name.startsWith(`${first} `));
  const names = group.length > 0 ? group.map(({ name }) => name) : [...commands.map(({ name }) => name), 'help'];
  const typed = group.length > 0 ? words.slice(0, 2).join(' ') : first;
  const near = words.length > 1 || group.length === 0 ? suggest(typed, names) : null;
  if (group.length > 0 && near === null)
    return new UsageError(`“${first}” needs one of: ${names.map((name) => name.slice(first.length + 1)).join(', ')}.`);
  return new UsageError(
    `There is no command “${typed}”.`,
    near === null ? '“switchyard help” lists the commands.' : `Did you mean “${near}”?`,
  );
};

/** The command that the first words name, and what follows them. */
const findCommand = (args: readonly string[]): { readonly command: Command; readonly rest: readonly string[] } => {
  for (const count of [2, 1]) {
    const command = commands.find(({ name }) => name === args.slice(0, count).join(' '));
    if (command !== undefined) return { command, rest: args.slice(count) };
  }
  throw unknownCommand(args);
};

const unknownOption = (option: string, command: Command): UsageError => {
  const near = suggest(option.replace(/^-+/, ''), [...Object.keys(command.options), ...Object.keys(globalOptions)]);
  const dash = option.startsWith('-') && near === null ? ' Put “--” before a text that begins with a dash.' : '';
  return new UsageError(
    `“${command.name}” has no option ${option}.`,
    near === null ? `“switchyard help ${command.name}” lists its options.${dash}` : `Did you mean --${near}?`,
  );
};

interface Parsed {
  readonly values: Values<Command['options']> & Values<typeof globalOptions>;
  readonly operands: readonly string[];
}

const parse = (command: Command, args: readonly string[]): Parsed => {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      options: { ...command.options, ...globalOptions },
      allowPositionals: true,
    });
    return { values: values as Parsed['values'], operands: positionals };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    const unknown = /Unknown option '(-[^']+)'/.exec(message)?.[1];
    if (unknown !== undefined) throw unknownOption(unknown, command);
    const missing = /Option '(?:-\w, )?(--[\w-]+)/.exec(message)?.[1];
    throw new UsageError(
      missing === undefined
        ? `${message.split('\n')[0]}.`
        : message.includes('does not take')
          ? `${missing} takes no value.`
          : `${missing} needs a value.`,
      `See “switchyard help ${command.name}”.`,
    );
  }
};

const checkOperands = ({ name, usage, operands: [least, most] }: Command, operands: readonly string[]): void => {
  const shown = `Usage: switchyard ${name}${usage === '' ? '' : ` ${usage}`}`;
  if (operands.length < least) throw new UsageError(`“${name}” needs more than that.`, shown);
  if (operands.length > most) throw new UsageError(`“${name}” does not take “${operands[most]}”.`, shown);
};

const help = async (words: readonly string[], output: Output): Promise<ExitCode> => {
  const group = commands.filter(({ name }) => name.startsWith(`${words[0]} `));
  if (words.length === 0)
    await output.result(
      commands.map(({ name, usage, summary }) => ({ name, usage, summary })),
      overview(commands),
    );
  else if (words.length === 1 && group.length > 0)
    await output.result(
      group.map(({ name, usage, summary }) => ({ name, usage, summary })),
      helpOfGroup(group),
    );
  else {
    const { command } = findCommand(words);
    await output.result(
      { name: command.name, usage: command.usage, summary: command.summary, notes: command.notes ?? [] },
      helpOf(command),
    );
  }
  return 0;
};

const invoke = async (command: Command, { values, operands }: Parsed, output: Output): Promise<ExitCode> => {
  const dataFolder = findDataFolder();
  let session: Promise<CoreSession> | null = null;
  const invocation: Invocation = { operands, values, output, dataFolder, core: () => (session ??= connectOrStart(dataFolder)) };
  try {
    return await command.run(invocation);
  } finally {
    // One that could not be had needs no closing, and has been told.
    await (session as Promise<CoreSession> | null)?.then(
      (opened) => opened.close(),
      () => undefined,
    );
  }
};

const dispatch = async (args: readonly string[], output: Output): Promise<ExitCode> => {
  const [first = 'help'] = args;
  if (first === '--version' || first === '-v' || first === 'version') {
    await output.result({ version: appVersion }, appVersion);
    return 0;
  }
  if (first === 'help' || first === '--help' || first === '-h')
    return help(
      args.slice(1).filter((word) => !word.startsWith('-')),
      output,
    );
  if (first.startsWith('-'))
    throw new UsageError(`${first} is no option of its own.`, 'Name a command first; “switchyard help” lists them.');
  const { command, rest } = findCommand(args);
  const parsed = parse(command, rest);
  if (parsed.values.help === true) return help([command.name.split(' ')[0] ?? '', ...command.name.split(' ').slice(1)], output);
  checkOperands(command, parsed.operands);
  if (command !== serve) return invoke(command, parsed, output);
  // The core and its native parts are loaded only here: every other command starts without them.
  const server = await import('#main/serve/serve-command.ts');
  return (await server.serve(output.json ? [...rest.filter((word) => word !== '--json'), '--json'] : rest)) as ExitCode;
};

/** A bug's trace goes to the log, not to the terminal; to the terminal only where there can be no log. */
const logBugs = (): void => {
  try {
    openLog(dataPaths(findDataFolder()).logs);
  } catch {
    // The data folder cannot be written to, which may be what is to be told.
  }
};

/** Runs one command line; gives its exit code. */
export const runCli = async (args: readonly string[]): Promise<ExitCode> => {
  // After `--` stands a text, which may well be “--json”.
  const end = args.indexOf('--');
  const json = args.slice(0, end < 0 ? undefined : end).includes('--json');
  const output = new Output(json);
  // Who reads our output may stop reading, as `head` does: that is no error.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 1));
  // The one try of the command line.
  try {
    return await dispatch(args[0] === '--json' ? args.slice(1) : args, output);
  } catch (error) {
    logBugs();
    output.failure(toFailure(error));
    return exitCodeOf(error);
  }
};
