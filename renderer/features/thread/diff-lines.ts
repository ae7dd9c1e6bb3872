/** A unified diff as rows, for the short diffs that stand in the conversation. The Changes panel has the real thing. */

export interface DiffLine {
  readonly kind: 'add' | 'del' | 'same' | 'hunk';
  readonly text: string;
  readonly before: number | null;
  readonly after: number | null;
}

const hunkHeader = /^@@ -(\d+)(?:,\d+)? \+(\d+)(?:,\d+)? @@ ?(.*)$/;

/** Headers of git are left out; a diff without hunk headers counts as all added. */
export const diffLines = (diff: string): readonly DiffLine[] => {
  const lines: DiffLine[] = [];
  const rows = diff.replace(/\n$/, '').split('\n');
  if (!rows.some((row) => hunkHeader.test(row)))
    return rows.map((text, index) => ({ kind: 'add', text: text.replace(/^\+/, ''), before: null, after: index + 1 }));
  let before = 0;
  let after = 0;
  let inHunk = false;
  for (const row of rows) {
    const header = hunkHeader.exec(row);
    if (header !== null) {
      before = Number(header[1]);
      after = Number(header[2]);
      inHunk = true;
      lines.push({ kind: 'hunk', text: header[3] ?? '', before: null, after: null });
    } else if (!inHunk || row.startsWith('\\')) {
      continue;
    } else if (row.startsWith('+')) {
      lines.push({ kind: 'add', text: row.slice(1), before: null, after });
      after += 1;
    } else if (row.startsWith('-')) {
      lines.push({ kind: 'del', text: row.slice(1), before, after: null });
      before += 1;
    } else {
      lines.push({ kind: 'same', text: row.slice(1), before, after });
      before += 1;
      after += 1;
    }
  }
  return lines;
};

/** Lines added and deleted, from the diff when the agent did not count. */
export const diffCounts = (change: {
  readonly added?: number | undefined;
  readonly deleted?: number | undefined;
  readonly diff?: string | undefined;
}): { readonly added: number; readonly deleted: number } | null => {
  if (change.added !== undefined || change.deleted !== undefined) return { added: change.added ?? 0, deleted: change.deleted ?? 0 };
  if (change.diff === undefined) return null;
  const lines = diffLines(change.diff);
  return { added: lines.filter((line) => line.kind === 'add').length, deleted: lines.filter((line) => line.kind === 'del').length };
};
