/** Works out the colours of code beside the page, so that the first grammar, slow to start, holds nothing up. */
import { createCssVariablesTheme, createHighlighterCore, type HighlighterCore } from 'shiki/core';
import { createJavaScriptRegexEngine } from 'shiki/engine/javascript';
import { bundledLanguages, bundledLanguagesAlias } from 'shiki/langs';
import type { HighlightAnswer, HighlightRequest } from './highlight.ts';

const theme = createCssVariablesTheme({ name: 'switchyard', variablePrefix: '--code-', fontStyle: false });
const grammars = new Map([...Object.entries(bundledLanguages), ...Object.entries(bundledLanguagesAlias)]);
let core: Promise<HighlighterCore> | null = null;

const linesOf = async ({ code, language }: HighlightRequest): Promise<HighlightAnswer['lines']> => {
  const grammar = grammars.get(language);
  if (grammar === undefined) return null;
  core ??= createHighlighterCore({ themes: [theme], langs: [], engine: createJavaScriptRegexEngine({ forgiving: true }) });
  const highlighter = await core;
  await highlighter.loadLanguage(grammar);
  return highlighter
    .codeToTokensBase(code, { lang: language, theme: 'switchyard', tokenizeMaxLineLength: 2_000, tokenizeTimeLimit: 5_000 })
    .map((line) => line.map((token) => ({ text: token.content, color: token.color })));
};

self.addEventListener('message', (event: MessageEvent<HighlightRequest>) => {
  const answer = (lines: HighlightAnswer['lines']): void => self.postMessage({ id: event.data.id, lines } satisfies HighlightAnswer);
  // A grammar that cannot be loaded or run leaves the code as it is: plain.
  linesOf(event.data).then(answer, () => answer(null));
});
