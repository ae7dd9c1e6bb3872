/** What the agent sees, in words: sections, states of servers, trust of hooks, paths as a person reads them. Pure. */
import type { SeenHook, SeenServer, SeenSkill, Surroundings, SurroundingsSection } from '#contract/surroundings.ts';
import type { Tone } from '#renderer/ui/chip.tsx';

export interface SectionText {
  readonly title: string;
  readonly about: string;
  /** Where there is none. */
  readonly none: string;
}

export const sectionTexts: Readonly<Record<SurroundingsSection, SectionText>> = {
  instructions: {
    title: 'Instructions',
    about: 'Files that tell the agent how to work here, the outermost first.',
    none: 'No file tells it how to work here.',
  },
  skills: {
    title: 'Skills',
    about: 'It sees their names and descriptions, and reads the rest when it needs it. Type $ in a message to name one.',
    none: 'It has no skills here. Make one from a thread that went well: its menu has “Make a skill”.',
  },
  commands: { title: 'Slash commands', about: 'Type / at the beginning of a message.', none: 'It has no commands of its own here.' },
  servers: {
    title: 'MCP servers',
    about: 'Programs and addresses that give it more tools.',
    none: 'No server gives it more tools. Add one in the settings, for all agents.',
  },
  hooks: {
    title: 'Hooks',
    about: 'Commands that the agent’s program runs by itself at certain moments, outside of our sandbox.',
    none: 'Nothing runs by itself.',
  },
  subagents: { title: 'Sub-agents', about: 'Kinds of agents that it can set to work.', none: 'None are set up here.' },
};

export const serverStates: Readonly<Record<SeenServer['state'], { readonly tone: Tone; readonly label: string }>> = {
  ready: { tone: 'review', label: 'ready' },
  connecting: { tone: 'run', label: 'connecting' },
  failed: { tone: 'fail', label: 'failed' },
  'signed-out': { tone: 'needs', label: 'signed out' },
  off: { tone: 'idle', label: 'left out' },
  unknown: { tone: 'idle', label: 'not seen yet' },
};

export const trustTexts: Readonly<Record<SeenHook['trust'], { readonly tone: Tone; readonly label: string } | null>> = {
  trusted: { tone: 'review', label: 'trusted' },
  untrusted: { tone: 'needs', label: 'not trusted: does not run' },
  changed: { tone: 'needs', label: 'changed since you trusted it: does not run' },
  managed: { tone: 'idle', label: 'set by an administrator' },
  unknown: null,
};

export const skillScopes: Readonly<Record<SeenSkill['scope'], string>> = {
  project: 'Of the project',
  user: 'Your own',
  agent: 'Of the agent',
};

/** As seen from the folder, where it lies in it. */
export const shownPath = (folder: string, path: string): string => insidePath(folder, path) ?? path;

/** From the folder's root, with `/`; null when it lies elsewhere. */
export const insidePath = (folder: string, path: string): string | null => {
  const inner = path.startsWith(folder) ? path.slice(folder.length) : '';
  return /^[/\\]./.test(inner) ? inner.slice(1).replaceAll('\\', '/') : null;
};

/** Null: the agent has no such thing. */
export const countOf = (seen: Surroundings, section: SurroundingsSection): number | null => seen[section]?.length ?? null;
