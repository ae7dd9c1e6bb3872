/** The sandbox of a thread that works in a folder, without a core. For tests of backends. */
import { randomBytes } from 'node:crypto';
import { rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openThreadSandbox, type ThreadSandboxOptions } from '#main/sandboxes/open-thread-sandbox.ts';
import { defaultPolicy, type SandboxPolicy } from '#sandbox/policy.ts';
import type { ThreadSandbox } from '#sandbox/thread-sandbox.ts';

/** What runs in a sandbox dies with this process; its folders do not. */
const folders = new Set<string>();
process.on('exit', () => folders.forEach((folder) => rmSync(folder, { recursive: true, force: true })));

/** `policy` is asked for each command. Nothing is made before the first one. */
export const sandboxAt = (
  workspace: string,
  policy: () => SandboxPolicy = () => defaultPolicy('workspace-write'),
  onRefused: ThreadSandboxOptions['onRefused'] = () => undefined,
): ThreadSandbox => {
  const folder = join(tmpdir(), `switchyard-sandbox-${randomBytes(6).toString('hex')}`);
  folders.add(folder);
  return openThreadSandbox({ folder, hidden: [], find: () => ({ workspace, policy: policy() }), onRefused }).sandbox;
};
