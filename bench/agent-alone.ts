/** An agent program without us: started by hand, spoken to in its own protocol, no more than is needed to hear its first word. */
import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { createInterface } from 'node:readline';
import type { AgentConfig } from '#main/agents/agent-backend.ts';

/** How a program is started and asked. Frames are lines of JSON. */
export interface Alone {
  readonly args: readonly string[];
  /** Beside the environment of its configuration. */
  readonly environment?: (config: AgentConfig) => Readonly<Record<string, string>>;
  /** Said one after the other, each after the answer to the one before; gives the id of the conversation. */
  readonly greet: (cwd: string) => readonly object[];
  readonly conversation: (answer: Frame) => string | null;
  readonly ask: (id: number, conversation: string, text: string) => object;
  readonly isWord: (frame: Frame) => boolean;
  readonly isOver: (frame: Frame, id: number) => boolean;
}

export interface Frame {
  readonly id?: number;
  readonly method?: string;
  readonly type?: string;
  readonly event?: { readonly type?: string };
  readonly result?: { readonly sessionId?: string; readonly thread?: { readonly id?: string } };
  readonly params?: { readonly update?: { readonly sessionUpdate?: string } };
}

const clientInfo = { name: 'bench', title: 'Bench', version: '0' };

export const codexAlone: Alone = {
  args: ['app-server'],
  environment: ({ home = '' }) => ({ CODEX_HOME: home }),
  greet: (cwd) => [
    { id: 1, method: 'initialize', params: { clientInfo, capabilities: { experimentalApi: true, requestAttestation: false } } },
    { id: 2, method: 'thread/start', params: { cwd, approvalPolicy: 'on-request', sandbox: 'workspace-write' } },
  ],
  conversation: ({ result }) => result?.thread?.id ?? null,
  ask: (id, threadId, text) => ({ id, method: 'turn/start', params: { threadId, input: [{ type: 'text', text, text_elements: [] }] } }),
  isWord: ({ method }) => method === 'item/agentMessage/delta',
  isOver: ({ method }) => method === 'turn/completed',
};

export const claudeAlone: Alone = {
  args: ['--output-format', 'stream-json', '--verbose', '--input-format', 'stream-json', '--include-partial-messages'],
  environment: ({ home = '' }) => ({ CLAUDE_CONFIG_DIR: home }),
  greet: () => [],
  conversation: () => null,
  ask: (_, __, text) => ({ type: 'user', message: { role: 'user', content: text }, parent_tool_use_id: null, session_id: '' }),
  isWord: ({ type, event }) => type === 'stream_event' && event?.type === 'content_block_delta',
  isOver: ({ type }) => type === 'result',
};

/** Any program that speaks the Agent Client Protocol. */
export const acpAlone = (args: readonly string[]): Alone => ({
  args,
  greet: (cwd) => [
    { jsonrpc: '2.0', id: 1, method: 'initialize', params: { protocolVersion: 1, clientCapabilities: {}, clientInfo } },
    { jsonrpc: '2.0', id: 2, method: 'session/new', params: { cwd, mcpServers: [] } },
  ],
  conversation: ({ result }) => result?.sessionId ?? null,
  ask: (id, sessionId, text) => ({
    ...{ jsonrpc: '2.0', id, method: 'session/prompt' },
    params: { sessionId, prompt: [{ type: 'text', text }] },
  }),
  isWord: ({ params }) => params?.update?.sessionUpdate === 'agent_message_chunk',
  isOver: (frame, id) => frame.id === id && frame.result !== undefined,
});

export interface RunningAlone {
  /** Milliseconds from the question to its first word; resolves when the turn is over. */
  readonly firstWord: (text: string) => Promise<number>;
  readonly end: () => Promise<void>;
}

class Talk {
  readonly #child: ChildProcessWithoutNullStreams;
  readonly #waiting = new Set<(frame: Frame) => void>();

  constructor(child: ChildProcessWithoutNullStreams) {
    this.#child = child;
    child.stderr.resume();
    createInterface({ input: child.stdout }).on('line', (line) => {
      if (!line.startsWith('{')) return;
      const frame = JSON.parse(line) as Frame;
      for (const look of this.#waiting) look(frame);
    });
  }

  say(frame: object): void {
    this.#child.stdin.write(`${JSON.stringify(frame)}\n`);
  }

  until(fits: (frame: Frame) => boolean): Promise<Frame> {
    return new Promise((resolve) => {
      const look = (frame: Frame): void => {
        if (!fits(frame)) return;
        this.#waiting.delete(look);
        resolve(frame);
      };
      this.#waiting.add(look);
    });
  }
}

const FIRST_QUESTION = 3;

export const startAlone = async (alone: Alone, config: AgentConfig, temporary: string, cwd: string): Promise<RunningAlone> => {
  mkdirSync(temporary, { recursive: true });
  const set = { ...process.env, TMPDIR: temporary, ...alone.environment?.(config), ...config.environment };
  const env = Object.fromEntries(Object.entries(set).filter(([, value]) => value !== null)) as NodeJS.ProcessEnv;
  const child = spawn(config.binary ?? '', [...alone.args], { cwd, env, stdio: 'pipe' });
  const talk = new Talk(child);
  let conversation = '';
  for (const [index, frame] of alone.greet(cwd).entries()) {
    const answered = talk.until(({ id, method }) => id === index + 1 && method === undefined);
    talk.say(frame);
    conversation = alone.conversation(await answered) ?? conversation;
  }
  let id = FIRST_QUESTION;
  return {
    firstWord: async (text) => {
      const asked = (id += 1);
      const over = talk.until((frame) => alone.isOver(frame, asked));
      const word = talk.until(alone.isWord);
      const began = performance.now();
      talk.say(alone.ask(asked, conversation, text));
      await word;
      const taken = performance.now() - began;
      await over;
      return taken;
    },
    end: async () => {
      const gone = new Promise((resolve) => child.once('exit', resolve));
      child.kill('SIGKILL');
      await gone;
    },
  };
};
