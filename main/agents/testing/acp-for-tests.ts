/** The real opencode and Gemini CLI, each with a home of its own, set up against a model server on loopback. */
import { mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { AgentConfig } from '#main/agents/agent-backend.ts';

export interface AcpForTests {
  readonly config: AgentConfig;
  /** The home that the program takes for the user's. */
  readonly home: string;
  /** For `AcpOptions`. */
  readonly temporaryFolder: string;
  readonly dispose: () => Promise<void>;
}

const prepare = async (config: (home: string) => AgentConfig, files: Readonly<Record<string, unknown>>): Promise<AcpForTests> => {
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'switchyard-acp-')));
  const home = join(folder, 'home');
  for (const [path, content] of Object.entries(files)) {
    await mkdir(dirname(join(home, path)), { recursive: true });
    await writeFile(join(home, path), JSON.stringify(content));
  }
  return {
    ...{ config: config(home), home, temporaryFolder: join(folder, 'tmp') },
    dispose: () => rm(folder, { recursive: true, force: true, maxRetries: 5 }),
  };
};

const limit = { context: 200_000, output: 8_000 };

/** Knows no provider but ours; makes no titles. */
const opencodeSettings = (port: number) => ({
  enabled_providers: ['loopback'],
  model: 'loopback/first',
  provider: {
    loopback: {
      npm: '@ai-sdk/openai-compatible',
      name: 'Loopback',
      options: { baseURL: `http://127.0.0.1:${port}/v1`, apiKey: 'test' },
      models: { first: { name: 'First', reasoning: true, limit }, second: { name: 'Second', limit } },
    },
  },
  agent: { title: { disable: true } },
});

export const prepareOpencode = (binary: string, port: number): Promise<AcpForTests> =>
  prepare(
    (home) => ({
      ...{ backend: 'acp', preset: 'opencode', binary },
      environment: { HOME: home, OPENCODE_DISABLE_MODELS_FETCH: '1', OPENCODE_DISABLE_DEFAULT_PLUGINS: '1' },
    }),
    { '.config/opencode/opencode.json': opencodeSettings(port) },
  );

export const prepareGemini = (binary: string, port: number): Promise<AcpForTests> =>
  prepare(
    (home) => ({
      ...{ backend: 'acp', preset: 'gemini', binary },
      environment: { HOME: home, GEMINI_API_KEY: 'test', GOOGLE_GEMINI_BASE_URL: `http://127.0.0.1:${port}` },
    }),
    {
      '.gemini/settings.json': {
        security: { auth: { selectedType: 'gemini-api-key' } },
        general: { maxAttempts: 1, enableAutoUpdate: false, enableAutoUpdateNotification: false },
        privacy: { usageStatisticsEnabled: false },
        model: { name: 'gemini-2.5-pro' },
      },
    },
  );
