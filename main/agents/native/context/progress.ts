/**
 * The progress file of a structured handoff: what the model is asked for, how its answer is read, and the conversation that
 * goes on from the file alone. Pure.
 */
import type { ModelMessage } from '#main/models/model-client.ts';

export const progressSections = ['Goal', 'Done', 'Next', 'Decisions', 'Open questions', 'How to verify'] as const;
export type ProgressSection = (typeof progressSections)[number];

const about: Readonly<Record<ProgressSection, string>> = {
  Goal: 'what the user wants, and what they ruled out',
  Done: 'what is finished, with paths and commits',
  Next: 'the next steps in order, the first one exactly',
  Decisions: 'what was decided and why, and what was tried and did not work',
  'Open questions': 'what is not known yet, or "none"',
  'How to verify': 'commands that show whether it works, and how they end now',
};

export const PROGRESS_PROMPT = `The context is nearly full. Write the progress file: a fresh agent with an empty context goes on from this file alone and sees nothing of this conversation. No tool calls; answer with Markdown that has exactly these headings:
${progressSections.map((section) => `## ${section}\n(${about[section]})`).join('\n')}
Keep names, paths, commands, numbers and error texts exactly.`;

export const missingPrompt = (missing: readonly ProgressSection[]): string =>
  `These sections are missing or empty: ${missing.join(', ')}. Write the whole progress file again with all six headings.`;

export type Progress = Readonly<Record<ProgressSection, string>>;

const headingOf = (line: string): ProgressSection | null => {
  const match = /^#{1,4}\s+(.+?)\s*:?\s*$/.exec(line);
  const name = match?.[1]?.toLowerCase();
  return progressSections.find((section) => section.toLowerCase() === name) ?? null;
};

/** The sections of an answer; those that are not there are empty. Text before the first heading counts as the goal's. */
export const parseProgress = (text: string): Progress => {
  const found: Record<ProgressSection, string[]> = {
    Goal: [],
    Done: [],
    Next: [],
    Decisions: [],
    'Open questions': [],
    'How to verify': [],
  };
  let section: ProgressSection | null = null;
  let fence = false;
  for (const line of text.split('\n')) {
    const heading = fence ? null : headingOf(line);
    if (/^\s*(```|~~~)/.test(line)) fence = !fence;
    if (heading !== null) section = heading;
    else if (section !== null) found[section].push(line);
  }
  return Object.fromEntries(progressSections.map((name) => [name, found[name].join('\n').trim()])) as Progress;
};

/** Sections without which nobody can go on. */
export const missingSections = (progress: Progress): readonly ProgressSection[] => progressSections.filter((name) => progress[name] === '');

/** The file. The user's own words stand in it as they were written, whatever the model made of them. */
export const progressFile = (handoff: number, words: readonly string[], progress: Progress): string =>
  [
    `# Progress, handoff ${handoff}`,
    ...(words.length === 0 ? [] : [`## The user's words\n\n${words.map((text) => `${WORD_BEGIN}\n${text}\n${WORD_END}`).join('\n\n')}`]),
    ...progressSections.map((name) => `## ${name}\n\n${progress[name] === '' ? '(not given)' : progress[name]}`),
  ].join('\n\n') + '\n';

const WORD_BEGIN = '<user>';
const WORD_END = '</user>';
export const HANDOFF_BEGIN = '<progress>';

/** The first and only message of the fresh context. */
export const afterHandoff = (file: string): readonly ModelMessage[] => [
  {
    role: 'user',
    text: `${HANDOFF_BEGIN}\n${file}</progress>\n\nYou take over this task. The file above is all that was kept of the work before you; the folder is as that work left it. Check with "How to verify" what you rely on, then go on with "Next".`,
    images: [],
  },
];

/** The user's words that the file of an earlier handoff carries, so that the next file has them too. */
export const wordsOfHandoff = (messages: readonly ModelMessage[]): readonly string[] => {
  const first = messages[0];
  if (first?.role !== 'user' || !first.text.startsWith(HANDOFF_BEGIN)) return [];
  return [...first.text.matchAll(/<user>\n([\s\S]*?)\n<\/user>/g)].map((match) => match[1] ?? '');
};
