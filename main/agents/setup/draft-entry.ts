/** An agent as a person saved it, as an entry of `config.json`. Fields that we do not know stay as they are. */
import { isDeepStrictEqual } from 'node:util';
import type { AgentDraft } from '#contract/agent-setup.ts';
import { defaultOf } from '#main/agents/agent-config.ts';

type Json = Readonly<Record<string, unknown>>;

/** Undefined and empty ones are taken out of the entry. */
const put = (entry: Json, fields: Json): Json => {
  const isNothing = (value: unknown): boolean =>
    value === undefined || value === null || value === false || (Array.isArray(value) && value.length === 0);
  const kept = Object.entries({ ...entry, ...fields }).filter(([name, value]) => !(name in fields) || !isNothing(value));
  return Object.fromEntries(kept);
};

/** Backends that drive one program call it `binary`; those that drive any call it `command`. */
const programOf = ({ backend, preset, program }: AgentDraft): Json =>
  backend === 'acp' || backend === 'terminal'
    ? { command: preset === null ? program : null, binary: preset === null ? null : program }
    : { binary: program };

export const entryOf = (draft: AgentDraft, entry: Json): Json | undefined => {
  const plain = draft.variables.filter(({ kind }) => kind !== 'secret');
  const secrets = draft.variables.filter(({ kind }) => kind === 'secret').map(({ name }) => name);
  const { terminal, label, preset, args, home, folders, hosts, hidden } = draft;
  const environment = Object.fromEntries(plain.map(({ name, kind, value }) => [name, kind === 'removed' ? null : (value ?? '')]));
  const own = put(entry, {
    ...{ backend: draft.backend, preset, label, ...programOf(draft), args, home, folders, hosts, hidden, secrets },
    environment: plain.length === 0 ? null : environment,
    terminal: terminal === null || Object.keys(terminal).length === 0 ? null : terminal,
  });
  // An agent that is as the app knows it needs no entry.
  return isDeepStrictEqual(own, defaultOf(draft.id)) ? undefined : own;
};
