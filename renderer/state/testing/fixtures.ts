/** Rows for tests: a plain value of each kind, with what the test is about written over it. */
import type { Agent } from '#contract/agents.ts';
import type { Approval } from '#contract/approvals.ts';
import type { ApprovalId, ProjectId, ThreadId, TurnId } from '#contract/ids.ts';
import type { Project } from '#contract/projects.ts';
import type { Thread } from '#contract/threads.ts';

export const projectFixture = (over: Partial<Project> = {}): Project => ({
  id: 'p_aaaaaa' as ProjectId,
  name: 'atlas-api',
  path: '/home/me/atlas-api',
  state: { kind: 'ready' },
  branch: 'main',
  defaultBranch: 'main',
  settings: {},
  file: null,
  fileFailure: null,
  trust: 'not-needed',
  createdAt: 0,
  ...over,
});

export const threadFixture = (over: Partial<Thread> = {}): Thread => ({
  id: 't_aaaaaa' as ThreadId,
  project: 'p_aaaaaa' as ProjectId,
  title: 'Fix the flaky login test',
  agent: 'codex',
  model: 'gpt-5.5',
  effort: null,
  policy: 'workspace-write',
  state: { kind: 'running', turn: 'u_aaaaaa' as TurnId, since: 1000 },
  worktree: {
    place: 'worktree',
    status: 'ready',
    path: '/work/trees/login',
    branch: 'switchyard/login',
    base: 'main',
    baseCommit: null,
    firstPort: null,
    bytes: null,
    snapshot: null,
  },
  changes: { files: 0, added: 0, deleted: 0 },
  landed: null,
  turns: 1,
  queued: 0,
  live: null,
  plan: null,
  usage: { inputTokens: 0, cachedTokens: 0, outputTokens: 0, contextTokens: null, contextWindow: null, costUsd: null },
  tags: [],
  pinned: false,
  unread: false,
  doneAt: null,
  archivedAt: null,
  snoozedUntil: null,
  removedAt: null,
  createdAt: 1000,
  updatedAt: 1000,
  ...over,
});

export const approvalFixture = (over: Partial<Approval> = {}): Approval => ({
  id: 'a_aaaaaa' as ApprovalId,
  thread: 't_aaaaaa' as ThreadId,
  turn: null,
  item: null,
  kind: 'command',
  title: 'Run npm i rate-limiter-flexible',
  detail: { command: 'npm i rate-limiter-flexible', reason: 'Network is off in this sandbox.' },
  decisions: [
    { id: 'allow-once', label: 'Allow once', effect: 'allow' },
    { id: 'allow-always', label: 'Always', effect: 'allow' },
    { id: 'deny', label: 'Deny', effect: 'deny' },
  ],
  state: { kind: 'open' },
  createdAt: 1000,
  ...over,
});

export const agentFixture = (over: Partial<Agent> = {}): Agent => ({
  id: 'codex',
  backend: 'codex',
  label: 'Codex',
  status: { kind: 'ready', version: '0.169.0' },
  abilities: { steer: 'preempt', images: true, questions: true, plans: true, resume: true },
  models: [{ id: 'gpt-5.5', label: 'GPT-5.5', efforts: ['low', 'medium', 'high'], isDefault: true }],
  ...over,
});
