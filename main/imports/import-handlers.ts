/** The `imports.*` calls of the contract. */
import type { importCalls } from '#contract/imports.ts';
import type { Handlers } from '#main/base/handlers.ts';
import { Imports, type ImportsNeeds } from './imports.ts';

export const importHandlers = (needs: ImportsNeeds): Pick<Handlers, keyof typeof importCalls> => {
  const imports = new Imports(needs);
  return {
    'imports.list': ({ project, query, limit }) => imports.list(project, query, limit),
    'imports.open': ({ project, agent, id, fork }) => imports.open(project, agent, id, fork),
  };
};
