/** The options of `switchyard serve`. */
import { parseArgs } from 'node:util';
import { failure } from '#contract/failure.ts';

export interface ServeOptions {
  /** Null: the usual port, or any free one when that is taken. */
  readonly port: number | null;
  readonly host: string;
  readonly open: boolean;
  readonly json: boolean;
  /** The core ends itself after this long without work and without a client. Null: never. */
  readonly idleExitMinutes: number | null;
}

export const serveOptionTable = {
  port: { type: 'string' },
  host: { type: 'string' },
  open: { type: 'boolean' },
  json: { type: 'boolean' },
  'idle-exit': { type: 'string' },
} as const;

const portOf = (text: string | undefined): number | null => {
  if (text === undefined) return null;
  const port = Number(text);
  if (/^\d+$/.test(text) && port <= 65_535) return port;
  throw failure('invalid', `“${text}” is no port.`, 'Give a number from 0 to 65535 after --port.');
};

const minutesOf = (text: string | undefined): number | null => {
  if (text === undefined) return null;
  const minutes = Number(text);
  if (text.trim() !== '' && minutes >= 0 && minutes <= 60 * 24 * 7) return minutes;
  throw failure('invalid', `“${text}” is no number of minutes.`, 'Give a number after --idle-exit.');
};

/** Throws AppError `invalid` for what makes no sense, and what parseArgs throws for unknown options. */
export const parseServeOptions = (args: readonly string[]): ServeOptions => {
  const { values } = parseArgs({ args: [...args], options: serveOptionTable, allowPositionals: false });
  return {
    port: portOf(values.port),
    host: values.host ?? '127.0.0.1',
    open: values.open ?? false,
    json: values.json ?? false,
    idleExitMinutes: minutesOf(values['idle-exit']),
  };
};
