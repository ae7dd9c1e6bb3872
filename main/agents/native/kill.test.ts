/** kill -9 at every entry of the journal, right before and right after it is written: nothing that finished happens twice. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { CommandError } from '#main/base/errors.ts';
import { run } from '#main/base/run-command.ts';
import { makeRepository } from '#main/agents/testing/temporary-repository.ts';
import { wholeWork } from './testing/careful-model.ts';

const VICTIM = join(import.meta.dirname, 'testing/kill-victim.ts');

interface Place {
  readonly cwd: string;
  readonly journal: string;
  readonly policy: string;
}

interface Lived {
  readonly outcome: unknown;
  /** Of the journal's entries, in order. */
  readonly kinds: readonly string[];
}

/** Null when it was killed. */
const live = async ({ cwd, journal, policy }: Place, at: number, when: string): Promise<Lived | null> => {
  try {
    const args = [VICTIM, cwd, journal, policy, String(at), when];
    const { stdout } = await run({ file: process.execPath, args, cwd: process.cwd(), environment: process.env });
    return JSON.parse(stdout.toString('utf8')) as Lived;
  } catch (error) {
    if (error instanceof CommandError && error.signal === 'SIGKILL') return null;
    throw error;
  }
};

const effectsIn = (cwd: string): readonly string[] => {
  const file = join(cwd, 'effects.txt');
  const lines = existsSync(file) ? readFileSync(file, 'utf8').trim().split('\n') : [];
  const patches = readdirSync(cwd).flatMap((name) => (/^patch-(\d+)\.txt$/.test(name) ? [name.slice(0, -4).replace('-', ' ')] : []));
  return [...lines, ...patches].toSorted();
};

const inPlace = async (policy: string, work: (place: Place) => Promise<void>): Promise<void> => {
  const repository = await makeRepository();
  try {
    await work({ cwd: repository.path, journal: join(repository.path, '.git/journal.jsonl'), policy });
  } finally {
    await repository.dispose();
  }
};

const whole = [...wholeWork].toSorted();
const completed = { kind: 'completed' };

const killedAt = (policy: string, at: number, when: string): Promise<void> =>
  inPlace(policy, async (place) => {
    expect(await live(place, at, when), `${at} ${when}`).toBeNull();
    const again = await live(place, 0, '');
    expect({ at, when, outcome: again?.outcome, effects: effectsIn(place.cwd) }).toEqual({ at, when, outcome: completed, effects: whole });
  });

test('killed at every point and taken up again, everything happens once', async () => {
  let kinds: readonly string[] = [];
  await inPlace('full-access', async (place) => {
    const first = await live(place, 0, '');
    expect(first?.outcome).toEqual(completed);
    expect(effectsIn(place.cwd)).toEqual(whole);
    kinds = first?.kinds ?? [];
  });
  expect(kinds.filter((kind) => kind === 'begun' || kind === 'result')).toHaveLength(wholeWork.length * 2);
  // Between an entry and the next one nothing happens, but for what stands between the begin and the result of a call.
  const points = kinds.flatMap((kind, index) => [
    ...(kind === 'result' ? [[index + 1, 'before'] as const] : []),
    [index + 1, 'after'] as const,
  ]);
  const next = points.values();
  const killAll = async (): Promise<void> => {
    for (const [at, when] of next) await killedAt('full-access', at, when);
  };
  await Promise.all([killAll(), killAll(), killAll()]);
  console.log(`${points.length} kills at ${kinds.length} entries of the journal`);
}, 300_000);

test('killed again while it goes on, in the sandbox', () =>
  inPlace('workspace-write', async (place) => {
    for (const at of [7, 5, 6, 4]) expect(await live(place, at, 'after'), String(at)).toBeNull();
    expect((await live(place, 0, ''))?.outcome).toEqual(completed);
    expect(effectsIn(place.cwd)).toEqual(whole);
  }));
