import { expect, test } from 'vitest';
import type { ProjectId, ThreadId } from '#contract/ids.ts';
import { hashOf, noFilter, parseRoute, type Route } from './route.ts';

const routes: readonly Route[] = [
  { screen: 'board', filter: noFilter },
  { screen: 'board', filter: { project: 'p_aaaaaa' as ProjectId, tag: 'größer & besser', agent: 'codex', text: 'a=b?#/', archived: true } },
  { screen: 'thread', thread: 't_aaaaaa' as ThreadId },
  { screen: 'thread', thread: 't_aaaaaa' as ThreadId, show: 'changes' },
  { screen: 'project', project: 'p_aaaaaa' as ProjectId },
  { screen: 'settings', section: 'keys' },
  { screen: 'triage' },
  { screen: 'welcome' },
];

test('every place survives a trip through the address', () => {
  expect(routes.map((route) => parseRoute(hashOf(route)))).toEqual(routes);
});

test('an empty address is the board, a strange one is said to be unknown', () => {
  expect([parseRoute(''), parseRoute('#/'), parseRoute('#/settings')]).toEqual([
    routes[0],
    routes[0],
    { screen: 'settings', section: 'general' },
  ]);
  expect([parseRoute('#/nowhere/x'), parseRoute('#/thread'), parseRoute('#/%E0%A4%A')]).toEqual([
    { screen: 'unknown', path: 'nowhere/x' },
    { screen: 'unknown', path: 'thread' },
    { screen: 'unknown', path: '%E0%A4%A' },
  ]);
});
