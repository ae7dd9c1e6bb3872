/** What is said while a moved base is taken in. Pure. */
import type { ConflictFile, TakeInLook, TakeInMethod } from '#contract/landing.ts';

const files = (number: number): string => `${number} ${number === 1 ? 'file' : 'files'}`;
const commits = (number: number): string => `${number} ${number === 1 ? 'commit' : 'commits'}`;

export const unresolved = (look: TakeInLook): readonly ConflictFile[] =>
  look.kind === 'conflict' ? look.files.filter(({ resolution }) => resolution === null) : [];

/** What would happen, in a sentence or two. */
export const lookSentence = (look: TakeInLook, how: TakeInMethod): string => {
  const { into } = look;
  if (look.kind === 'current') return `The branch has everything that ${into} has.`;
  const come = `${into} has ${commits(look.behind)} that this branch lacks.`;
  const act = how === 'merge' ? `A merge commit brings them in.` : `The thread’s commits are put on top of them.`;
  if (look.kind === 'clean')
    return look.resolved === 0 ? `${come} ${act} Nothing conflicts.` : `${come} ${act} All conflicts are resolved.`;
  const open = unresolved(look).length;
  const where = look.step === null ? '' : ` Commit ${look.step.number} of ${look.step.total}, “${look.step.subject}”, does not apply.`;
  return `${come}${where} ${files(look.files.length)} ${look.files.length === 1 ? 'conflicts' : 'conflict'}, ${open} to resolve.`;
};

/** What a side of a file is, for a button that takes it whole. */
export const sideLabel = (file: ConflictFile, side: 'thread' | 'base', into: string): string => {
  const whose = side === 'thread' ? 'the thread’s' : `${into}’s`;
  return file.has[side] ? `Take ${whose} file` : side === 'thread' ? 'Delete it, as the thread did' : `Delete it, as ${into} did`;
};

/** A request to the agent to do it; the file names help it begin. */
export const askAgent = (into: string, how: TakeInMethod, paths: readonly string[]): string => {
  const verb = how === 'merge' ? `Merge ${into} into your branch` : `Rebase your branch onto ${into}`;
  const listed = paths.slice(0, 40).map((path) => `- ${path}`);
  return [
    `${into} has moved on and conflicts with your branch in:`,
    ...listed,
    ...(paths.length > listed.length ? [`- and ${paths.length - listed.length} more`] : []),
    '',
    `${verb}, resolve the conflicts so that what both sides meant is kept, run the tests, and commit. Say in a line for each file what you decided.`,
  ].join('\n');
};
