import { expect, test } from 'vitest';
import { code, isTest, paths, texts } from './repository-files.ts';

test('files and folders are named in kebab-case', () => {
  const named = paths.filter(
    (path) => /^(contract|main|preload|renderer|sandbox|e2e|bench|scripts)\//.test(path) && !path.includes('/fixtures/'),
  );
  const part = /^(\.?[a-z0-9]+(-[a-z0-9]+)*)(\.[a-z0-9-]+)*$|^[a-z]+(Template)?(@2x)?\.png$/;
  expect(named.filter((path) => !path.split('/').every((name) => part.test(name)))).toEqual([]);
});

test('no file or folder has a name that says nothing', () => {
  expect(
    paths.filter((path) => /(^|\/|-)(utils?|helpers?|managers?|common|misc|shared|types)(-|\.|\/|$)/.test(path.replace(/\.test/, ''))),
  ).toEqual([]);
});

test('nothing is left to be done in a comment', () => {
  const mark = new RegExp(
    `\\b(${['TO', 'FIX', 'HA', 'XX'].map((start, index) => start + (['DO', 'ME', 'CK', 'X'][index] ?? '')).join('|')})\\b`,
  );
  expect(code.filter(({ text }) => mark.test(text)).map(({ path }) => path)).toEqual([]);
});

test('the contract imports only zod, and zod comes to all through the contract', () => {
  const imports = (text: string): string[] =>
    [...text.matchAll(/^(?:import|export)\b[^'"]*\bfrom ['"]([^'"]+)['"]/gm)].map((match) => match[1] ?? '');
  const contract = code.filter(({ path }) => path.startsWith('contract/') && !path.endsWith('.test.ts'));
  const strangers = contract.flatMap(({ path, text }) =>
    imports(text)
      .filter((from) => from !== 'zod' && !from.startsWith('./'))
      .map((from) => `${path}: ${from}`),
  );
  expect(strangers).toEqual([]);
  const direct = code.filter(({ path, text }) => path !== 'contract/zod.ts' && /^import (?!type)[^'"]*from 'zod'/m.test(text));
  expect(direct.map(({ path }) => path)).toEqual([]);
});

test('no place of one machine and no host of a registry is named', () => {
  const place = new RegExp(['/wo', 'rk/(main|shared)\\b|/tmp/ag', 'ents'].join(''));
  // Tests and placeholders have made-up people who live somewhere.
  const home = new RegExp(['/ro', 'ot/|/ho', 'me/(?!me/)[a-z]+/|/Us', 'ers/(?!me/)[a-z]+/'].join(''));
  const registry = new RegExp(['registry\\.npm', 'js|registry\\.yarn', 'pkg|artif', 'actory|"resol', 'ved": "http'].join(''));
  const isNamed = (path: string, line: string): boolean =>
    place.test(line) || registry.test(line) || (/\.(tsx?|mjs)$/.test(path) && !isTest(path) && home.test(line));
  const named = texts.flatMap(({ path, text }) =>
    text.split('\n').flatMap((line, index) => (isNamed(path, line) ? [`${path}:${index + 1}`] : [])),
  );
  expect(named).toEqual([]);
});
