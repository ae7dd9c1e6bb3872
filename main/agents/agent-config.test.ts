import { expect, test } from 'vitest';
import { parseAgentsConfig } from './agent-config.ts';

const codex = { id: 'codex', config: { backend: 'codex' }, problem: null };
const gemini = { id: 'gemini', config: { backend: 'acp', preset: 'gemini' }, problem: null };
const opencode = { id: 'opencode', config: { backend: 'acp', preset: 'opencode' }, problem: null };
const claude = { id: 'claude', config: { backend: 'claude' }, problem: null };
const native = { id: 'native', config: { backend: 'native' }, problem: null };
const scripted = { id: 'scripted', config: { backend: 'scripted' }, problem: null };

test.each([
  ['no file', null, [claude, codex, native, scripted], []],
  ['an empty file', ' \n', [claude, codex, native, scripted], []],
  ['no agents', '{ "other": 1 }', [claude, codex, native, scripted], []],
  ['not JSON', '{ "agents": ', [claude, codex, native, scripted], [expect.stringMatching(/^config\.json is not JSON: /)]],
  [
    'a list',
    '{ "agents": [] }',
    [claude, codex, native, scripted],
    [expect.stringMatching(/^In config\.json the field “config\.agents” is wrong: /)],
  ],
  [
    'a default with fields of its own',
    '{ "agents": { "codex": { "binary": "/opt/codex", "environment": { "A": "1", "B": null } } } }',
    [claude, { ...codex, config: { backend: 'codex', binary: '/opt/codex', environment: { A: '1', B: null } } }, native, scripted],
    [],
  ],
  [
    'a wrong field of one agent leaves the others',
    '{ "agents": { "codex": { "binary": 7 }, "mine": { "backend": "codex", "label": "Mine" } } }',
    [
      claude,
      { id: 'codex', config: null, problem: expect.stringMatching(/^In config\.json the field “agents\.codex\.binary” is wrong: /) },
      { id: 'mine', config: { backend: 'codex', label: 'Mine' }, problem: null },
      native,
      scripted,
    ],
    [],
  ],
  [
    'a name that is none',
    '{ "agents": { "My Agent": { "backend": "codex" } } }',
    [claude, codex, native, scripted],
    [expect.stringContaining('“My Agent” is not a name for an agent')],
  ],
])('%s', (_, text, agents, problems) => {
  const parsed = parseAgentsConfig(text, 'config.json');
  const byId = (all: readonly { readonly id: string }[]) => all.toSorted((a, b) => a.id.localeCompare(b.id));
  expect({ agents: byId(parsed.agents), problems: parsed.problems }).toEqual({ agents: byId([...agents, gemini, opencode]), problems });
});
