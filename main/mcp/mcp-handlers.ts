import type { mcpCalls } from '#contract/mcp.ts';
import type { Handlers } from '#main/base/handlers.ts';
import type { Mcp } from './mcp.ts';

export const mcpHandlers = (mcp: Mcp): Pick<Handlers, keyof typeof mcpCalls> => ({
  mcp: () => mcp.topic,
  'mcp.save': ({ before, name, server }) => {
    mcp.save(before, name, server);
    return null;
  },
  'mcp.remove': ({ name }) => {
    mcp.remove(name);
    return null;
  },
  'mcp.set-secret': ({ name, secret, value }) => {
    mcp.setSecret(name, secret, value);
    return null;
  },
  'mcp.test': async ({ name }) => {
    await mcp.test(name);
    return null;
  },
});
