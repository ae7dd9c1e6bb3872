/** Attacks, traps and work, run for real: as this user, and as an ordinary one where this is the superuser. */
import { execFile, execFileSync } from 'node:child_process';
import { accessSync, chownSync, constants, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, expect, test } from 'vitest';
import { policyTable } from './testing/policy-table.ts';
import { runCases, runPolicyTable } from './testing/run-cases.ts';

const run = promisify(execFile);
const program = fileURLToPath(new URL('./testing/run-cases.ts', import.meta.url));

const canRun = (command: string, args: readonly string[]): boolean => {
  try {
    execFileSync(command, [...args], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
};

const hasSandbox = process.platform === 'linux' && canRun('bwrap', ['--unshare-user', '--ro-bind', '/', '/', 'true']);
const skip = hasSandbox ? null : 'bubblewrap or user namespaces are missing here';
if (skip !== null) process.stdout.write(`sandbox: the real cases were skipped: ${skip}\n`);

const folders: string[] = [];
const folder = (): string => {
  const path = mkdtempSync(join(tmpdir(), 'switchyard-sandbox-test-'));
  folders.push(path);
  return path;
};
afterAll(() => folders.forEach((path) => rmSync(path, { recursive: true, force: true })));

test.skipIf(skip !== null)('every attack is held, every trap taken away, and work goes on', { timeout: 180_000 }, async () => {
  const { count, failed } = await runCases(join(folder(), 'ground'));
  expect(failed).toEqual([]);
  expect(count).toBeGreaterThan(50);
});

const ORDINARY = 64_123;

const isReadableByAll = (path: string): boolean => {
  try {
    accessSync(path, constants.R_OK);
    return canRun('setpriv', ['--reuid', String(ORDINARY), '--regid', String(ORDINARY), '--clear-groups', 'test', '-r', path]);
  } catch {
    return false;
  }
};

const asOther = skip === null && process.getuid?.() === 0 && isReadableByAll(program) && isReadableByAll(process.execPath);
if (skip === null && !asOther)
  process.stdout.write('sandbox: not tried as a second user, which takes the superuser and a checkout that all can read\n');

/** Runs the program of the cases as somebody else; gives what it found. */
const asOrdinaryUser = async (...what: readonly string[]): Promise<unknown> => {
  const base = folder();
  chownSync(base, ORDINARY, ORDINARY);
  const user = ['--reuid', String(ORDINARY), '--regid', String(ORDINARY), '--clear-groups', 'env', '-i'];
  const environment = [`PATH=${dirname(process.execPath)}:/usr/bin:/bin`, `HOME=${base}`];
  const { stdout } = await run('setpriv', [...user, ...environment, process.execPath, program, join(base, 'ground'), ...what], {
    cwd: base,
  });
  return JSON.parse(stdout) as unknown;
};

test.skipIf(!asOther)('the same as an ordinary user', { timeout: 180_000 }, async () => {
  expect(await asOrdinaryUser()).toMatchObject({ failed: [] });
});

const expectedTable = Object.fromEntries(policyTable.map(({ action, allowedBy }) => [action, [...allowedBy]]));

test.skipIf(skip !== null)('each policy allows what it promises and nothing else', { timeout: 180_000 }, async () => {
  expect(await runPolicyTable(join(folder(), 'ground'))).toEqual(expectedTable);
});

test.skipIf(!asOther)('each policy as an ordinary user', { timeout: 180_000 }, async () => {
  expect(await asOrdinaryUser('table')).toEqual(expectedTable);
});
