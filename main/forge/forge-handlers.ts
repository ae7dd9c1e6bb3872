/** The `forge.*` calls of the contract. core.ts spreads them into its table. */
import type { Handlers } from '#main/base/handlers.ts';
import { lookAtForge, openPullRequest, pushThread, readCheckLog, type ForgeDeps } from './forge.ts';

type ForgeKey = Extract<keyof Handlers, `forge.${string}`>;

export const forgeHandlers = (deps: ForgeDeps): Pick<Handlers, ForgeKey> => ({
  'forge.look': ({ thread }, { signal }) => lookAtForge(deps, thread, signal),
  'forge.push': ({ thread, force }, { signal }) => pushThread(deps, thread, force, signal),
  'forge.open': ({ thread, title, body, draft }, { signal }) => openPullRequest(deps, thread, { title, body, draft }, signal),
  'forge.check-log': async ({ thread, check }, { signal }) => ({ text: await readCheckLog(deps, thread, check, signal) }),
});
