import { expect, test } from 'vitest';
import { processLine, worktreeLine } from './status-bar.tsx';

test('the status bar adds up what was measured and leaves out what was not', () => {
  const process = { pid: 1, name: 'codex', bytes: 300e6, cpu: 0.1 };
  expect([
    processLine([process, { ...process, pid: 2, cpu: 0.04 }]),
    processLine([{ ...process, bytes: null, cpu: null }]),
    worktreeLine({ worktrees: 12, worktreeBytes: 3.1e9 }),
    worktreeLine({ worktrees: 1, worktreeBytes: null }),
  ]).toEqual(['2 agent processes · 600 MB · 14% CPU', '1 agent process', '12 worktrees · 3.1 GB', '1 worktree']);
});
