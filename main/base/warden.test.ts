import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const lives = (pid: number): boolean => {
  try {
    // A zombie that nobody reaps yet is dead for our purpose.
    return readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.startsWith('Z') === false;
  } catch {
    return false;
  }
};

const until = async (condition: () => boolean): Promise<void> => {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 10));
};

test.skipIf(!existsSync('/proc'))(
  'a core that is killed with -9 leaves no process behind, not even one in a session of its own',
  async () => {
    const folder = mkdtempSync(join(tmpdir(), 'switchyard-warden-'));
    const script = `setsid sh -c 'echo $$ > ${folder}/far; sleep 300' & sh -c 'echo $$ > ${folder}/near; sleep 300' & wait`;
    const program = `
    import { start } from ${JSON.stringify(join(import.meta.dirname, 'command.ts'))};
    await start({ file: '/bin/sh', args: ['-c', ${JSON.stringify(script)}], cwd: '/', environment: process.env });
    process.stdout.write('started');
    setInterval(() => undefined, 1000);`;
    const core = spawn(process.execPath, ['--input-type=module-typescript', '-e', program], { stdio: ['ignore', 'pipe', 'inherit'] });
    await once(core.stdout, 'data');
    const pidOf = (name: string): number => (existsSync(join(folder, name)) ? Number(readFileSync(join(folder, name), 'utf8')) : 0);
    await until(() => pidOf('near') > 0 && pidOf('far') > 0);
    const pids = [pidOf('near'), pidOf('far')];
    expect(pids.map(lives)).toEqual([true, true]);
    core.kill('SIGKILL');
    await until(() => pids.every((pid) => !lives(pid)));
  },
);
