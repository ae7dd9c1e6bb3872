/** Numbers for people: always with their unit, in the reader's own digits and separators. */

const whole = new Intl.NumberFormat();
const short = new Intl.NumberFormat(undefined, { maximumFractionDigits: 2 });

export const count = (value: number): string => whole.format(value);

/** “1 file”, “3 files”. */
export const plural = (value: number, one: string, many = `${one}s`): string => `${count(value)} ${value === 1 ? one : many}`;

/** Bytes as MB, GB … in powers of ten, as disks are sold and file managers show them. */
export const bytes = (value: number): string => {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  const step = value < 1 ? 0 : Math.min(units.length - 1, Math.floor(Math.log10(value) / 3));
  const scaled = value / 1000 ** step;
  return `${new Intl.NumberFormat(undefined, { maximumFractionDigits: scaled < 10 && step > 1 ? 1 : 0 }).format(scaled)} ${units[step]}`;
};

/** Tokens as 1.24 M, 12.5 k. */
export const tokens = (value: number): string =>
  value >= 1e6 ? `${short.format(value / 1e6)} M` : value >= 1e4 ? `${short.format(Math.round(value / 100) / 10)} k` : whole.format(value);

export const dollars = (value: number): string =>
  new Intl.NumberFormat(undefined, { style: 'currency', currency: 'USD', currencyDisplay: 'narrowSymbol' }).format(value);

const fine = new Intl.NumberFormat(undefined, {
  style: 'currency',
  currency: 'USD',
  currencyDisplay: 'narrowSymbol',
  maximumSignificantDigits: 2,
});

/** Cents, and below a cent what there is: many turns cost less. */
export const money = (usd: number): string => (usd > 0 && usd < 0.01 ? fine.format(usd) : dollars(usd));

/** A share of one core as “14% CPU”. */
export const percent = (share: number): string => `${whole.format(Math.round(share * 100))}%`;
