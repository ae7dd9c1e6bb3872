/**
 * The command registry: one object per command, shared by palette, menu, button and key. Features export theirs;
 * `app/commands.ts` registers all. A screen that needs its own live data registers while it is mounted (`useCommands`).
 */
import { useEffect } from 'react';
import { create } from 'zustand';
import type { Settings } from '#contract/settings.ts';
import { keyCaps } from './keymap.ts';
import { isMac } from './platform.ts';
import { settingsNow, useSettings } from './settings.ts';

export interface Command {
  /** `subject.verb`; never changes once published, for key bindings and the native menu name it. */
  readonly id: string;
  /** In the imperative, as the palette shows it. */
  readonly title: string;
  readonly group: 'Go to' | 'Task' | 'Thread' | 'Board' | 'Changes' | 'Projects' | 'App';
  /** Default keys; the first is the one that is shown. Without any it is reached by palette and menu only. */
  readonly keys?: readonly string[];
  /** When the keys are in force and the palette lists it. Empty: always. */
  readonly when?: string;
  /** Other words to find it by. */
  readonly words?: string;
  /** Not in the palette: moves of the focus and the like. */
  readonly keyOnly?: boolean;
  /** False gives the press back to the page: there was nothing to do. */
  readonly run: () => void | boolean | Promise<void>;
}

export interface Binding {
  readonly command: Command;
  readonly keys: readonly string[];
  readonly when: string;
  /** The user's own instead of the default. */
  readonly own: boolean;
}

export const bindingOf = (command: Command, own: Settings['keys']): Binding => {
  const chosen = own[command.id];
  const when = command.when ?? '';
  if (chosen === undefined) return { command, keys: command.keys ?? [], when, own: false };
  if (chosen === null) return { command, keys: [], when, own: true };
  return typeof chosen === 'string'
    ? { command, keys: [chosen], when, own: true }
    : { command, keys: [chosen.key], when: chosen.when, own: true };
};

const useRegistry = create<{ readonly commands: readonly Command[] }>(() => ({ commands: [] }));

/** Later ones come first when keys compete. Gives how to take them away again. */
export const registerCommands = (commands: readonly Command[]): (() => void) => {
  useRegistry.setState(({ commands: known }) => ({ commands: [...commands, ...known] }));
  return () => useRegistry.setState(({ commands: known }) => ({ commands: known.filter((command) => !commands.includes(command)) }));
};

/** Registers for as long as the component is mounted. Keep the list the same object between renders. */
export const useCommands = (commands: readonly Command[]): void => useEffect(() => registerCommands(commands), [commands]);

export const useAllCommands = (): readonly Command[] => useRegistry((state) => state.commands);
export const commandsNow = (): readonly Command[] => useRegistry.getState().commands;

export const bindingsNow = (): readonly Binding[] => {
  const { keys } = settingsNow();
  return commandsNow().map((command) => bindingOf(command, keys));
};

/** Runs a command by its id, as the native menu does. Tells whether there is one. */
export const runCommand = (id: string): boolean => {
  const command = commandsNow().find((one) => one.id === id);
  if (command === undefined) return false;
  void command.run();
  return true;
};

const noCaps: readonly string[] = [];
/** The key caps to show beside a button for a command; empty when it has none. */
export const useKeyCaps = (id: string): readonly string[] => {
  const own = useSettings((settings) => settings.keys);
  const command = useRegistry((state) => state.commands.find((one) => one.id === id));
  const key = command === undefined ? undefined : bindingOf(command, own).keys[0];
  return key === undefined ? noCaps : keyCaps(key, isMac);
};
export const keyCapsNow = (id: string): readonly string[] => {
  const binding = bindingsNow().find((one) => one.command.id === id);
  return binding?.keys[0] === undefined ? noCaps : keyCaps(binding.keys[0], isMac);
};
