/** Proposed commit messages: from the thread's title and the files that changed. No model is asked. */
import type { FileChange } from '#contract/review.ts';

const SUBJECT_MAX = 72;
const LISTED_MAX = 12;

/** First line of the text, at most 72 characters, without a full stop. */
const subjectOf = (text: string): string => {
  const line = (text.split('\n').find((one) => one.trim() !== '') ?? '')
    .trim()
    .replace(/\s+/g, ' ')
    .replace(/[.\s]+$/, '');
  const characters = [...line];
  if (characters.length <= SUBJECT_MAX) return line;
  const cut = characters.slice(0, SUBJECT_MAX - 1).join('');
  const space = cut.lastIndexOf(' ');
  return `${space > SUBJECT_MAX / 2 ? cut.slice(0, space) : cut}…`;
};

const verbs: Readonly<Record<FileChange['kind'], string>> = {
  added: 'Add',
  modified: 'Change',
  deleted: 'Delete',
  renamed: 'Rename',
  'type-changed': 'Change',
  conflicted: 'Change',
};

const describe = (file: FileChange): string => {
  const counts = file.binary ? '' : ` (+${file.added} −${file.deleted})`;
  return file.kind === 'renamed' ? `- ${file.from} → ${file.path}${counts}` : `- ${verbs[file.kind]} ${file.path}${counts}`;
};

export const proposeMessage = (title: string, files: readonly FileChange[]): string => {
  const [first] = files;
  const subject =
    subjectOf(title) ||
    (first === undefined ? 'Change nothing' : files.length === 1 ? `${verbs[first.kind]} ${first.path}` : `Change ${files.length} files`);
  if (files.length <= 1) return subject;
  const more = files.length > LISTED_MAX ? [`- and ${files.length - LISTED_MAX} more files`] : [];
  return [subject, '', ...files.slice(0, LISTED_MAX).map(describe), ...more].join('\n');
};

/** Message of a landing: the commits that go in below the subject of what they are about. */
export const landingMessage = (
  how: 'merge' | 'squash' | 'rebase',
  title: string,
  branch: string,
  commits: readonly { readonly subject: string }[],
): string => {
  const subject = subjectOf(title);
  if (how === 'rebase') return '';
  if (how === 'merge') return subject === '' ? `Merge ${branch}` : `Merge ${branch}: ${subject}`;
  if (commits.length === 1) return commits[0]?.subject ?? subject;
  return [subject || `Changes of ${branch}`, '', ...commits.slice(0, LISTED_MAX * 4).map((commit) => `- ${commit.subject}`)].join('\n');
};
