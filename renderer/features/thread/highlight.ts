/**
 * Colours for code in the conversation. Loaded when the first block of code is shown; languages come one by one.
 * Colours are custom properties (`--code-token-keyword`), so both themes share one result.
 */
import { createCssVariablesTheme, createHighlighterCore, type HighlighterCore } from 'shiki/core';
import { createJavaScriptRegexEngine } from 'shiki/engine/javascript';
import { bundledLanguages, bundledLanguagesAlias } from 'shiki/langs';

export interface CodeToken {
  readonly text: string;
  readonly color: string | undefined;
}

const KEPT_RESULTS = 300;
const theme = createCssVariablesTheme({ name: 'switchyard', variablePrefix: '--code-', fontStyle: false });
const results = new Map<string, readonly (readonly CodeToken[])[]>();
let core: Promise<HighlighterCore> | null = null;

const grammars = new Map([...Object.entries(bundledLanguages), ...Object.entries(bundledLanguagesAlias)]);

/** Lines of coloured pieces, or null for a language that is not known. */
export const highlight = async (code: string, language: string): Promise<readonly (readonly CodeToken[])[] | null> => {
  const grammar = grammars.get(language);
  if (grammar === undefined) return null;
  const key = `${language}\n${code}`;
  const known = results.get(key);
  if (known !== undefined) return known;
  core ??= createHighlighterCore({ themes: [theme], langs: [], engine: createJavaScriptRegexEngine({ forgiving: true }) });
  const highlighter = await core;
  await highlighter.loadLanguage(grammar);
  const lines = highlighter
    .codeToTokensBase(code, { lang: language, theme: 'switchyard', tokenizeMaxLineLength: 2_000 })
    .map((line) => line.map((token) => ({ text: token.content, color: token.color })));
  results.set(key, lines);
  const [oldest] = results.keys();
  if (results.size > KEPT_RESULTS && oldest !== undefined) results.delete(oldest);
  return lines;
};
