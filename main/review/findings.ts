/** What a reviewer is told, and what it found. Pure. */
import { z } from '#contract/zod.ts';
import { Severity } from '#contract/comments.ts';

/** What a project may replace by its own words, in its settings. */
export const REVIEW_INSTRUCTION = [
  'Review the change below as a careful colleague who has to live with it. Read the code around it in this folder before you judge.',
  'Look for what is wrong: bugs, lost data, races, unhandled failures, security holes, broken or missing tests, behaviour that the task did not ask for.',
  'Do not praise, do not restate the change, and leave out matters of taste. If a finding is not certain, say what would make it so. No findings is a good result.',
].join('\n');

const FORM = [
  'Change nothing: you may only read. End your answer with one JSON block of exactly this form, and nothing after it:',
  '```json',
  '{"summary": "two or three sentences on the whole", "findings": [{"path": "src/file.ts", "side": "after", "from": 12, "to": 14, "severity": "major", "title": "one line", "body": "what is wrong, why, and what to do instead, in Markdown"}]}',
  '```',
  '`side` is `after` for lines as they are now and `before` for lines that the change removed; line numbers count from 1. Leave `from` and `to` out for a finding on a whole file, and `path` too for one on the whole change. `severity` is `critical`, `major`, `minor` or `note`.',
].join('\n');

export interface ReviewRequest {
  /** The project's own instruction; null takes ours. */
  readonly instruction: string | null;
  /** What the user adds for this review. */
  readonly more: string;
  /** What the task was, in the words of who asked for it. */
  readonly asked: readonly string[];
  /** How the change can be read, as one line. */
  readonly how: string;
  /** The change itself, or the paths of it when it is too long. */
  readonly change: string;
}

export const reviewPrompt = ({ instruction, more, asked, how, change }: ReviewRequest): string =>
  [
    instruction ?? REVIEW_INSTRUCTION,
    ...(more.trim() === '' ? [] : [more.trim()]),
    ...(asked.length === 0 ? [] : [`What was asked for:\n\n${asked.map((text) => `> ${text.replaceAll('\n', '\n> ')}`).join('\n\n')}`]),
    how,
    change,
    FORM,
  ].join('\n\n');

const line = z.coerce.number().int().positive().optional().catch(undefined);
const Finding = z.object({
  path: z.string().min(1).max(4_000).optional().catch(undefined),
  side: z.enum(['before', 'after']).catch('after'),
  from: line,
  to: line,
  severity: Severity.catch('note'),
  title: z.string().max(1_000).catch(''),
  body: z.string().max(50_000).catch(''),
});
export type Finding = z.infer<typeof Finding>;

export interface Findings {
  readonly summary: string;
  readonly findings: readonly Finding[];
}

const FINDINGS_MAX = 200;

/** Pieces of the text that may be the JSON: fenced blocks, the last first, then from a brace to the end. */
const candidates = (text: string): readonly string[] => {
  const fenced = [...text.matchAll(/^[ \t]*(`{3,}|~{3,})[^\n]*\n([\s\S]*?)^[ \t]*\1[ \t]*$/gm)].map((match) => match[2] ?? '').toReversed();
  const starts = [...text.matchAll(/\{\s*"(?:summary|findings)"/g)].map((match) => match.index).toReversed();
  return [...fenced, ...starts.map((start) => text.slice(start, text.lastIndexOf('}') + 1))];
};

const shape = z.object({ summary: z.string().catch(''), findings: z.array(z.unknown()) });

/** Null when there is no block of that form: the reviewer did not keep to it. One bad finding does not spoil the others. */
export const findingsIn = (text: string): Findings | null => {
  for (const piece of candidates(text)) {
    let parsed: unknown;
    try {
      parsed = JSON.parse(piece);
    } catch {
      continue;
    }
    const whole = shape.safeParse(parsed);
    if (!whole.success) continue;
    const findings = whole.data.findings.slice(0, FINDINGS_MAX).flatMap((one) => {
      const found = Finding.safeParse(one);
      return found.success && (found.data.title !== '' || found.data.body !== '') ? [found.data] : [];
    });
    return { summary: whole.data.summary.slice(0, 10_000), findings };
  }
  return null;
};

/** A finding's words as the body of a comment. */
export const bodyOf = ({ title, body }: Finding): string =>
  [title === '' ? '' : `**${title}**`, body].filter((part) => part.trim() !== '').join('\n\n');
