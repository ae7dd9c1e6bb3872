import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { inRoot } from '#scripts/checkout.ts';
import { code, isTest, texts } from './repository-files.ts';

const documents = texts.filter(({ path }) => path.endsWith('.md'));

test('every link inside the documents leads somewhere', () => {
  const broken = documents.flatMap(({ path, text }) =>
    [...text.matchAll(/\]\((?!https?:|#|mailto:)([^)#\s]+)/g)]
      .map((match) => match[1] ?? '')
      .filter((target) => !existsSync(inRoot(join(dirname(path), target))))
      .map((target) => `${path}: ${target}`),
  );
  expect(broken).toEqual([]);
});

/** The third column of the table in docs/words.md. */
const wordsToAvoid = (): string[] =>
  readFileSync(inRoot('docs', 'words.md'), 'utf8')
    .split('\n')
    .filter((line) => line.startsWith('| **'))
    .flatMap((line) => (line.split('|')[3] ?? '').split(','))
    .map((word) => word.trim())
    .filter((word) => word !== '');

/** What people read: documents, and text between tags or in quotes of the page's components and of the command line. */
const shownTexts = (): { readonly path: string; readonly shown: string }[] => [
  ...documents
    .filter(({ path }) => path !== 'docs/words.md' && !path.startsWith('docs/decisions/'))
    .map(({ path, text }) => ({ path, shown: text })),
  ...code
    .filter(({ path }) => !isTest(path) && /^(renderer\/(features|app)|main\/(cli|electron))\//.test(path))
    .map(({ path, text }) => ({
      path,
      shown: [...text.matchAll(/>([^<>{}]*[a-z] [^<>{}]*)<|['"`]([A-Z][^'"`]* [^'"`]*)['"`]/g)].map((match) => match[0]).join('\n'),
    })),
];

test('people read our words', () => {
  const avoided = wordsToAvoid();
  expect(avoided.length).toBeGreaterThan(5);
  const found = shownTexts().flatMap(({ path, shown }) =>
    avoided.filter((word) => new RegExp(`(?<![\\w-])${word}s?(?![\\w-])`, 'i').test(shown)).map((word) => `${path}: ${word}`),
  );
  expect(found).toEqual([]);
});
