/** Finds the script in a message. */
import { z } from '#contract/zod.ts';
import { demoScripts } from './demo-scripts.ts';
import { RoleScripts, Script, ScriptReference, type ScriptStepText, type ScriptText } from './script.ts';

export type FoundScript =
  | { readonly kind: 'script'; readonly script: Script }
  | { readonly kind: 'none' }
  /** There is one, but it makes no sense. `why` is a part of a sentence. */
  | { readonly kind: 'garbage'; readonly why: string };

const FENCE = /^[ \t]*(`{3,}|~{3,})script[ \t]*\r?\n([\s\S]*?)^[ \t]*\1[ \t]*$/gm;

const parsed = <T>(schema: z.ZodType<T>, value: unknown): T | string => {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  const where = issue === undefined || issue.path.length === 0 ? '' : `${z.core.toDotPath(issue.path)}: `;
  return `${where}${issue?.message ?? 'not a script'}`;
};

/** By the words with which each role of a long task is told what it is. */
const ofRole = (scripts: z.infer<typeof RoleScripts>, message: string): Script => {
  if (message.startsWith('You plan a task ')) return scripts.planner;
  const round = /^You judge the work of another agent with fresh eyes \(round (\d+)\)/.exec(message)?.[1];
  return round === undefined
    ? scripts.generator
    : (scripts.evaluators[Number(round) - 1] ?? scripts.evaluators.at(-1) ?? scripts.generator);
};

const ofValue = (value: unknown, message: string): FoundScript => {
  if (typeof value === 'object' && value !== null && 'evaluators' in value) {
    const scripts = parsed(RoleScripts, value);
    return typeof scripts === 'string' ? { kind: 'garbage', why: scripts } : { kind: 'script', script: ofRole(scripts, message) };
  }
  if (typeof value === 'object' && value !== null && 'use' in value) {
    const reference = parsed(ScriptReference, value);
    if (typeof reference === 'string') return { kind: 'garbage', why: reference };
    const bundled = demoScripts.find((demo) => demo.id === reference.use);
    return bundled === undefined
      ? { kind: 'garbage', why: `there is no script named “${reference.use}”` }
      : ofValue(bundled.script, message);
  }
  const script = parsed(Script, Array.isArray(value) ? { steps: value as unknown } : value);
  return typeof script === 'string' ? { kind: 'garbage', why: script } : { kind: 'script', script };
};

/** The last script block of the message, or the demo whose prompt it is. */
export const readScript = (message: string): FoundScript => {
  const block = [...message.matchAll(FENCE)].at(-1)?.[2];
  if (block === undefined) {
    const demo = demoScripts.find((candidate) => candidate.prompt === message.trim());
    return demo === undefined ? { kind: 'none' } : ofValue(demo.script, message);
  }
  try {
    return ofValue(JSON.parse(block) as unknown, message);
  } catch (error) {
    return { kind: 'garbage', why: `it is not JSON: ${error instanceof Error ? error.message : String(error)}` };
  }
};

/** A message that makes the scripted agent play this. `words` is what a person reads. */
export const scriptMessage = (script: ScriptText | readonly ScriptStepText[], words = ''): string =>
  `${words === '' ? '' : `${words}\n\n`}\`\`\`script\n${JSON.stringify(script)}\n\`\`\``;
