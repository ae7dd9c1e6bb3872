/** Four real agent programs for journeys, each with a home of its own, on one model on loopback that outlives the app. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { prepareGemini, prepareOpencode } from '#main/agents/testing/acp-for-tests.ts';
import { geminiSubject, opencodeSubject } from '#main/agents/testing/acp-subjects.ts';
import type { Act } from '#main/agents/testing/behaviour-subject.ts';
import { prepareClaude } from '#main/agents/testing/claude-for-tests.ts';
import { claudeSubject } from '#main/agents/testing/claude-subject.ts';
import { prepareCodex } from '#main/agents/testing/codex-for-tests.ts';
import { codexSubject } from '#main/agents/testing/codex-subject.ts';
import { findForTests } from '#main/agents/testing/find-for-tests.ts';
import { startModelServer, type ModelServer } from '#main/agents/testing/model-server.ts';
import { root } from '#scripts/checkout.ts';

const prepared = {
  codex: { prepare: prepareCodex, subject: codexSubject },
  claude: { prepare: prepareClaude, subject: claudeSubject },
  opencode: { prepare: prepareOpencode, subject: opencodeSubject },
  gemini: { prepare: prepareGemini, subject: geminiSubject },
} as const;
export type RealAgent = keyof typeof prepared;
export const realAgents = Object.keys(prepared) as readonly RealAgent[];

const programs = new Map(realAgents.map((name) => [name, findForTests(name, root)]));
export const allAreInstalled = [...programs.values()].every((program) => program !== null);

export interface RealAgents {
  readonly model: ModelServer;
  /** A message that makes the model have the agent do this; its first line is the title of a task. */
  readonly message: (agent: RealAgent, title: string, acts: readonly Act[]) => string;
  /** Each is part of the environment of every process that the agent of it starts. */
  readonly homes: readonly string[];
  readonly dispose: () => Promise<void>;
}

/** Writes the agents of a data folder. */
export const installAgents = async (dataFolder: string): Promise<RealAgents> => {
  const model = await startModelServer();
  const made = await Promise.all(
    realAgents.map(async (name) => [name, await prepared[name].prepare(programs.get(name) ?? '', model.port)] as const),
  );
  mkdirSync(dataFolder, { recursive: true, mode: 0o700 });
  const agents = Object.fromEntries(made.map(([name, { config }]) => [name, config]));
  writeFileSync(join(dataFolder, 'config.json'), JSON.stringify({ agents }));
  const subjects = new Map(realAgents.map((name) => [name, prepared[name].subject(programs.get(name) ?? '')]));
  return {
    model,
    message: (agent, title, acts) => (subjects.get(agent)?.message(acts) ?? '').replace('Do as the script says.', title),
    homes: made.map(([, { home }]) => home),
    dispose: async () => {
      await model.close();
      for (const [, one] of made) await one.dispose();
    },
  };
};
