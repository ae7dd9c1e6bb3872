/** The keys of a review. One table: what each does is handed in. */
import type { Command } from '#renderer/state/commands.ts';

/** False gives the key back: there was nothing to do. */
type Do = () => boolean | void | Promise<void>;

export interface ReviewDeeds {
  readonly nextHunk: Do;
  readonly previousHunk: Do;
  readonly nextUnviewed: Do;
  readonly previousUnviewed: Do;
  readonly nextFile: Do;
  readonly previousFile: Do;
  readonly markAndGo: Do;
  readonly markFileAndGo: Do;
  readonly toggleMark: Do;
  readonly toggleFileMark: Do;
  readonly markAll: Do;
  readonly unmarkAll: Do;
  readonly lineDown: Do;
  readonly lineUp: Do;
  readonly extendDown: Do;
  readonly extendUp: Do;
  readonly chooseNothing: Do;
  readonly comment: Do;
  readonly commentFile: Do;
  readonly commentChange: Do;
  readonly send: Do;
  readonly sendSteering: Do;
  readonly sendToNew: Do;
  readonly showComments: Do;
  readonly stage: Do;
  readonly stageFile: Do;
  readonly stageAll: Do;
  readonly unstage: Do;
  readonly unstageFile: Do;
  readonly unstageAll: Do;
  readonly revert: Do;
  readonly revertFile: Do;
  readonly revertAll: Do;
  readonly undo: Do;
  readonly fold: Do;
  readonly foldAll: Do;
  readonly unfoldAll: Do;
  readonly moreContext: Do;
  readonly wholeFile: Do;
  readonly openInEditor: Do;
  readonly scopes: Do;
  readonly filter: Do;
  readonly tree: Do;
  readonly split: Do;
  readonly wrap: Do;
  readonly ignoreSpace: Do;
  readonly foldViewed: Do;
  readonly evidence: Do;
  readonly reviewByAgent: Do;
  readonly look: Do;
  readonly copyPath: Do;
}

type Row = readonly [deed: keyof ReviewDeeds, id: string, title: string, keys?: readonly string[], words?: string];

