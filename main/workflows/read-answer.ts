/** Takes the planner's and the evaluator's answers apart. Pure. What cannot be read says why; it is never guessed. */
import type { Criterion, RoundVerdict } from '#contract/workflows.ts';
import { z } from '#contract/zod.ts';

export type Read<T> = { readonly kind: 'read'; readonly value: T } | { readonly kind: 'unreadable'; readonly why: string };

const CRITERIA_MAX = 50;
const NOTE_MAX_CHARS = 4_000;

const Plan = z.object({
  plan: z.string().max(200_000).default(''),
  criteria: z
    .array(z.union([z.string(), z.object({ text: z.string(), verify: z.string().nullish() })]))
    .min(1)
    .max(CRITERIA_MAX),
});
const Verdict = z.object({
  summary: z.string().default(''),
  findings: z.array(z.object({ criterion: z.string(), pass: z.boolean(), note: z.string().default('') })).max(200),
});

/** The last fenced block of that name, or of `json`, that is JSON. */
const blockOf = (text: string, name: string): unknown => {
  const blocks = [...text.matchAll(/^[ \t]*(`{3,}|~{3,})[ \t]*(\w*)[^\n]*\n([\s\S]*?)^[ \t]*\1[ \t]*$/gm)];
  const found = blocks.findLast((match) => match[2] === name) ?? blocks.findLast((match) => match[2] === 'json');
  // A model that forgets the fence still writes the object last.
  const json = found?.[3] ?? text.slice(Math.max(0, text.indexOf('{')));
  try {
    return JSON.parse(json) as unknown;
  } catch {
    return found === undefined ? undefined : null;
  }
};

const read = <T>(text: string, name: string, schema: z.ZodType<T>): Read<T> => {
  const value = blockOf(text, name);
  if (value === undefined) return { kind: 'unreadable', why: `there is no \`\`\`${name} block in it` };
  if (value === null) return { kind: 'unreadable', why: `the ${name} block is not valid JSON` };
  const parsed = schema.safeParse(value);
  if (parsed.success) return { kind: 'read', value: parsed.data };
  const issue = parsed.error.issues[0];
  return {
    kind: 'unreadable',
    why: `in the ${name} block “${issue?.path.join('.') ?? ''}” is wrong: ${issue?.message ?? 'it makes no sense'}`,
  };
};

export const readPlan = (text: string): Read<{ readonly plan: string; readonly criteria: readonly Criterion[] }> => {
  const found = read(text, 'criteria', Plan);
  if (found.kind === 'unreadable') return found;
  const texts = found.value.criteria.map((one) =>
    typeof one === 'string' ? { text: one, verify: '' } : { text: one.text, verify: one.verify ?? '' },
  );
  const criteria = texts
    .filter(({ text: words }) => words.trim() !== '')
    .map(({ text: words, verify }, index) => ({
      id: `c${index + 1}`,
      text: words.trim().slice(0, 2_000),
      verify: verify.trim().slice(0, 2_000),
    }));
  if (criteria.length === 0) return { kind: 'unreadable', why: 'it names no criterion' };
  return { kind: 'read', value: { plan: found.value.plan, criteria } };
};

/** A criterion that the evaluator says nothing about has not passed; one that nobody agreed on is left out. */
export const readVerdict = (text: string, criteria: readonly Criterion[]): Read<RoundVerdict> => {
  const found = read(text, 'verdict', Verdict);
  if (found.kind === 'unreadable') return found;
  const { summary, findings } = found.value;
  if (!findings.some((finding) => criteria.some(({ id }) => id === finding.criterion)))
    return { kind: 'unreadable', why: `it judges none of the criteria ${criteria.map(({ id }) => id).join(', ')}` };
  const judged = criteria.map(({ id }) => {
    const said = findings.filter(({ criterion }) => criterion === id);
    const note = said.map((finding) => finding.note.trim()).join(' ');
    if (said.length === 0) return { criterion: id, pass: false, note: 'The evaluator said nothing about it.' };
    return { criterion: id, pass: said.every(({ pass }) => pass), note: note.slice(0, NOTE_MAX_CHARS) };
  });
  return {
    kind: 'read',
    value: { pass: judged.every(({ pass }) => pass), findings: judged, summary: summary.trim().slice(0, NOTE_MAX_CHARS) },
  };
};
