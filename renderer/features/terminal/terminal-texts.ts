/** What tabs and notes of terminals say. */
import type { Terminal, TerminalState } from '#contract/terminals.ts';

const programName = (program: string): string => program.split(/[/\\]/).at(-1) ?? program;

/** A title that a shell sets by itself says where it is (`user@host: ~/folder`): the folder is what tells tabs apart. */
const shortTitle = (title: string): string => {
  const place = /^[^\s@]+@[^\s:]+:\s*(\S.*)$/.exec(title)?.[1] ?? title;
  return place.includes('/') && !place.includes(' ') ? (place.split('/').findLast((part) => part !== '') ?? place) : place;
};

/** The user's own name, what runs in it, or where it is. */
export const labelOf = (terminal: Terminal): string => {
  if (terminal.name !== null) return terminal.name;
  if (terminal.run !== null) return terminal.run;
  const command = terminal.command?.running === true ? terminal.command.text : null;
  if (command !== null && command.trim() !== '') return command.trim().split(/\s+/).slice(0, 2).join(' ');
  if (terminal.kind === 'sandboxed') return 'sandboxed';
  return shortTitle(terminal.title) || programName(terminal.program);
};

export const kindTexts: Readonly<Record<Terminal['kind'], { readonly word: string; readonly hint: string }>> = {
  shell: { word: 'Your shell', hint: 'Runs as you, outside the sandbox.' },
  sandboxed: { word: 'Sandboxed', hint: 'Under the policy of this thread, as its agent.' },
  run: { word: 'Run command', hint: 'A command of the project. Runs as you, outside the sandbox.' },
  agent: { word: 'Agent', hint: 'The agent left this running.' },
  conversation: { word: 'Agent', hint: 'The program that works on this task, under its policy.' },
};

type Ended = Extract<TerminalState, { readonly kind: 'ended' }>;

export const endedText = ({ how, code, signal }: Ended): string => {
  switch (how) {
    case 'lost':
      return 'Cut off when the app ended. This is the last that was on its screen.';
    case 'ended':
      return 'Ended.';
    case 'exited':
      return signal === null ? `Ended with exit code ${code ?? 'unknown'}.` : `Ended by signal ${signal}.`;
  }
};

/** One tab: the terminals that stand beside each other in it. */
export interface TerminalTab {
  readonly group: string;
  readonly terminals: readonly Terminal[];
}

export const tabsOf = (terminals: readonly Terminal[]): readonly TerminalTab[] => {
  const groups = new Map<string, Terminal[]>();
  for (const terminal of terminals) groups.set(terminal.group, [...(groups.get(terminal.group) ?? []), terminal]);
  return [...groups].map(([group, members]) => ({ group, terminals: members }));
};
