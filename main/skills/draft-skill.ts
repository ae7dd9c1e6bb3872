/** A first version of a skill from what a thread did: what the user asked, what was run, what changed. Pure. */
import type { Item } from '#contract/items.ts';
import type { SkillDraft } from '#contract/skills.ts';
import { oneLine } from './skill-text.ts';

const COMMANDS_MAX = 30;
const WORDS_MAX_CHARS = 2_000;

export const skillNameOf = (title: string): string =>
  title
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, 48)
    .replace(/^-+|-+$/g, '') || 'new-skill';

/** The user's own words: without a script of the demo agent, and without what a long task adds below a line. */
const ownWords = (text: string): string =>
  text
    .replace(/^(`{3,}|~{3,})script[\s\S]*?^\1[ \t]*$/gm, '')
    .replace(/\n---\nThis is a long task[\s\S]*$/, '')
    .trim();

const quoted = (text: string): string =>
  (text.length <= WORDS_MAX_CHARS ? text : `${text.slice(0, WORDS_MAX_CHARS)} […]`)
    .split('\n')
    .map((line) => `> ${line}`)
    .join('\n');

const section = (heading: string, lines: readonly string[]): readonly string[] =>
  lines.length === 0 ? [] : [`## ${heading}`, lines.join('\n')];

/** A title that is the beginning of what was asked says nothing new. */
const describe = (title: string, asked: string): string => {
  const use = `Use when the task is like this: ${oneLine(asked, 200)}`;
  return asked.startsWith(title.replace(/…$/, '')) ? use : `${title.replace(/[.!]$/, '')}. ${use}`;
};

export const draftSkill = (title: string, items: readonly Item[]): SkillDraft => {
  const asked = items.flatMap((item) => (item.kind === 'user' ? [ownWords(item.text)] : [])).filter((text) => text !== '');
  const worked = [...new Set(items.flatMap((item) => (item.kind === 'command' && item.exitCode === 0 ? [item.command.trim()] : [])))];
  const failed = [
    ...new Set(
      items.flatMap((item) => (item.kind === 'command' && item.exitCode !== null && item.exitCode !== 0 ? [item.command.trim()] : [])),
    ),
  ].filter((command) => !worked.includes(command));
  const changed = [...new Set(items.flatMap((item) => (item.kind === 'file-change' ? item.changes.map(({ path }) => path) : [])))];
  const last = items.findLast((item) => item.kind === 'assistant' && item.parent === undefined && item.text.trim() !== '');
  const body = [
    `# ${oneLine(title, 120)}`,
    ...section('When to use it', [`When the task is like this: ${oneLine(asked[0] ?? title, 200)}`]),
    ...section(
      'Steps',
      worked.slice(-COMMANDS_MAX).map((command, index) => `${index + 1}. \`${oneLine(command, 300)}\``),
    ),
    ...section(
      'What did not work',
      failed.slice(-5).map((command) => `- \`${oneLine(command, 300)}\``),
    ),
    ...section(
      'Files',
      changed.slice(0, COMMANDS_MAX).map((path) => `- ${oneLine(path, 300)}`),
    ),
    ...section('How it went the first time', last?.kind === 'assistant' ? [quoted(last.text.trim())] : []),
  ].join('\n\n');
  return { name: skillNameOf(title), description: oneLine(describe(title, asked[0] ?? title), 300), body };
};
