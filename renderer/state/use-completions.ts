/** What can stand at the cursor: files of the project, threads, skills, commands of ours and of the agent. */
import { useEffect, useMemo, useState } from 'react';
import type { AgentId, ProjectId, ThreadId } from '#contract/ids.ts';
import type { SeenCommand, SeenSkill, WhoseSurroundings } from '#contract/surroundings.ts';
import { useAgent } from './agents.ts';
import { boardNow } from './board.ts';
import { commandsNow, type Command } from './commands.ts';
import { fileMention, threadMention, type Completion } from './completion.ts';
import { call } from './core.ts';
import { useSurroundings } from './surroundings.ts';
import { isCurrent } from './waiting.ts';

export type Choice =
  | {
      readonly kind: 'insert';
      readonly id: string;
      readonly label: string;
      readonly hint: string;
      readonly text: string;
      /** What may follow: `[file]`. */
      readonly argument?: string;
      /** Whose it is, where that is not clear. */
      readonly mark?: string;
    }
  | { readonly kind: 'run'; readonly id: string; readonly label: string; readonly hint: string; readonly command: Command };

/** Where something is written: to a thread, or a task that is none yet. */
export interface Writing {
  readonly project: ProjectId | null;
  readonly thread: ThreadId | null;
  readonly agent: AgentId | null;
}

const MOST_CHOICES = 12;
const MOST_COMMANDS = 60;

/** Commands that belong to the open thread, by the word after the `/`. */
export const commandChoices = (commands: readonly Command[], query: string): readonly Choice[] =>
  commands
    .filter((command) => command.id.startsWith('thread.') && command.when === 'thread' && command.keyOnly !== true)
    .map((command): Choice => ({
      kind: 'run',
      id: command.id,
      label: `/${command.id.slice('thread.'.length)}`,
      hint: command.title,
      command,
    }))
    .filter((choice) => choice.label.slice(1).startsWith(query.toLowerCase()))
    .toSorted((a, b) => a.label.localeCompare(b.label));

/** The agent's own; those that have the name of one of ours are left out. `owner` marks them. */
export const agentCommandChoices = (
  commands: readonly SeenCommand[],
  query: string,
  owner: string,
  ours: readonly Choice[],
): readonly Choice[] => {
  const taken = new Set(ours.map(({ label }) => label));
  const words = query.toLowerCase();
  return commands
    .filter(({ name }) => name.toLowerCase().includes(words) && !taken.has(`/${name}`))
    .toSorted(
      (a, b) =>
        Number(b.name.toLowerCase().startsWith(words)) - Number(a.name.toLowerCase().startsWith(words)) || a.name.localeCompare(b.name),
    )
    .slice(0, MOST_COMMANDS)
    .map(({ name, description, argumentHint }) => ({
      ...{ kind: 'insert', id: `agent ${name}`, label: `/${name}`, hint: description, text: `/${name}`, mark: owner },
      ...(argumentHint === '' ? {} : { argument: argumentHint }),
    }));
};

const threadChoices = (query: string, self: ThreadId | null): readonly Choice[] => {
  const words = query.toLowerCase();
  return [...boardNow().threads.values()]
    .filter((thread) => thread.id !== self && isCurrent(thread) && thread.title.toLowerCase().includes(words))
    .toSorted((a, b) => b.updatedAt - a.updatedAt)
    .slice(0, MOST_CHOICES)
    .map((thread) => ({
      kind: 'insert',
      id: thread.id,
      label: thread.title,
      hint: thread.worktree.branch ?? '',
      text: threadMention(thread),
    }));
};

const fileChoice = (path: string): Choice => ({
  kind: 'insert',
  id: path,
  label: path.slice(path.lastIndexOf('/') + 1),
  hint: path,
  text: fileMention(path),
});

/** Skills that the agent is told of, each once, by the word after the `$`. */
export const skillChoices = (skills: readonly SeenSkill[], query: string): readonly Choice[] =>
  [...new Map(skills.filter((skill) => skill.enabled).map((skill) => [skill.name, skill])).values()]
    .filter((skill) => skill.name.toLowerCase().includes(query.toLowerCase()))
    .toSorted((a, b) => Number(b.name.startsWith(query)) - Number(a.name.startsWith(query)) || a.name.localeCompare(b.name))
    .slice(0, MOST_CHOICES)
    .map((skill) => ({ kind: 'insert', id: skill.name, label: `$${skill.name}`, hint: skill.description, text: `$${skill.name}` }));

const none: readonly Choice[] = [];

const useFileChoices = (project: ProjectId | null, query: string | null): readonly Choice[] => {
  const [files, setFiles] = useState<readonly Choice[]>(none);
  useEffect(() => {
    if (query === null || project === null) return setFiles(none);
    const controller = new AbortController();
    // Without an answer there is nothing to offer; the text can be typed all the same.
    call('projects.files', { project, query, limit: MOST_CHOICES }, controller.signal).then(
      (paths) => setFiles(paths.map(fileChoice)),
      () => {},
    );
    return () => controller.abort();
  }, [query, project]);
  return files;
};

const whose = ({ project, thread, agent }: Writing): WhoseSurroundings | null => {
  if (thread !== null) return { thread };
  return project === null || agent === null ? null : { project, agent };
};

export const useCompletions = (completion: Completion | null, writing: Writing): readonly Choice[] => {
  const kind = completion?.kind ?? null;
  const query = completion?.query ?? '';
  const files = useFileChoices(writing.project, kind === 'file' ? query : null);
  const { state } = useSurroundings(kind === 'skill' || kind === 'command' ? whose(writing) : null);
  const owner = useAgent(state.kind === 'seen' ? state.seen.agent : ('' as AgentId))?.label ?? 'agent';
  const self = writing.thread;
  return useMemo(() => {
    const seen = state.kind === 'seen' ? state.seen.seen : null;
    if (kind === 'file') return files;
    if (kind === 'skill') return skillChoices(seen?.skills ?? [], query);
    if (kind === 'thread') return threadChoices(query, self);
    if (kind !== 'command') return none;
    const ours = self === null ? none : commandChoices(commandsNow(), query);
    return [...ours, ...agentCommandChoices(seen?.commands ?? [], query, owner, ours)];
  }, [kind, query, files, state, self, owner]);
};
