/** The part of the contract that terminals answer. */
import { stat } from 'node:fs/promises';
import { isAbsolute, relative, resolve, sep } from 'node:path';
import { homedir } from 'node:os';
import type { Handlers } from '#main/base/handlers.ts';
import type { TerminalPlace } from './shell-command.ts';
import type { OpenTerminal } from './terminal.ts';
import type { Terminals } from './terminals.ts';
import type { ThreadProcesses } from './thread-processes.ts';

export interface TerminalHandlerNeeds {
  readonly terminals: Terminals;
  readonly processes: ThreadProcesses;
  readonly place: (owner: OpenTerminal['row']['owner']) => TerminalPlace;
}

type TerminalCall = Extract<keyof Handlers, `terminals.${string}` | `processes.${string}`> | 'terminals' | 'terminal' | 'processes';

/** Where a path that a terminal shows leads: from the shell's folder, else from the thread's. Null when nothing is there. */
const findFile = async ({ place }: TerminalHandlerNeeds, terminal: OpenTerminal, path: string) => {
  const { cwd: root } = place(terminal.row.owner);
  const home = path.startsWith('~/') ? resolve(homedir(), path.slice(2)) : path;
  const candidates = isAbsolute(home) ? [home] : [resolve(terminal.row.cwd, home), resolve(root, home)];
  for (const candidate of candidates) {
    const found = await stat(candidate).catch(() => null);
    if (found === null || !(found.isFile() || found.isDirectory())) continue;
    const within = relative(root, candidate);
    const isWithin = within !== '' && !within.startsWith('..') && !isAbsolute(within) && found.isFile();
    return { path: candidate, inWorktree: isWithin ? within.split(sep).join('/') : null };
  }
  return null;
};

export const terminalHandlers = (needs: TerminalHandlerNeeds): Pick<Handlers, TerminalCall> => {
  const { terminals, processes } = needs;
  return {
    terminals: ({ owner }) => terminals.topic(owner),
    terminal: ({ terminal }) => {
      const found = terminals.get(terminal);
      return { view: found.view };
    },
    'terminals.open': (input) => terminals.open(input),
    'terminals.write': ({ terminal, text }) => {
      terminals.get(terminal).write(text);
      return null;
    },
    'terminals.resize': ({ terminal, columns, rows }) => {
      terminals.get(terminal).resize(columns, rows);
      return null;
    },
    'terminals.running': () => terminals.runningOf(null),
    'terminals.restart': ({ terminal }) => terminals.restart(terminal),
    'terminals.end': async ({ terminal }) => {
      await terminals.get(terminal).end();
      return null;
    },
    'terminals.close': async ({ terminal }) => {
      await terminals.close(terminal);
      return null;
    },
    'terminals.rename': ({ terminal, name }) => {
      terminals.get(terminal).change({ name: name?.trim() === '' ? null : (name?.trim() ?? null) });
      return null;
    },
    'terminals.move': ({ terminal, to }) => {
      terminals.move(terminal, to);
      return null;
    },
    'terminals.file': ({ terminal, path }) => findFile(needs, terminals.get(terminal), path),
    processes: ({ thread }) => processes.topic(thread),
    'processes.end': async ({ thread, pid }) => {
      await processes.end(thread, pid);
      return null;
    },
  };
};
