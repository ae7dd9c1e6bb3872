/** All of a time as a table with commas, put together page by page, and saved. */
import type { CallInput, CallOutput } from '#contract/contract.ts';
import type { UsageSummary } from '#contract/usage.ts';

type Page = (input: CallInput<'usage.export'>) => Promise<CallOutput<'usage.export'>>;

export const collectUsage = async (page: Page, { from, to }: Pick<UsageSummary, 'from' | 'to'>): Promise<Blob> => {
  // The mark in front tells spreadsheets that the text is UTF-8.
  const parts: string[] = ['\uFEFF'];
  let row: number | null = 0;
  while (row !== null) {
    const { lines, next }: CallOutput<'usage.export'> = await page({ from, to, row });
    parts.push(...lines.map((line) => `${line}\r\n`));
    // A page that leads nowhere would never end.
    if (next !== null && next <= row) throw new Error('the export of usage does not move on');
    row = next;
  }
  return new Blob(parts, { type: 'text/csv' });
};

export const exportUsage = async (page: Page, days: Pick<UsageSummary, 'from' | 'to'>): Promise<void> => {
  const address = URL.createObjectURL(await collectUsage(page, days));
  const link = document.createElement('a');
  link.href = address;
  link.download = `usage-${days.from}-${days.to}.csv`;
  link.click();
  URL.revokeObjectURL(address);
};
