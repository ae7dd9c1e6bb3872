import { expect, test } from 'vitest';
import { projectFixture } from '#renderer/state/testing/fixtures.ts';
import { fileCommands, isWholeForm, originOf, readField, readRun, showField, showRun, withSetting } from './project-settings.ts';

test('every setting of the contract has its place in the form', () => {
  expect(isWholeForm()).toBe(true);
});

test('says whose value it is', () => {
  const project = projectFixture({ settings: { base: 'dev' }, file: { base: 'main', setup: 'npm ci' } });
  expect([originOf(project, 'base'), originOf(project, 'setup'), originOf(project, 'agent')]).toEqual(['yours', 'file', 'default']);
});

test('texts become values and back; an empty one gives the setting back', () => {
  expect([readField('list', ' .env*\n\n.npmrc '), readField('list', ' \n'), readField('line', ' x '), readField('command', '')]).toEqual([
    ['.env*', '.npmrc'],
    undefined,
    'x',
    undefined,
  ]);
  expect([showField(['a', 'b']), showField('x'), showField(undefined)]).toEqual(['a\nb', 'x', '']);
  expect([withSetting({ base: 'dev', setup: 'x' }, 'base', undefined), withSetting({}, 'seed', ['a'])]).toEqual([
    { setup: 'x' },
    { seed: ['a'] },
  ]);
});

test('run commands are lines of name and command', () => {
  const run = { 'dev server': 'npm run dev -- --port $SWITCHYARD_PORT', test: 'npm test' };
  expect(readRun(showRun(run))).toEqual({ run, wrong: [] });
  expect(readRun('just words\n')).toEqual({ run: undefined, wrong: ['just words'] });
  expect(fileCommands(projectFixture({ file: { setup: 'npm ci', run: { test: 'npm test' } } }))).toEqual([
    { name: 'Setup', command: 'npm ci' },
    { name: 'Run: test', command: 'npm test' },
  ]);
});
