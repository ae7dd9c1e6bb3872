/**
 * Every agent against its own program in the same run: the first word after a message, through us and by hand; what a thread
 * takes of memory, by agent; many threads at once. The programs are those that tests run; one that is not there is left out.
 */
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { AgentBackend, AgentConfig } from '#main/agents/agent-backend.ts';
import { prepareGemini, prepareOpencode } from '#main/agents/testing/acp-for-tests.ts';
import { geminiSubject, opencodeSubject } from '#main/agents/testing/acp-subjects.ts';
import type { Subject } from '#main/agents/testing/behaviour-subject.ts';
import { prepareClaude } from '#main/agents/testing/claude-for-tests.ts';
import { claudeSubject } from '#main/agents/testing/claude-subject.ts';
import { prepareCodex } from '#main/agents/testing/codex-for-tests.ts';
import { codexSubject } from '#main/agents/testing/codex-subject.ts';
import { findForTests, type AgentUnderTest } from '#main/agents/testing/find-for-tests.ts';
import { modelMessage } from '#main/agents/testing/model-script.ts';
import { startModelServer } from '#main/agents/testing/model-server.ts';
import { nativeSubject } from '#main/agents/testing/native-subject.ts';
import { openRecorded, type RecordedSession } from '#main/agents/testing/recorded-session.ts';
import { acpAlone, claudeAlone, codexAlone, startAlone, type Alone } from './agent-alone.ts';
import { median, timed, type Bench, type Figure } from './figures.ts';
import { inFolder, makeRepository } from './place.ts';

interface Prepared {
  readonly config: AgentConfig;
  readonly temporaryFolder: string;
  readonly dispose: () => Promise<void>;
}

interface Measured {
  readonly name: string;
  readonly subject: Subject;
  readonly alone: { readonly program: Alone; readonly prepare: (port: number) => Promise<Prepared> } | null;
}

const programs: readonly {
  readonly name: AgentUnderTest;
  readonly subject: (binary: string) => Subject;
  readonly alone: Alone;
  readonly prepare: (binary: string, port: number) => Promise<Prepared>;
}[] = [
  { name: 'codex', subject: codexSubject, alone: codexAlone, prepare: prepareCodex },
  { name: 'claude', subject: claudeSubject, alone: claudeAlone, prepare: prepareClaude },
  { name: 'opencode', subject: opencodeSubject, alone: acpAlone(['acp']), prepare: prepareOpencode },
  { name: 'gemini', subject: geminiSubject, alone: acpAlone(['--acp']), prepare: prepareGemini },
];

const found: readonly Measured[] = [
  { name: 'native', subject: nativeSubject('openai'), alone: null },
  ...programs.flatMap(({ name, subject, alone, prepare }) => {
    const binary = findForTests(name);
    const byHand = { program: alone, prepare: (port: number) => prepare(binary ?? '', port) };
    return binary === null ? [] : [{ name, subject: subject(binary), alone: byHand }];
  }),
];

const place = (cwd: string): Parameters<typeof openRecorded>[1] => ({ cwd, environment: {} }) as Parameters<typeof openRecorded>[1];
const open = (backend: AgentBackend, cwd: string): Promise<RecordedSession> => openRecorded(backend, place(cwd), { allows: () => true });

const firstWord = async ({ send, next }: RecordedSession, message: string): Promise<number> => {
  const taken = await timed(async () => {
    await send(message);
    await next('item-append', (event) => event.field === 'text');
  });
  await next('turn-ended');
  return taken;
};

const times = async (count: number, work: () => Promise<number>): Promise<number> => {
  const taken: number[] = [];
  for (let run = 0; run < count; run += 1) taken.push(await work());
  return median(taken);
};

const aloneFor = async ({ alone }: Measured, cwd: string, runs: number): Promise<number | null> => {
  if (alone === null) return null;
  const model = await startModelServer();
  const prepared = await alone.prepare(model.port);
  const running = await startAlone(alone.program, prepared.config, prepared.temporaryFolder, cwd);
  const ask = (): Promise<number> => running.firstWord(modelMessage([{ say: 'Here.' }]));
  await ask();
  const taken = await times(runs, ask);
  await running.end();
  await model.close();
  await prepared.dispose();
  return taken;
};

/** Proportional share of memory, in megabytes, of processes and all below them. */
const megabytesOf = (roots: readonly number[]): number => {
  const parents = new Map<number, number>();
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    try {
      const stat = readFileSync(`/proc/${name}/stat`, 'latin1');
      parents.set(Number(name), Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]));
    } catch {
      // It has just ended.
    }
  }
  const isBelow = (pid: number): boolean => roots.includes(pid) || (parents.has(pid) && isBelow(parents.get(pid) ?? 0));
  const kilobytes = [...parents.keys()].filter(isBelow).map((pid) => {
    try {
      return Number(/^Pss:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'latin1'))?.[1] ?? 0);
    } catch {
      return 0;
    }
  });
  return kilobytes.reduce((sum, one) => sum + one, 0) / 1024;
};

const ownMegabytes = (): number => {
  globalThis.gc?.();
  return process.memoryUsage().rss / 1024 / 1024;
};

const measureOne = async (measured: Measured, folder: string, quick: boolean): Promise<readonly Figure[]> => {
  const { name, subject } = measured;
  const runs = quick ? 3 : 15;
  const threads = quick ? Math.min(4, subject.differences.atOnce) : subject.differences.atOnce;
  const cwd = makeRepository(join(folder, name), 50);
  const made = await subject.make();
  const one = await open(made.backend, cwd);
  const words = subject.message([{ say: 'Here.' }]);
  await firstWord(one, words);
  const first = await times(runs, () => firstWord(one, words));
  await one.session.close();
  const alone = await aloneFor(measured, cwd, runs);
  const before = ownMegabytes();
  const work = subject.message([{ run: 'true' }, { say: 'x' }]);
  const sessions = await Promise.all(Array.from({ length: threads }, () => open(made.backend, cwd)));
  const all = await timed(() => Promise.all(sessions.map(({ turn }) => turn(work))));
  const memory = Math.max(0, ownMegabytes() - before) + megabytesOf(made.backend.processes().map(({ pid }) => pid));
  await Promise.all(sessions.map(({ session }) => session.close()));
  await made.dispose();
  const limit = alone === null ? {} : { limit: { name: 'the program alone', value: alone }, goal: { mostRatio: 1.5 } };
  return [
    { name: `${name}: first word after send`, value: first, unit: 'ms', ...limit },
    { name: `${name}: memory of a thread, ${threads} open`, value: memory / threads, unit: 'MB' },
    { name: `${name}: ${threads} turns with a command at once`, value: all / 1_000, unit: 's' },
  ];
};

/** One for each agent: `agent-codex` and so on. */
export const agents: readonly Bench[] = found.map((measured) => ({
  name: `agent-${measured.name}`,
  run: ({ quick }) => inFolder((folder) => measureOne(measured, folder, quick)),
}));
