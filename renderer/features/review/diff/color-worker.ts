/** Works out the colours of a diff beside the page, hunk by hunk and side by side. */
import { createCssVariablesTheme, createHighlighterCore, type HighlighterCore } from 'shiki/core';
import { createJavaScriptRegexEngine } from 'shiki/engine/javascript';
import { bundledLanguages, bundledLanguagesAlias } from 'shiki/langs';
import { colorNames, type ColorAnswer, type ColorRequest } from './line-colors.ts';
import { ADDED, DELETED } from './parsed-diff.ts';

const THEME = 'switchyard';
const LINE_MAX_CHARS = 1_000;
const theme = createCssVariablesTheme({ name: THEME, variablePrefix: '--code-', fontStyle: false });
const grammars = new Map([...Object.entries(bundledLanguages), ...Object.entries(bundledLanguagesAlias)]);
const colorOf = new Map(colorNames.map((name, index) => [`var(--code-token-${name})`, index]));
let core: Promise<HighlighterCore> | null = null;

const highlighterFor = async (language: string): Promise<HighlighterCore | null> => {
  const grammar = grammars.get(language);
  if (grammar === undefined) return null;
  core ??= createHighlighterCore({ themes: [theme], langs: [], engine: createJavaScriptRegexEngine({ forgiving: true }) });
  const highlighter = await core;
  await highlighter.loadLanguage(grammar);
  return highlighter;
};

/** Colours of the lines of one side, into their places. */
const colorSide = (
  highlighter: HighlighterCore,
  request: ColorRequest,
  lines: readonly number[],
  left: ReadonlySet<number> | null,
  into: number[][],
): void => {
  const code = lines.map((line) => request.texts[line]).join('\n');
  const found = highlighter.codeToTokensBase(code, {
    lang: request.language,
    theme: THEME,
    tokenizeMaxLineLength: LINE_MAX_CHARS,
    tokenizeTimeLimit: 1_000,
  });
  found.forEach((tokens, index) => {
    const line = lines[index];
    if (line === undefined || left?.has(line) === true) return;
    const packed: number[] = [];
    let at = 0;
    let before = -1;
    for (const token of tokens) {
      at += token.content.length;
      // White space has no colour of its own, and two of one colour are one: each stretch is an element on the page.
      const color = token.content.trim() === '' && before >= 0 ? before : (colorOf.get(token.color ?? '') ?? 0);
      if (color === before) packed[packed.length - 1] = (at << 5) | color;
      else packed.push((at << 5) | color);
      before = color;
    }
    into[line] = packed;
  });
};

const colorsOf = async (request: ColorRequest): Promise<ColorAnswer> => {
  const highlighter = await highlighterFor(request.language);
  const into: number[][] = [];
  if (highlighter !== null)
    for (const [from, to] of request.hunks) {
      const all = Array.from({ length: to - from }, (_, index) => from + index);
      const after = all.filter((line) => request.kinds[line] !== DELETED);
      const before = all.filter((line) => request.kinds[line] !== ADDED);
      if (after.length > 0) colorSide(highlighter, request, after, null, into);
      // Lines of both sides have their colours already.
      if (before.some((line) => request.kinds[line] === DELETED)) colorSide(highlighter, request, before, new Set(after), into);
    }
  const at = new Uint32Array(request.texts.length + 1);
  const packed: number[] = [];
  for (let line = 0; line < request.texts.length; line += 1) {
    at[line] = packed.length;
    packed.push(...(into[line] ?? []));
  }
  at[request.texts.length] = packed.length;
  return { id: request.id, colors: { packed: Uint32Array.from(packed), at } };
};

const none = (request: ColorRequest): ColorAnswer => ({
  id: request.id,
  colors: { packed: new Uint32Array(), at: new Uint32Array(request.texts.length + 1) },
});

self.addEventListener('message', (event: MessageEvent<ColorRequest>) => {
  const answer = (result: ColorAnswer): void =>
    self.postMessage(result, { transfer: [result.colors.packed.buffer, result.colors.at.buffer] });
  // A grammar that cannot be loaded or run leaves the code plain.
  colorsOf(event.data).then(answer, () => answer(none(event.data)));
});
