import { expect, test } from 'vitest';
import type { AgentEntry } from '#contract/agent-setup.ts';
import { formOfEntry, formOfPreset, ownPrograms, readAgentForm } from './agent-form.ts';

const entry: AgentEntry = {
  ...{ id: 'mine' as never, backend: 'terminal', preset: null, label: 'Mine', program: '/opt/my agent', args: ['--fast', ''], home: null },
  ...{ folders: ['~/.mine'], hosts: ['api.example.org'], hidden: true, terminal: { quietSeconds: 3, waits: 'ok\\?$' } },
  variables: [
    { name: 'A_KEY', kind: 'secret', value: null },
    { name: 'GONE', kind: 'removed', value: null },
    { name: 'MODE', kind: 'plain', value: 'a=b' },
  ],
  ...{ builtIn: false, changed: true, problem: null },
};

test('an entry goes through the form unchanged', () => {
  const { builtIn: _, changed: __, problem: ___, ...draft } = entry;
  const variables = [draft.variables[1], draft.variables[2], draft.variables[0]];
  expect(readAgentForm(formOfEntry(entry))).toEqual({ agent: { ...draft, variables } });
});

test('a second account gets a name and a label of its own; wrong fields are named', () => {
  const codex = { id: 'codex', backend: 'codex', label: 'Codex', about: '', command: 'codex', homeVariable: 'CODEX_HOME' };
  const form = formOfPreset(codex, new Set(['codex']));
  expect([form.id, form.label, form.preset]).toEqual(['codex-2', 'Codex 2', null]);
  const own = ownPrograms[0];
  if (own === undefined) throw new Error('there is one');
  expect(readAgentForm({ ...formOfPreset(own, new Set()), id: 'My Agent', variables: 'no' })).toEqual({
    problems: {
      id: 'Small letters, digits and dashes, at most 40.',
      command: 'Which program?',
      variables: 'One NAME=value a line, or -NAME to take one away.',
    },
  });
});
