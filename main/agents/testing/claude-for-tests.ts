/** The real Claude Code program, set up against a model server on loopback. */
import { mkdir, mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AgentConfig } from '#main/agents/agent-backend.ts';

export interface ClaudeForTests {
  readonly config: AgentConfig;
  /** Its CLAUDE_CONFIG_DIR. */
  readonly home: string;
  /** For `ClaudeOptions`. */
  readonly temporaryFolder: string;
  readonly dispose: () => Promise<void>;
}

/** One whose to-do list is told whole: newer models have tools for single tasks, or none. */
const MODEL = 'claude-sonnet-4-5';

/** A configuration of Claude Code with a home of its own in the temporary folder. */
export const prepareClaude = async (binary: string, port: number): Promise<ClaudeForTests> => {
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'switchyard-claude-')));
  const home = join(folder, 'home');
  await mkdir(home);
  return {
    config: {
      backend: 'claude',
      binary,
      home,
      environment: {
        HOME: folder,
        ANTHROPIC_BASE_URL: `http://127.0.0.1:${port}`,
        ANTHROPIC_API_KEY: 'test',
        ANTHROPIC_AUTH_TOKEN: null,
        CLAUDE_CODE_OAUTH_TOKEN: null,
        ANTHROPIC_MODEL: MODEL,
        CLAUDE_CODE_ENABLE_TASKS: '0',
        CLAUDE_CODE_MAX_RETRIES: '1',
        CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: '1',
        DISABLE_TELEMETRY: '1',
        DISABLE_ERROR_REPORTING: '1',
      },
    },
    home,
    temporaryFolder: join(folder, 'tmp'),
    dispose: () => rm(folder, { recursive: true, force: true, maxRetries: 5 }),
  };
};
