import { expect, test } from 'vitest';
import { MENU_COMMANDS } from '#contract/desktop.ts';
import { contract } from '#contract/contract.ts';
import { code, isTest } from './repository-files.ts';

const sources = code.filter(({ path }) => !isTest(path));
const clients = sources.filter(({ path }) => /^(renderer|main\/(cli|electron|serve))\//.test(path));
const core = sources.filter(({ path }) => /^main\/(?!cli|electron|serve|rpc)/.test(path));
const names = Object.keys(contract);

const mentions = (files: typeof sources, name: string): boolean =>
  files.some(
    ({ text }) => text.includes(`'${name}'`) || (/^[a-z]+$/.test(name) && new RegExp(`\\b${name}[:(,]|handlers\\.${name}\\b`).test(text)),
  );

test('every method and topic has a handler', () => {
  expect(names.filter((name) => !mentions(core, name))).toEqual([]);
});

test('every method and topic is used by a client', () => {
  expect(names.filter((name) => !mentions(clients, name))).toEqual([]);
});

test('every command of the native menu is a command of the page', () => {
  const page = sources.filter(({ path }) => path.startsWith('renderer/'));
  expect(MENU_COMMANDS.filter((command) => !page.some(({ text }) => text.includes(`'${command}'`)))).toEqual([]);
});
