/** Lets a thread's sandbox reach a host: for the thread or for all of its project. In force at once, with an Undo. */
import { matchesHost } from '#contract/host-text.ts';
import { effectivePolicy } from '#contract/effective-policy.ts';
import type { PolicyDetails } from '#contract/policy.ts';
import type { Project } from '#contract/projects.ts';
import type { Settings } from '#contract/settings.ts';
import type { Thread } from '#contract/threads.ts';
import { boardNow } from './board.ts';
import { call } from './core.ts';
import { say } from './notices.ts';
import { attempt, patchThreads } from './thread-actions.ts';

export type HostScope = 'thread' | 'project';

export const withHost = (details: PolicyDetails, host: string): PolicyDetails => ({
  ...details,
  allowedHosts: [...new Set([...(details.allowedHosts ?? []), host])],
});

/** Whether the host can be reached now, and if so by whose word. */
export const hostAllowedBy = (
  host: string,
  { thread, project, settings }: { readonly thread: Thread; readonly project: Project | undefined; readonly settings: Settings },
): HostScope | 'everywhere' | null => {
  const has = (details: PolicyDetails | undefined): boolean => (details?.allowedHosts ?? []).some((entry) => matchesHost(entry, host));
  if (has(thread.sandbox)) return 'thread';
  if (has(project?.settings.sandbox)) return 'project';
  const general = effectivePolicy({
    name: 'workspace-write',
    everywhere: settings.sandbox,
    file: project?.file?.sandbox ?? null,
    project: {},
    thread: {},
  });
  return has({ allowedHosts: general.allowedHosts }) ? 'everywhere' : null;
};

export const allowHost = async (thread: Thread, host: string, scope: HostScope): Promise<void> => {
  if (scope === 'thread') {
    await patchThreads([thread.id], { sandbox: withHost(thread.sandbox ?? {}, host) }, `${host} is allowed for this task`);
    return;
  }
  const project = boardNow().projects.get(thread.project);
  if (project === undefined) return;
  const before = project.settings;
  const settings = { ...before, sandbox: withHost(before.sandbox ?? {}, host) };
  if (!(await attempt(call('projects.update', { project: project.id, settings }), 'The host was not allowed.'))) return;
  const undo = (): void => void attempt(call('projects.update', { project: project.id, settings: before }), 'The host was not taken back.');
  say({ text: `${host} is allowed for ${project.name}`, action: { label: 'Undo', run: undo } });
};