const moves: readonly Row[] = [
  ['nextHunk', 'next-hunk', 'Next hunk', ['n']],
  ['previousHunk', 'previous-hunk', 'Previous hunk', ['p']],
  ['nextUnviewed', 'next-unviewed', 'Next hunk not viewed', ['Shift+N']],
  ['previousUnviewed', 'previous-unviewed', 'Previous hunk not viewed', ['Shift+P']],
  ['nextFile', 'next-file', 'Next changed file', ['j', ']']],
  ['previousFile', 'previous-file', 'Previous changed file', ['k', '[']],
  ['scopes', 'scope', 'Choose which changes are shown', ['g'], 'scope turn commit staged since'],
  ['filter', 'filter', 'Filter changed files', ['/']],
];
const marks: readonly Row[] = [
  ['markAndGo', 'view-and-next', 'Mark hunk as viewed and go on', ['v']],
  ['markFileAndGo', 'view-file-and-next', 'Mark file as viewed and go on', ['Shift+V']],
  ['toggleMark', 'toggle-viewed', 'Viewed or not: hunk', ['m']],
  ['toggleFileMark', 'toggle-file-viewed', 'Viewed or not: file', ['Shift+M']],
  ['markAll', 'view-all', 'Mark all changes as viewed'],
  ['unmarkAll', 'unview-all', 'Mark no change as viewed'],
  ['look', 'look', 'I have looked: begin “since I last looked” here'],
];
const talk: readonly Row[] = [
  ['comment', 'comment', 'Comment on lines or hunk', ['c'], 'note remark'],
  ['commentFile', 'comment-file', 'Comment on the file', ['Shift+C']],
  ['commentChange', 'comment-change', 'Comment on the whole change'],
  ['send', 'send-comments', 'Send comments to the agent', ['Shift+Enter']],
  ['sendSteering', 'send-comments-now', 'Send comments now, into the running turn'],
  ['sendToNew', 'send-comments-new', 'Send comments to a new thread'],
  ['showComments', 'comments', 'All comments', ['Shift+A']],
  ['reviewByAgent', 'review-by-agent', 'Let an agent review the changes', undefined, 'reviewer findings ai'],
  ['evidence', 'evidence', 'Asked versus changed', ['a'], 'evidence tests risk'],
];
const acts: readonly Row[] = [
  ['stage', 'stage', 'Stage lines or hunk', ['s']],
  ['stageFile', 'stage-file', 'Stage file', ['Shift+S']],
  ['stageAll', 'stage-all', 'Stage all changes'],
  ['unstage', 'unstage', 'Unstage lines or hunk', ['u']],
  ['unstageFile', 'unstage-file', 'Unstage file', ['Shift+U']],
  ['unstageAll', 'unstage-all', 'Unstage all changes'],
  ['revert', 'revert', 'Revert lines or hunk', ['r'], 'discard'],
  ['revertFile', 'revert-file', 'Revert file', ['Shift+R'], 'discard'],
  ['revertAll', 'revert-all', 'Revert all changes', undefined, 'discard'],
  ['undo', 'undo', 'Take the last stage or revert back', ['Mod+Z']],
];
const views: readonly Row[] = [
  ['fold', 'fold', 'Fold or unfold the file', ['f']],
  ['foldAll', 'fold-all', 'Fold all files'],
  ['unfoldAll', 'unfold-all', 'Unfold all files'],
  ['moreContext', 'more-context', 'More lines around the hunk', ['x'], 'expand context'],
  ['wholeFile', 'whole-file', 'Open the whole file and edit it', ['e']],
  ['openInEditor', 'open-in-editor', 'Open the file in my editor', ['o']],
  ['copyPath', 'copy-path', 'Copy the path of the file'],
  ['tree', 'tree', 'Show or hide the file tree', ['t']],
  ['split', 'split', 'Side by side or in one column', ['l'], 'split unified layout'],
  ['wrap', 'wrap', 'Wrap long lines', ['w']],
  ['ignoreSpace', 'ignore-space', 'Ignore white space', ['Shift+W']],
  ['foldViewed', 'fold-viewed', 'Fold what was viewed'],
];
/** In the list itself; elsewhere arrows scroll and Escape closes. */
const lines: readonly Row[] = [
  ['lineDown', 'line-down', 'Line below', ['ArrowDown']],
  ['lineUp', 'line-up', 'Line above', ['ArrowUp']],
  ['extendDown', 'extend-down', 'Choose the line below too', ['Shift+ArrowDown']],
  ['extendUp', 'extend-up', 'Choose the line above too', ['Shift+ArrowUp']],
  ['chooseNothing', 'choose-nothing', 'Choose no lines', ['Escape']],
];

const IN_LIST = 'thread && diff && !field && !pressable';
const IN_REVIEW = 'thread && review';

/** `deeds` is asked at each press, so that the table can stay the same. */
export const reviewCommands = (deeds: () => ReviewDeeds): readonly Command[] => {
  const command =
    (when: string, keyOnly: boolean) =>
    ([deed, id, title, keys, words]: Row): Command => ({
      id: `changes.${id}`,
      title,
      group: 'Changes',
      when,
      keyOnly,
      ...(keys === undefined ? {} : { keys }),
      ...(words === undefined ? {} : { words }),
      run: () => deeds()[deed](),
    });
  // Undo belongs to fields and editors first; C is a new task where nobody reads.
  const clauses: Readonly<Record<string, string>> = { undo: 'thread && !field && !editor', comment: IN_REVIEW };
  return [
    ...[...moves, ...marks, ...talk, ...acts, ...views].map((row) => command(clauses[row[0]] ?? 'thread', false)(row)),
    ...lines.map(command(IN_LIST, true)),
  ];
};
