/** What can stand at the cursor: files of the project, threads, skills, commands. */
import { useEffect, useState } from 'react';
import type { ProjectId, ThreadId } from '#contract/ids.ts';
import type { Skill } from '#contract/skills.ts';
import { boardNow } from '#renderer/state/board.ts';
import { commandsNow, type Command } from '#renderer/state/commands.ts';
import { call } from '#renderer/state/core.ts';
import { isCurrent } from '#renderer/state/waiting.ts';
import { fileMention, threadMention, type Completion } from './completion.ts';

export type Choice =
  | { readonly kind: 'insert'; readonly id: string; readonly label: string; readonly hint: string; readonly text: string }
  | { readonly kind: 'run'; readonly id: string; readonly label: string; readonly hint: string; readonly command: Command };

const MOST_CHOICES = 12;

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

const threadChoices = (query: string, self: ThreadId): readonly Choice[] => {
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

/** Skills that agents are told of, by the word after the `$`. */
export const skillChoices = (skills: readonly Skill[], query: string): readonly Choice[] =>
  skills
    .filter((skill) => skill.enabled && skill.problem === null && skill.name.includes(query.toLowerCase()))
    .toSorted((a, b) => Number(b.name.startsWith(query)) - Number(a.name.startsWith(query)) || a.name.localeCompare(b.name))
    .slice(0, MOST_CHOICES)
    .map((skill) => ({ kind: 'insert', id: skill.name, label: `$${skill.name}`, hint: skill.description, text: `$${skill.name}` }));

const none: readonly Choice[] = [];

export const useCompletions = (completion: Completion | null, project: ProjectId, self: ThreadId): readonly Choice[] => {
  const [files, setFiles] = useState<readonly Choice[]>(none);
  const [skills, setSkills] = useState<readonly Skill[]>([]);
  const kind = completion?.kind ?? null;
  const query = completion?.query ?? '';
  useEffect(() => {
    if (kind !== 'file') return setFiles(none);
    const controller = new AbortController();
    // Without an answer there is nothing to offer; the text can be typed all the same.
    call('projects.files', { project, query, limit: MOST_CHOICES }, controller.signal).then(
      (paths) => setFiles(paths.map(fileChoice)),
      () => {},
    );
    return () => controller.abort();
  }, [kind, query, project]);
  useEffect(() => {
    if (kind !== 'skill') return;
    const controller = new AbortController();
    call('skills.list', { thread: self }, controller.signal).then(setSkills, () => {});
    return () => controller.abort();
  }, [kind, self]);
  if (kind === 'file') return files;
  if (kind === 'skill') return skillChoices(skills, query);
  if (kind === 'thread') return threadChoices(query, self);
  return kind === 'command' ? commandChoices(commandsNow(), query) : none;
};
