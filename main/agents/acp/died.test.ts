/** A program that dies before it says anything: its last words are what the user needs. */
import { mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openRecorded } from '#main/agents/testing/recorded-session.ts';
import { makeRepository } from '#main/agents/testing/temporary-repository.ts';
import { createAcpBackend } from './acp-backend.ts';

let folder = '';
beforeAll(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), 'switchyard-died-')));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

test('what it said last is told', async () => {
  const args = ['-c', 'echo starting >&2; echo "no configuration found" >&2; exit 3'];
  const backend = createAcpBackend('own', { backend: 'acp', label: 'Mine', command: '/bin/sh', args }, { temporaryFolder: folder });
  const repository = await makeRepository();
  const { send, session } = await openRecorded(backend, { cwd: repository.path, environment: {} }, { settings: { policy: 'full-access' } });
  await expect(send('Hello')).rejects.toMatchObject({
    failure: {
      kind: 'agent',
      message: 'Mine ended before it answered: no configuration found',
      action: 'Try again: it is started anew.',
      details: 'starting\nno configuration found',
    },
  });
  await session.close();
  await backend.dispose();
  await repository.dispose();
});
