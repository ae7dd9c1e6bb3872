/** Comments as an agent gets them, and what it says of them. Pure. */
import type { Comment } from '#contract/comments.ts';
import type { CommentId } from '#contract/ids.ts';

const fenceOf = (text: string): string => '`'.repeat(Math.max(3, ...[...text.matchAll(/`+/g)].map(([run]) => run.length + 1)));

const where = ({ place, anchor }: Comment): string => {
  switch (place.kind) {
    case 'change':
      return 'on the whole change';
    case 'file':
      return anchor.kind === 'gone' ? `${place.path} (the file is gone by now)` : place.path;
    case 'lines': {
      const at = anchor.kind === 'found' || anchor.kind === 'edited' ? anchor : place;
      const lines = at.from === at.to ? `${at.from}` : `${at.from}-${at.to}`;
      const path = 'path' in at ? at.path : place.path;
      const side = place.side === 'before' ? ', lines as they were before the change' : '';
      const moved = anchor.kind === 'edited' ? ', edited since' : anchor.kind === 'gone' ? ', these lines are gone by now' : '';
      return `${path}:${lines}${side}${moved}`;
    }
  }
};

const entry = (comment: Comment): string => {
  const { id, code, body, severity, author } = comment;
  const by = author.kind === 'reviewer' ? ' · found by a reviewer' : '';
  const heading = `### ${id} · ${where(comment)}${severity === null ? '' : ` · ${severity}`}${by}`;
  const fence = fenceOf(code);
  return [heading, ...(code === '' ? [] : [`${fence}\n${code}\n${fence}`]), body].join('\n\n');
};

/** One message with everything: the exact place, the code, the words, and how to answer. */
export const commentMessage = (comments: readonly Comment[], note: string): string =>
  [
    ...(note.trim() === '' ? [] : [note.trim()]),
    comments.length === 1
      ? 'There is a review comment on the change in this folder:'
      : `There are ${comments.length} review comments on the change in this folder:`,
    ...comments.map(entry),
    [
      'Deal with each of them. At the end of your answer name each comment on a line of its own:',
      '`Resolved ID: what you did`, or `Not resolved ID: why not`.',
    ].join('\n'),
  ].join('\n\n');

export interface CommentAnswer {
  readonly comment: CommentId;
  readonly resolved: boolean;
  readonly text: string;
}

/** Lists, quotes, bold and code around the words do not matter; nor does what separates them. */
const answerLine =
  /^[\s>*_`#\-+\d.)]*(not\s+resolved|unresolved|resolved)\b[\s*_`:([]*(c_[a-z0-9]{6,32})[\s*_`\])]*(?:[:—–-]+)?[\s*_]*(.*)$/i;

/** The last word on each comment counts. */
export const answersIn = (text: string): readonly CommentAnswer[] => {
  const found = new Map<string, CommentAnswer>();
  for (const line of text.split('\n')) {
    const match = answerLine.exec(line);
    if (match === null) continue;
    const comment = (match[2] ?? '').toLowerCase() as CommentId;
    const words = (match[3] ?? '').replace(/[*_`]+$/, '').trim();
    found.set(comment, { comment, resolved: match[1]?.toLowerCase() === 'resolved', text: words });
  }
  return [...found.values()];
};
