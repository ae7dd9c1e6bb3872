/** What the sandbox of a thread is asked for with each command: where it works, and its policy as it is now. */
import { homedir } from 'node:os';
import { effectivePolicy } from '#contract/effective-policy.ts';
import type { ThreadId } from '#contract/ids.ts';
import { failure } from '#contract/failure.ts';
import type { Rule } from '#contract/rules.ts';
import type { SandboxedThread } from '#main/sandboxes/sandboxes.ts';
import { overlap, parseHostRule, type HostRule } from '#sandbox/host-rules.ts';
import { policyFrom } from '#sandbox/policy.ts';
import type { ThreadsContext } from './threads-context.ts';

type Needs = Pick<ThreadsContext, 'book' | 'projects' | 'settings'>;

type Thread = ReturnType<Needs['book']['get']>['thread'];

/**
 * Hosts that the user's rules let through. The door only knows leave: what a stricter rule speaks of as well, even in part, is
 * not let through here, and asked about or refused where it is wanted.
 */
const hostsOf = (rules: readonly Rule[], { id, project }: Thread): readonly HostRule[] => {
  const verdicts = { allow: [] as HostRule[], strict: [] as HostRule[] };
  for (const { scope, match, verdict } of rules) {
    if (match.kind !== 'host') continue;
    if ((scope.kind === 'thread' && scope.thread !== id) || (scope.kind === 'project' && scope.project !== project)) continue;
    const host = parseHostRule(match.host);
    if (host !== null) verdicts[verdict === 'allow' ? 'allow' : 'strict'].push({ ...host, port: match.port });
  }
  return verdicts.allow.filter((rule) => !verdicts.strict.some((other) => overlap(rule, other)));
};

/** `rules`: the user's, those of other threads and projects too. Throws AppError when the thread is gone or has no folder. */
export const sandboxedThread = ({ book, projects, settings }: Needs, id: ThreadId, rules: readonly Rule[] = []): SandboxedThread => {
  const { thread } = book.get(id);
  const workspace = thread.worktree.path;
  if (workspace === null) throw failure('unavailable', 'The task has no folder to work in.', 'Start it again.');
  const project = projects.find(thread.project);
  const policy = effectivePolicy({
    name: thread.policy,
    everywhere: settings().sandbox,
    file: project?.file?.sandbox ?? null,
    project: project?.settings.sandbox ?? {},
    thread: thread.sandbox ?? {},
  });
  const planned = policyFrom(policy, { home: homedir(), workspace });
  // Without a sandbox there is no door that could hold a list.
  if (planned.name === 'full-access') return { workspace, policy: planned };
  return { workspace, policy: { ...planned, allowedHosts: [...planned.allowedHosts, ...hostsOf(rules, thread)] } };
};
