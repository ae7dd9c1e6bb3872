/**
 * Searches the web through an address of the user's own: any that takes the words in its address and answers with JSON as
 * SearXNG does (`results` with `title`, `url` and `content`). Nothing is asked of anybody while none is set.
 */
import { failure } from '#contract/failure.ts';
import { z } from '#contract/zod.ts';
import { fetchPage, parseWebAddress } from './fetch-page.ts';

const RESULTS_MAX = 10;
const CONTENT_MAX_CHARS = 400;

const Answer = z.object({
  results: z.array(z.object({ title: z.string().catch(''), url: z.string(), content: z.string().catch('') })),
});

/** Throws AppError `invalid` when it is no web address, or has no place for the words. */
export const searchAddress = (template: string, words: string): URL => {
  if (!template.includes('{query}'))
    throw failure('invalid', 'The address of the web search has no {query}.', 'Put {query} in Settings, MCP servers, where the words go.');
  return parseWebAddress(template.replaceAll('{query}', encodeURIComponent(words)));
};

/** What was found, one under the other, for a model to read. */
export const resultsText = (answer: string): string => {
  let value: unknown;
  try {
    value = JSON.parse(answer);
  } catch {
    throw failure(
      'unavailable',
      'The web search did not answer with JSON.',
      'Ask for JSON in its address: SearXNG wants “format=json”, and has to allow it.',
    );
  }
  const parsed = Answer.safeParse(value);
  if (!parsed.success)
    throw failure(
      'unavailable',
      'The web search answered with JSON that has no list of results.',
      'Use an address that answers as SearXNG does.',
    );
  const found = parsed.data.results.slice(0, RESULTS_MAX);
  if (found.length === 0) return 'Nothing was found.';
  return found
    .map(({ title, url, content }, index) => `${index + 1}. ${title}\n${url}\n${content.slice(0, CONTENT_MAX_CHARS)}`.trimEnd())
    .join('\n\n');
};

export const searchWeb = async (template: string, words: string, signal: AbortSignal): Promise<string> => {
  const page = await fetchPage(searchAddress(template, words).href, signal);
  if (page.leadsTo !== null)
    throw failure('unavailable', `The web search leads to another host: ${page.leadsTo}.`, 'Set that address in the settings.');
  return resultsText(page.text);
};
