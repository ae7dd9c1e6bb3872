/** What the policy of a thread means to codex. Sent with every turn and every resume, because codex forgets it. */
import type { PolicyName } from '#contract/policy.ts';

export type SandboxPolicy =
  | { readonly type: 'dangerFullAccess' }
  | { readonly type: 'readOnly'; readonly networkAccess: false }
  | {
      readonly type: 'workspaceWrite';
      readonly writableRoots: readonly string[];
      readonly networkAccess: false;
      readonly excludeTmpdirEnvVar: boolean;
      readonly excludeSlashTmp: boolean;
    };

export interface CodexPolicy {
  /** Form of `turn/start`. */
  readonly sandboxPolicy: SandboxPolicy;
  /** Form of `thread/start` and `thread/resume`. */
  readonly sandbox: 'read-only' | 'workspace-write' | 'danger-full-access';
  /** Codex' `never` is not used: it turns down what it thinks dangerous without a word, also under full access. */
  readonly approvalPolicy: 'on-request';
}

/**
 * In `workspace-write` the sandbox keeps `.git` and the worktree's own git folder read-only: the app makes the commits.
 * The shared `/tmp` is left out; TMPDIR is a folder of ours.
 */
export const policies: Readonly<Record<PolicyName, CodexPolicy>> = {
  'read-only': { sandboxPolicy: { type: 'readOnly', networkAccess: false }, sandbox: 'read-only', approvalPolicy: 'on-request' },
  'workspace-write': {
    sandboxPolicy: { type: 'workspaceWrite', writableRoots: [], networkAccess: false, excludeTmpdirEnvVar: false, excludeSlashTmp: true },
    sandbox: 'workspace-write',
    approvalPolicy: 'on-request',
  },
  'full-access': { sandboxPolicy: { type: 'dangerFullAccess' }, sandbox: 'danger-full-access', approvalPolicy: 'on-request' },
};
