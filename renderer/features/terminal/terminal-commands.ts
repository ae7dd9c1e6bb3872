/** The commands of the drawer of terminals, for keys and the palette. */
import type { Command } from '#renderer/state/commands.ts';

export interface TerminalActions {
  readonly toggle: () => void;
  readonly open: (kind: 'shell' | 'sandboxed', beside: boolean) => void;
  readonly show: (step: -1 | 1) => boolean;
  readonly move: (step: -1 | 1) => boolean;
  readonly scrollToCommand: (direction: -1 | 1) => boolean;
  readonly send: () => boolean;
  readonly processes: () => void;
  readonly close: () => boolean;
}

type Own = Omit<Command, 'group'>;

/** `canSandbox`: the owner is a thread, which has a policy. */
export const terminalCommands = (actions: () => TerminalActions, canSandbox: boolean): readonly Command[] =>
  [
    {
      id: 'terminal.toggle',
      title: 'Show or hide terminals',
      keys: ['Mod+J'],
      words: 'shell console drawer',
      run: () => actions().toggle(),
    },
    { id: 'terminal.new', title: 'New shell', keys: ['Mod+Shift+Y'], words: 'terminal console', run: () => actions().open('shell', false) },
    ...(canSandbox
      ? [
          {
            id: 'terminal.sandboxed',
            title: 'New sandboxed shell',
            words: 'terminal policy confined',
            run: () => actions().open('sandboxed', false),
          },
          { id: 'terminal.processes', title: 'Processes of this thread', words: 'memory cpu ports kill', run: () => actions().processes() },
        ]
      : []),
    {
      id: 'terminal.split',
      title: 'Split the terminal',
      keys: ['Mod+Shift+\\'],
      when: 'terminal',
      run: () => actions().open('shell', true),
    },
    { id: 'terminal.next', title: 'Next terminal', keys: ['Mod+Shift+ArrowRight'], when: 'terminal', run: () => actions().show(1) },
    { id: 'terminal.previous', title: 'Previous terminal', keys: ['Mod+Shift+ArrowLeft'], when: 'terminal', run: () => actions().show(-1) },
    { id: 'terminal.move-right', title: 'Move the terminal right', when: 'terminal', run: () => actions().move(1) },
    { id: 'terminal.move-left', title: 'Move the terminal left', when: 'terminal', run: () => actions().move(-1) },
    {
      id: 'terminal.command-before',
      title: 'Scroll to the command before',
      keys: ['Mod+Shift+ArrowUp'],
      when: 'terminal',
      run: () => actions().scrollToCommand(-1),
    },
    {
      id: 'terminal.command-after',
      title: 'Scroll to the command after',
      keys: ['Mod+Shift+ArrowDown'],
      when: 'terminal',
      run: () => actions().scrollToCommand(1),
    },
    {
      id: 'terminal.send',
      title: 'Send the selection or the last output to the agent',
      keys: ['Mod+Shift+L'],
      words: 'terminal quote composer',
      run: () => actions().send(),
    },
    { id: 'terminal.close', title: 'Close the terminal', when: 'terminal', run: () => actions().close() },
  ].map((command: Own): Command => ({ ...command, group: canSandbox ? 'Thread' : 'Projects' }));
