/** SKILL.md as text: front matter, body, mentions. Pure; nothing of it is ever executed, linked or rendered as markup. */
import { SkillName, type Skill } from '#contract/skills.ts';

export interface SkillText {
  readonly name: string | null;
  readonly description: string;
  readonly body: string;
}

/** Agents are told this much of a description. */
export const DESCRIPTION_MAX_CHARS = 300;

// Control characters, and those that turn the direction of text or hide it.
// oxlint-disable-next-line no-control-regex
const INVISIBLE = /[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]+/g;

export const oneLine = (text: string, maxChars: number): string => {
  const line = text.replace(INVISIBLE, ' ').replace(/\s+/g, ' ').trim();
  return line.length <= maxChars ? line : `${line.slice(0, maxChars - 1)}…`;
};

const unquoted = (value: string): string => {
  const text = value.trim();
  const quote = text[0];
  if ((quote === '"' || quote === "'") && text.endsWith(quote) && text.length > 1) {
    const inner = text.slice(1, -1);
    return quote === '"' ? inner.replace(/\\(["\\])/g, '$1') : inner.replaceAll("''", "'");
  }
  return text;
};

/** The fields of a front matter that is flat: `key: value`, a quoted value, or a folded block. What is deeper is left alone. */
const fieldsOf = (lines: readonly string[]): ReadonlyMap<string, string> => {
  const fields = new Map<string, string>();
  let key: string | null = null;
  for (const line of lines) {
    const match = /^([A-Za-z][\w-]*):\s*(.*)$/.exec(line);
    if (match !== null) {
      key = (match[1] ?? '').toLowerCase();
      const value = match[2] ?? '';
      fields.set(key, /^[>|][+-]?$/.test(value.trim()) ? '' : unquoted(value));
    } else if (key !== null && /^\s+\S/.test(line)) fields.set(key, `${fields.get(key) ?? ''} ${line.trim()}`.trim());
  }
  return fields;
};

/** Front matter and what follows it; null when there is none. */
const partsOf = (text: string): { readonly fields: ReadonlyMap<string, string>; readonly body: string } | null => {
  const lines = text.replace(/^\uFEFF/, '').split(/\r?\n/);
  if (lines[0]?.trim() !== '---') return null;
  const end = lines.findIndex((line, index) => index > 0 && line.trim() === '---');
  if (end < 0) return null;
  const body = lines.slice(end + 1).join('\n');
  return { fields: fieldsOf(lines.slice(1, end)), body: body.trim() };
};

/** The fields of a text's front matter, their names in small letters; none when it has no front matter. */
export const fieldsOfText = (text: string): ReadonlyMap<string, string> => partsOf(text)?.fields ?? new Map();

export const parseSkill = (text: string): SkillText => {
  const parts = partsOf(text);
  if (parts === null) return { name: null, description: '', body: text };
  const { fields, body } = parts;
  return { name: fields.get('name') ?? null, description: oneLine(fields.get('description') ?? '', DESCRIPTION_MAX_CHARS), body };
};

/** Null when all is well. */
export const problemOf = (folder: string, skill: SkillText): string | null => {
  if (!SkillName.safeParse(folder).success) return 'Its folder is not named with small letters, digits and dashes.';
  if (skill.name !== null && skill.name !== folder) return `It calls itself “${oneLine(skill.name, 64)}”, but its folder is “${folder}”.`;
  if (skill.description === '') return 'It has no description, so agents cannot know when to use it.';
  return null;
};

/** A description as a value of the front matter, whatever stands in it. */
const yamlText = (text: string): string => JSON.stringify(oneLine(text, 1_000));

export const writeSkill = (name: string, description: string, body: string): string =>
  `---\nname: ${name}\ndescription: ${yamlText(description)}\n---\n\n${body.trim()}\n`;

/** For the prompt: one line each, without the bodies. Empty when there are none. */
export const skillsText = (skills: readonly Pick<Skill, 'name' | 'description' | 'path'>[]): string =>
  skills.length === 0
    ? ''
    : `Skills: when a task fits one, read its file first.\n${skills.map(({ name, description, path }) => `- ${name}: ${description} (${path})`).join('\n')}`;

const MENTION = /(?:^|[\s("'])\$([a-z0-9][a-z0-9-]{0,63})(?![\w-])/g;

/** Names that a message mentions as `$name`, each once, in order. */
export const mentionedSkills = (text: string): readonly string[] => [
  ...new Set([...text.matchAll(MENTION)].map((match) => match[1] ?? '')),
];
