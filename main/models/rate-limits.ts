/** What is left of a provider's limits, as the headers of its answers say it. */

export interface Limits {
  readonly text: string;
  /** Time in milliseconds when it is full again; null when not told. */
  readonly resetsAt: number | null;
}

type Headers = Readonly<Record<string, string>>;

/** From here on it is worth saying. */
const LOW_SHARE = 0.1;

interface Counter {
  readonly what: string;
  readonly limit: string;
  readonly remaining: string;
  readonly reset: string;
}

const openai = (what: string): Counter => ({
  what,
  limit: `x-ratelimit-limit-${what}`,
  remaining: `x-ratelimit-remaining-${what}`,
  reset: `x-ratelimit-reset-${what}`,
});
const anthropic = (name: string, what: string): Counter => ({
  what,
  limit: `anthropic-ratelimit-${name}-limit`,
  remaining: `anthropic-ratelimit-${name}-remaining`,
  reset: `anthropic-ratelimit-${name}-reset`,
});
const counters: readonly Counter[] = [
  openai('requests'),
  openai('tokens'),
  anthropic('requests', 'requests'),
  anthropic('tokens', 'tokens'),
  anthropic('input-tokens', 'input tokens'),
  anthropic('output-tokens', 'output tokens'),
];

const unitMilliseconds: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** `6m0s`, `20ms`, seconds, or a date. */
const resetTime = (text: string | undefined, now: number): number | null => {
  if (text === undefined || text === '') return null;
  if (/^\d+(\.\d+)?$/.test(text)) return now + Number(text) * 1_000;
  const spans = [...text.matchAll(/(\d+(?:\.\d+)?)(ms|s|m|h|d)/g)];
  if (spans.length > 0 && spans.map(([whole]) => whole).join('') === text)
    return now + spans.reduce((sum, [, count, unit]) => sum + Number(count) * (unitMilliseconds[unit ?? ''] ?? 0), 0);
  const date = Date.parse(text);
  return Number.isNaN(date) ? null : date;
};

/** The limit of which the least is left; null when there is plenty of all, or nothing is told. */
export const lowLimit = (headers: Headers, now: number): Limits | null => {
  const low = counters
    .flatMap((counter) => {
      const limit = Number(headers[counter.limit] ?? Number.NaN);
      const remaining = Number(headers[counter.remaining] ?? Number.NaN);
      return limit > 0 && remaining >= 0 && remaining / limit <= LOW_SHARE ? [{ ...counter, limit, remaining }] : [];
    })
    .toSorted((a, b) => a.remaining / a.limit - b.remaining / b.limit)[0];
  if (low === undefined) return null;
  const count = (value: number): string => value.toLocaleString('en-US');
  return {
    text: `${count(low.remaining)} of ${count(low.limit)} ${low.what} are left.`,
    resetsAt: resetTime(headers[low.reset], now),
  };
};
