/**
 * Takes a shell text apart into the simple commands that it would run and the files that it would open. Pure; never throws.
 * Whatever is not understood for certain is said to be unknown, and what is unknown is never allowed.
 *
 * `unbash` reads the grammar. It recovers from faults, so any error it tells of makes the text unknown.
 */
import { forEachChild, parse, type Command, type ParameterExpansionPart, type Redirect, type SyntaxNode, type Word } from 'unbash';
import { newReading, type CommandParts, type Reading, type RedirectedFile } from './command-parts.ts';
import { isHarmlessVariable } from './shell-variables.ts';
import { valueOf } from './word-value.ts';
import { takeCommand } from './take-command.ts';

/** Longer texts are not read. */
const TEXT_MAX_CHARS = 100_000;
const DEPTH_MAX = 8;
/** Commands in one text that a person can still judge, and that rules are matched with. */
const COMMANDS_MAX = 500;

const unknown = (reading: Reading, why: string): void => {
  if (!reading.unknown.includes(why)) reading.unknown.push(why);
};

const children = (reading: Reading, node: SyntaxNode): void => forEachChild(node, (child) => readNode(reading, child));

/** A file name that a redirection gives, as seen from where the command runs. */
const file = (reading: Reading, word: Word): RedirectedFile => {
  const { text, value } = valueOf(word);
  return { path: value, text, folders: reading.folders };
};

const readRedirect = (reading: Reading, redirect: Redirect): void => {
  const { operator, target } = redirect;
  children(reading, redirect);
  if (target === undefined) return unknown(reading, 'a redirection has no target');
  const isDescriptor = /^(?:\d+-?|-)$/.test(target.text);
  switch (operator) {
    case '<':
      return void reading.reads.push(file(reading, target));
    case '<&':
    case '>&':
      if (isDescriptor) return;
      return void (operator === '<&' ? reading.reads : reading.writes).push(file(reading, target));
    case '<>':
      reading.reads.push(file(reading, target));
      return void reading.writes.push(file(reading, target));
    case '>':
    case '>>':
    case '>|':
    case '&>':
    case '&>>':
      return void reading.writes.push(file(reading, target));
    default:
      return unknown(reading, `“${String(operator)}” is no redirection that is known here`);
  }
};

/** Values in arithmetic are evaluated again and again, commands in subscripts included. */
const readParameter = (reading: Reading, part: ParameterExpansionPart): void => {
  const evaluates = part.prefix === '!' || part.index !== undefined;
  const { operation } = part;
  if (evaluates || operation?.type === 'Slice' || operation?.type === 'Transform' || operation?.type === 'Unknown')
    unknown(reading, `“${part.text}” may evaluate what a variable holds`);
  if (operation?.type === 'Default' && operation.operator.endsWith('=')) setVariable(reading, part.parameter);
  children(reading, part);
};

const setVariable = (reading: Reading, name: string): void => {
  if (!isHarmlessVariable(name)) unknown(reading, `it sets ${name}`);
};

const readSimple = (reading: Reading, command: Command): void => {
  if (reading.commands.length > COMMANDS_MAX) return unknown(reading, 'there are too many commands in it');
  for (const part of command.prefix) if (part.type === 'Assignment') setVariable(reading, part.name);
  // What stands inside words and redirections runs first.
  children(reading, command);
  if (command.name === undefined) return;
  const args = command.args.map((arg) => (arg.type === 'Word' ? valueOf(arg) : { text: arg.text, value: null }));
  const hasInput = command.redirects.some((redirect) => redirect.type !== 'Redirect' || redirect.operator.startsWith('<'));
  takeCommand(reading, [valueOf(command.name), ...args], { hasInput, readText });
};

const readNode = (reading: Reading, node: SyntaxNode): void => {
  switch (node.type) {
    case 'Command':
      return readSimple(reading, node);
    case 'Redirect':
      return readRedirect(reading, node);
    case 'ParameterExpansion':
      return readParameter(reading, node);
    case 'While':
    case 'For':
    case 'Select':
      reading.loops += 1;
      if (node.type !== 'While') setVariable(reading, node.name.value);
      children(reading, node);
      reading.loops -= 1;
      return;
    case 'Function':
      return unknown(reading, 'it defines a function');
    case 'ArithmeticFor':
    case 'ArithmeticCommand':
      return unknown(reading, 'it reckons with variables');
    case 'ArithmeticExpansion':
      if (!/^\$(?:\(\(|\[)[\d\s+*/%()-]*(?:\)\)|\])$/.test(node.text)) unknown(reading, 'it reckons with variables');
      return children(reading, node);
    case 'TestUnary':
      if (node.operator === '-v' || node.operator === '-R') unknown(reading, 'a test evaluates what a variable holds');
      return children(reading, node);
    case 'TestBinary':
      if (/^-(?:eq|ne|lt|le|gt|ge)$/.test(node.operator)) unknown(reading, 'a test reckons with variables');
      return children(reading, node);
    case 'Coproc':
      return unknown(reading, 'it starts a coprocess');
    case 'Assignment':
      if (node.index !== undefined) unknown(reading, 'it sets a part of a list');
      return children(reading, node);
    case 'FileDescriptorVariable':
      return setVariable(reading, node.name);
    case 'HereDoc':
      if (node.closing === undefined) unknown(reading, 'the end of an input text is missing');
      return children(reading, node);
    case 'ProcessSubstitution':
      // Where such a word ends is not what the parser says (`a<(b)#c`).
      unknown(reading, 'a file in it is made by another command');
      return children(reading, node);
    case 'CommandExpansion':
    case 'ArithmeticCommandExpansion':
      if (node.script === undefined) unknown(reading, 'a part of it is no shell text');
      return children(reading, node);
    default:
      if ('errors' in node && node.errors !== undefined && node.errors.length > 0) unknown(reading, 'a part of it is no shell text');
      return children(reading, node);
  }
};

/** Reads a text into what is known so far: the whole, or what a shell within it is given. */
export const readText = (reading: Reading, text: string): void => {
  if (reading.depth >= DEPTH_MAX || text.length > TEXT_MAX_CHARS) return unknown(reading, 'it is too long or too deep');
  reading.depth += 1;
  const script = parse(text);
  if ((script.errors?.length ?? 0) > 0) unknown(reading, 'it is no shell text that can be read');
  children(reading, script);
  reading.depth -= 1;
};

/** Characters that a person does not see as what they are: control characters, and those that turn the direction. */
// oxlint-disable-next-line no-control-regex
const UNREADABLE = /[\0-\x08\x0b-\x1f\x7f\u200e\u200f\u202a-\u202e\u2066-\u2069]/;

export const parseCommand = (text: string, cwd: string): CommandParts => {
  const reading = newReading(cwd);
  if (/\S\\\n/.test(text)) unknown(reading, 'a line is broken within a word');
  if (UNREADABLE.test(text)) unknown(reading, 'it has characters in it that cannot be seen');
  try {
    readText(reading, text);
  } catch {
    // The parser is not ours; whatever it stumbles over is not understood.
    unknown(reading, 'it is no shell text that can be read');
  }
  if (reading.commands.length === 0 && reading.unknown.length === 0 && reading.writes.length === 0 && reading.reads.length === 0)
    unknown(reading, 'there is no command in it');
  const { commands, writes, reads } = reading;
  return { commands, writes, reads, unknown: reading.unknown };
};
