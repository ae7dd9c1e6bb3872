/** What a command of the command line is. Each file of commands/ exports some; the table is in command-table.ts. */
import type { ParseArgsConfig } from 'node:util';
import type { ExitCode } from './cli-error.ts';
import type { CoreSession } from './core-session.ts';
import type { Output } from './output.ts';

type OptionTable = NonNullable<ParseArgsConfig['options']>;
export type Values<O extends OptionTable> = {
  readonly [K in keyof O]?: O[K] extends { multiple: true } ? string[] : O[K] extends { type: 'boolean' } ? boolean : string;
};

export interface Invocation<O extends OptionTable = OptionTable> {
  readonly operands: readonly string[];
  readonly values: Values<O>;
  readonly output: Output;
  readonly dataFolder: string;
  /** The running core, started when there is none. Asked for again it is the same one. */
  readonly core: () => Promise<CoreSession>;
}

export interface Command<O extends OptionTable = OptionTable> {
  /** One word, or two: `project add`. */
  readonly name: string;
  /** Operands and options as the help shows them. */
  readonly usage: string;
  /** One line for the list of commands. */
  readonly summary: string;
  /** Further lines of help. */
  readonly notes?: readonly string[];
  readonly options: O;
  /** How many operands it takes. */
  readonly operands: readonly [least: number, most: number];
  readonly run: (invocation: Invocation<O>) => Promise<ExitCode>;
}

/** Types the options of a command by its own table, and forgets the type for the table of all. */
export const command = <const O extends OptionTable>(definition: Command<O>): Command => definition as unknown as Command;
