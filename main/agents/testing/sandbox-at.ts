/** The sandbox of a thread that works in a folder, without a core. For tests of backends. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { openThreadSandbox } from '#main/sandboxes/open-thread-sandbox.ts';
import { defaultPolicy, type SandboxPolicy } from '#sandbox/policy.ts';
import type { ThreadSandbox } from '#sandbox/thread-sandbox.ts';

/** `policy` is asked for each command. Nothing is made before the first one; all of it goes with the test. */
export const sandboxAt = (
  workspace: string,
  policy: () => SandboxPolicy = () => defaultPolicy('workspace-write'),
  onRefused: Parameters<typeof openThreadSandbox>[0]['onRefused'] = () => undefined,
): ThreadSandbox => {
  const folder = mkdtempSync(join(tmpdir(), 'switchyard-sandbox-'));
  const { sandbox, close } = openThreadSandbox({ folder, hidden: [], find: () => ({ workspace, policy: policy() }), onRefused });
  onTestFinished(async () => {
    await close();
    rmSync(folder, { recursive: true, force: true });
  });
  return sandbox;
};
