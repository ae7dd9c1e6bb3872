/** What a running program says that it sees. Files that it looks at (instructions, skills, hooks) are found where they lie. */
import type { SeenServer, Surroundings } from '#contract/surroundings.ts';
import type { ClaudeProcess } from './claude-process.ts';
import { fieldsOf, list, text, type Fields } from '#main/agents/fields.ts';

const ASK_MS = 5_000;

const states: Readonly<Record<string, SeenServer['state']>> = {
  ...{ connected: 'ready', pending: 'connecting', failed: 'failed', 'needs-auth': 'signed-out', disabled: 'off' },
};

const serverOf = (value: unknown): SeenServer => {
  const server = fieldsOf(value);
  const state = states[text(server, 'status') ?? ''] ?? 'unknown';
  const signIn = 'It wants a sign-in: run `claude` in a terminal and use /mcp.';
  return {
    name: text(server, 'name') ?? '',
    from: text(server, 'scope') === 'dynamic' ? 'ours' : 'agent',
    state,
    tools: list(server, 'tools').flatMap((tool) => text(fieldsOf(tool), 'name') ?? []),
    problem: text(server, 'error') ?? (state === 'signed-out' ? signIn : null),
    canSwitch: true,
  };
};

/** `hello` is the answer to `initialize`. */
export const liveSurroundings = async (process_: ClaudeProcess, hello: Fields): Promise<Partial<Surroundings>> => {
  const status = await process_.ask({ subtype: 'mcp_status' }, ASK_MS);
  const named = (value: unknown): { readonly name: string; readonly description: string } => {
    const { name, description } = fieldsOf(value);
    return { name: typeof name === 'string' ? name : '', description: typeof description === 'string' ? description : '' };
  };
  return {
    servers: list(status, 'mcpServers').map(serverOf),
    commands: list(hello, 'commands').map((value) => ({ ...named(value), argumentHint: text(fieldsOf(value), 'argumentHint') ?? '' })),
    subagents: list(hello, 'agents').map(named),
  };
};
