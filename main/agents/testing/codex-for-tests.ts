/** The real codex program, set up against a model server on loopback. */
import { mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AgentConfig } from '#main/agents/agent-backend.ts';

const configText = (port: number): string => `model = "gpt-5.5"
model_provider = "loopback"
check_for_update_on_startup = false

[features]
plugins = false

[analytics]
enabled = false

[model_providers.loopback]
name = "loopback"
base_url = "http://127.0.0.1:${port}/v1"
env_key = "SWITCHYARD_TEST_KEY"
wire_api = "responses"
request_max_retries = 1
stream_max_retries = 1
`;

/** Writes a CODEX_HOME for the model server at this port. */
export const writeCodexHome = async (home: string, port: number): Promise<void> => {
  await mkdir(home, { recursive: true });
  await writeFile(join(home, 'config.toml'), configText(port));
};

export interface CodexForTests {
  readonly config: AgentConfig;
  readonly home: string;
  /** For `CodexOptions`. */
  readonly temporaryFolder: string;
  readonly dispose: () => Promise<void>;
}

/** A configuration of codex with a home of its own in the temporary folder. */
export const prepareCodex = async (binary: string, port: number): Promise<CodexForTests> => {
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'switchyard-codex-')));
  const home = join(folder, 'home');
  await writeCodexHome(home, port);
  return {
    config: { backend: 'codex', binary, home, environment: { HOME: folder, SWITCHYARD_TEST_KEY: 'test' } },
    home,
    temporaryFolder: join(folder, 'tmp'),
    dispose: () => rm(folder, { recursive: true, force: true, maxRetries: 5 }),
  };
};
