/** The whole thread as a file of JSON lines, put together page by page. */
import type { ThreadId } from '#contract/ids.ts';
import type { CallOutput } from '#contract/contract.ts';

/** A name that every file system takes. */
export const exportName = (title: string): string => {
  const name = title
    .normalize('NFKD')
    .replaceAll(/[^\p{L}\p{N}]+/gu, '-')
    .replaceAll(/^-+|-+$/g, '')
    .slice(0, 60);
  return `${name === '' ? 'thread' : name.toLowerCase()}.jsonl`;
};

export const collectExport = async (thread: ThreadId, page: (from: number) => Promise<CallOutput<'threads.export'>>): Promise<Blob> => {
  const parts: string[] = [];
  let from: number | null = 0;
  while (from !== null) {
    const { lines, next }: CallOutput<'threads.export'> = await page(from);
    parts.push(...lines.map((line) => `${line}\n`));
    // A page that leads nowhere would never end.
    if (next !== null && next <= from) throw new Error(`export of ${thread} does not move on`);
    from = next;
  }
  return new Blob(parts, { type: 'application/jsonl' });
};

export const saveAs = (blob: Blob, name: string): void => {
  const address = URL.createObjectURL(blob);
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
  URL.revokeObjectURL(address);
};
