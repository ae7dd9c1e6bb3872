/** Which tests failed, by name and first words, from the reports of the test runners: what a log cut short must still tell. */
import { relative } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { inRoot } from './checkout.ts';

export interface VitestFile {
  readonly name: string;
  readonly status: string;
  readonly message?: string;
  readonly assertionResults: readonly {
    readonly fullName: string;
    readonly status: string;
    readonly failureMessages?: readonly string[];
  }[];
}

interface PlaywrightSpec {
  readonly title: string;
  readonly file: string;
  readonly line: number;
  readonly ok: boolean;
  readonly tests: readonly { readonly results: readonly { readonly error?: { readonly message?: string } }[] }[];
}
export interface PlaywrightSuite {
  readonly specs?: readonly PlaywrightSpec[];
  readonly suites?: readonly PlaywrightSuite[];
}

const LONGEST = 300;

const firstWords = (text: string | undefined): string =>
  stripVTControlCharacters(text ?? '')
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .slice(0, 2)
    .join(' ')
    .slice(0, LONGEST);

const named = (where: string, title: string, message: string | undefined): string => `${where} › ${title}: ${firstWords(message)}`;

export const failedInVitest = (files: readonly VitestFile[]): readonly string[] =>
  files.flatMap((file) => {
    const where = relative(inRoot(), file.name);
    if (file.status === 'failed' && file.assertionResults.length === 0) return [named(where, 'does not load', file.message)];
    return file.assertionResults
      .filter(({ status }) => status === 'failed')
      .map(({ fullName, failureMessages }) => named(where, fullName, failureMessages?.[0]));
  });

export const failedInPlaywright = (suites: readonly PlaywrightSuite[]): readonly string[] =>
  suites.flatMap(({ specs = [], suites: inner = [] }) => [
    ...specs
      .filter(({ ok }) => !ok)
      .map(({ file, line, title, tests }) =>
        named(`${file}:${line}`, title, tests.flatMap(({ results }) => results).find(({ error }) => error !== undefined)?.error?.message),
      ),
    ...failedInPlaywright(inner),
  ]);
