/** What the palette finds. Pure: what is known and what was typed in, entries out, best first. */
import { columnOf } from '#contract/column.ts';
import type { SearchHit, Thread } from '#contract/threads.ts';
import type { Project } from '#contract/projects.ts';
import type { Command } from '#renderer/state/commands.ts';
import { holds, type Facts } from '#renderer/state/when.ts';

/** `>` commands, `#` threads, `@` files; without a sign all of it. */
export type Mode = 'all' | 'commands' | 'threads' | 'files';

export const readQuery = (text: string): { readonly mode: Mode; readonly query: string } => {
  const modes: Readonly<Record<string, Mode>> = { '>': 'commands', '#': 'threads', '@': 'files' };
  const mode = modes[text[0] ?? ''];
  return mode === undefined ? { mode: 'all', query: text.trim() } : { mode, query: text.slice(1).trim() };
};

/**
 * How well a text fits, 0 when it does not: every word must be found. Beginnings of words count more than their middles,
 * and an initialism (“nt” for “New task”) counts a little.
 */
export const fit = (query: string, text: string): number => {
  const words = query
    .toLocaleLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '');
  const hay = text.toLocaleLowerCase();
  let score = 1;
  for (const word of words) {
    const at = hay.indexOf(word);
    if (at < 0) return initials(hay).includes(query.toLocaleLowerCase().replaceAll(/\s/g, '')) ? 0.5 : 0;
    score += at === 0 ? 4 : /[\s/_.·:-]/.test(hay[at - 1] ?? '') ? 3 : 1;
  }
  return score + shortness(words, hay);
};

const initials = (text: string): string =>
  text
    .split(/[\s/_.-]+/)
    .map((word) => word[0] ?? '')
    .join('');
/** Of two that fit alike the shorter one is meant. */
const shortness = (words: readonly string[], hay: string): number => (words.length === 0 ? 0 : 1 / (1 + hay.length));

const ranked = <T>(list: readonly T[], score: (one: T) => number, most: number): readonly T[] =>
  list
    .map((one) => ({ one, score: score(one) }))
    .filter((entry) => entry.score > 0)
    .toSorted((a, b) => b.score - a.score)
    .slice(0, most)
    .map((entry) => entry.one);

const MOST_COMMANDS = 60;
const MOST_THREADS = 30;
const MOST_PROJECTS = 8;

export const findCommands = (commands: readonly Command[], query: string, facts: Facts): readonly Command[] => {
  const listed = commands.filter((command) => command.keyOnly !== true && holds(command.when ?? '', facts));
  return query === ''
    ? listed.slice(0, MOST_COMMANDS)
    : ranked(
        listed,
        (command) => Math.max(fit(query, command.title), fit(query, `${command.title} ${command.words ?? ''} ${command.group}`) * 0.6),
        MOST_COMMANDS,
      );
};

const columnRank = { 'needs-you': 0.4, running: 0.3, review: 0.2, backlog: 0.1, done: 0 } as const;

/** Without a query the ones that matter now, newest first. */
export const findThreads = (threads: Iterable<Thread>, projects: ReadonlyMap<string, Project>, query: string): readonly Thread[] => {
  const known = [...threads].filter((thread) => thread.removedAt === null).toSorted((a, b) => b.updatedAt - a.updatedAt);
  if (query === '') return known.filter((thread) => thread.archivedAt === null).slice(0, 8);
  const text = (thread: Thread): string =>
    [thread.title, projects.get(thread.project)?.name, thread.worktree.branch, ...thread.tags].join(' · ');
  return ranked(
    known,
    (thread) => {
      const score = fit(query, text(thread));
      return score === 0 ? 0 : score + columnRank[columnOf(thread)];
    },
    MOST_THREADS,
  );
};

export const findProjects = (projects: Iterable<Project>, query: string): readonly Project[] =>
  query === '' ? [] : ranked([...projects], (project) => fit(query, `${project.name} ${project.path}`), MOST_PROJECTS);

export interface ExcerptPart {
  readonly text: string;
  readonly hit: boolean;
}

/** The matches of an excerpt stand between U+0002 and U+0003. */
export const excerptParts = (excerpt: string): readonly ExcerptPart[] =>
  excerpt
    .split('\u0002')
    .flatMap((piece, index): readonly ExcerptPart[] => {
      if (index === 0) return [{ text: piece, hit: false }];
      const [hit = '', rest = ''] = piece.split('\u0003', 2);
      return [
        { text: hit, hit: true },
        { text: rest, hit: false },
      ];
    })
    .filter((part) => part.text !== '');

/** One hit per thread, the newest, without those that are listed by title already. */
export const hitsBeside = (hits: readonly SearchHit[], listed: readonly Thread[]): readonly SearchHit[] => {
  const seen = new Set<string>(listed.map((thread) => thread.id));
  return hits.filter((hit) => {
    if (seen.has(hit.thread)) return false;
    seen.add(hit.thread);
    return true;
  });
};
