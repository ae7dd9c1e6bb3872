/** The real codex program for journeys: its own home, and a model on loopback that outlives the app. */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { prepareCodex } from '#main/agents/testing/codex-for-tests.ts';
import { findForTests } from '#main/agents/testing/find-for-tests.ts';
import { startModelServer, type ModelServer } from '#main/agents/testing/model-server.ts';
import { root } from '#scripts/checkout.ts';

export interface RealCodex {
  readonly model: ModelServer;
  /** Part of the environment of every process that codex starts. */
  readonly home: string;
  readonly dispose: () => Promise<void>;
}

export const codexProgram = findForTests('codex', root);

/** Writes the agents of a data folder: codex as it is installed here, speaking to the model that is started with it. */
export const installCodex = async (dataFolder: string, program: string): Promise<RealCodex> => {
  const model = await startModelServer();
  const codex = await prepareCodex(program, model.port);
  mkdirSync(dataFolder, { recursive: true, mode: 0o700 });
  writeFileSync(join(dataFolder, 'config.json'), JSON.stringify({ agents: { codex: codex.config } }));
  return {
    model,
    home: codex.home,
    dispose: async () => {
      await model.close();
      await codex.dispose();
    },
  };
};

const fileOf = (pid: string, name: string): string => {
  try {
    return readFileSync(`/proc/${pid}/${name}`, 'utf8');
  } catch {
    // It has ended meanwhile, or is somebody else's.
    return '';
  }
};

/** Command lines of the living processes that have this text in their arguments or environment. Linux. */
export const processesWith = (text: string): readonly string[] =>
  readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && name !== String(process.pid))
    .filter((pid) => fileOf(pid, 'environ').includes(text) || fileOf(pid, 'cmdline').includes(text))
    .map((pid) => `${pid} ${fileOf(pid, 'cmdline').replaceAll('\0', ' ').trim()}`);
