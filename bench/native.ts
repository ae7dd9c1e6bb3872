/**
 * The native agent against what it stands on, in the same run: its first word against the bare answer of the same model
 * server, a command against the same one in plain bubblewrap, the time that a stop takes, and the memory of a thread.
 */
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import type { AgentBackend, AgentEvent, AgentSession } from '#main/agents/agent-backend.ts';
import { createNativeBackend } from '#main/agents/native/native-backend.ts';
import { meansFor } from '#main/agents/testing/native-subject.ts';
import { modelMessage, type ModelStepText } from '#main/agents/testing/model-script.ts';
import { startModelServer, type ModelServer } from '#main/agents/testing/model-server.ts';
import { sandboxAt } from '#main/agents/testing/sandbox-at.ts';
import { loopbackClient } from '#main/models/testing/loopback-client.ts';
import { openPtyHost } from '#main/pty/start-pty-host.ts';
import { median, timed, type Bench, type Figure } from './figures.ts';
import { inFolder, makeRepository } from './place.ts';

const THREADS = 30;
const settings = { model: null, effort: null, policy: 'workspace-write' } as const;
type Waits = (event: AgentEvent) => boolean;

interface Opened {
  readonly session: AgentSession;
  /** Resolves at the next event that fits. */
  readonly until: (fits: Waits) => Promise<void>;
}

const open = async (backend: AgentBackend, cwd: string): Promise<Opened> => {
  const waiting = new Set<readonly [Waits, () => void]>();
  const session = await backend.open({
    ...{ settings, resume: null, place: { cwd, environment: {}, sandbox: sandboxAt(cwd) } },
    judge: () => ({ verdict: 'allow', why: '', rule: null }),
    onEvent: (event) => {
      for (const entry of waiting) {
        if (!entry[0](event)) continue;
        waiting.delete(entry);
        entry[1]();
      }
    },
  });
  return { session, until: (fits) => new Promise((resolve) => waiting.add([fits, resolve])) };
};

const say = ({ session }: Opened, steps: readonly ModelStepText[]): Promise<void> =>
  session.send({ text: modelMessage(steps), images: [] }, settings);
const isOver: Waits = (event) => event.kind === 'turn-ended';
const speaks: Waits = (event) => event.kind === 'item-append' && event.field === 'text';

/** The same question put to the server by hand, until the first byte of the answer. */
const bareAnswer = (model: ModelServer): Promise<number> =>
  timed(async () => {
    const body = JSON.stringify({ model: 'x', input: [{ role: 'user', content: modelMessage([{ say: 'Here.' }]) }], stream: true });
    const response = await fetch(`http://127.0.0.1:${model.port}/v1/responses`, { method: 'POST', body });
    await response.body?.getReader().read();
  });

const firstWord = async (opened: Opened): Promise<number> => {
  const over = opened.until(isOver);
  const taken = await timed(async () => {
    const spoke = opened.until(speaks);
    await say(opened, [{ say: 'Here.' }]);
    await spoke;
  });
  await over;
  return taken;
};

const command = (opened: Opened): Promise<number> =>
  timed(async () => {
    const over = opened.until(isOver);
    await say(opened, [{ run: 'true' }, { say: 'x' }]);
    await over;
  });

const stop = async (opened: Opened, steps: readonly ModelStepText[]): Promise<number> => {
  const begun = opened.until((event) => event.kind === 'item-append');
  await say(opened, steps);
  await begun;
  return timed(() => opened.session.interrupt());
};

const times = async (count: number, work: () => Promise<number>): Promise<readonly number[]> => {
  const taken: number[] = [];
  for (let run = 0; run < count; run += 1) taken.push(await work());
  return taken;
};

const plainBubblewrap = (cwd: string): Promise<number> =>
  timed(() =>
    execFileSync('bwrap', [
      '--unshare-all',
      '--die-with-parent',
      '--ro-bind',
      '/',
      '/',
      '--dev',
      '/dev',
      '--proc',
      '/proc',
      '--bind',
      cwd,
      cwd,
      '--',
      '/bin/bash',
      '-c',
      'true',
    ]),
  );

const heapMb = (): number => {
  globalThis.gc?.();
  return process.memoryUsage().rss / 1024 / 1024;
};

/** Open sessions that have each had a turn with a command. */
const memoryOf = async (backend: AgentBackend, cwd: string): Promise<number> => {
  const before = heapMb();
  const opened = await Promise.all(Array.from({ length: THREADS }, () => open(backend, cwd)));
  for (const one of opened) await command(one);
  const grown = heapMb() - before;
  await Promise.all(opened.map(({ session }) => session.close()));
  return grown / THREADS;
};

const measure = async (folder: string, quick: boolean): Promise<readonly Figure[]> => {
  const runs = quick ? 3 : 15;
  const cwd = makeRepository(join(folder, 'repository'), 200);
  const model = await startModelServer();
  const ptys = openPtyHost();
  const backend = createNativeBackend('native', { backend: 'native' }, meansFor(loopbackClient('openai', model), { ptys }));
  const opened = await open(backend, cwd);
  await command(opened);
  await bareAnswer(model);
  const bare = median(await times(runs, () => bareAnswer(model)));
  const first = median(await times(runs, () => firstWord(opened)));
  const plain = median(await times(runs, () => plainBubblewrap(cwd)));
  const ran = median(await times(runs, () => command(opened)));
  const stopSpeaking = Math.max(...(await times(runs, () => stop(opened, [{ say: 'word '.repeat(2000), chunk: 5, delayMs: 10 }]))));
  const stopRunning = Math.max(
    ...(await times(runs, () => stop(opened, [{ run: 'trap "" TERM; echo on; sleep 900 & sleep 900', args: { seconds: 60 } }]))),
  );
  await opened.session.close();
  const memory = await memoryOf(backend, cwd);
  await backend.dispose();
  await ptys.dispose();
  await model.close();
  return [
    { name: 'first word after send', value: first, unit: 'ms', limit: { name: 'bare request', value: bare }, goal: { mostRatio: 8 } },
    { name: 'turn with one command', value: ran, unit: 'ms', limit: { name: 'plain bubblewrap', value: plain } },
    { name: 'stop while it speaks, longest', value: stopSpeaking, unit: 'ms', goal: { most: 100 } },
    { name: 'stop while a stubborn command runs, longest', value: stopRunning, unit: 'ms', goal: { most: 100 } },
    { name: `memory of a thread, ${THREADS} open`, value: memory, unit: 'MB', goal: { most: 3 } },
  ];
};

export const native: Bench = {
  name: 'native',
  run: ({ quick }) => inFolder((folder) => measure(folder, quick)),
};
