/** What the app says about itself and the machine. */
import { z } from './zod.ts';
import { Time } from './ids.ts';

export const AppInfo = z.object({
  version: z.string(),
  /** `desktop`: inside Electron; `serve`: a web server on loopback. */
  host: z.enum(['desktop', 'serve']),
  platform: z.string(),
  node: z.string(),
  dataFolder: z.string(),
  home: z.string(),
  /** The folder the app was started in when it is a repository that is no project yet. */
  offeredFolder: z.string().nullable(),
  /** What this host can do beyond the contract. */
  canPickFolder: z.boolean(),
  canOpenPaths: z.boolean(),
  /** Set when the database could not be opened for writing: what happened, and from when the shown backup is. */
  readOnly: z.object({ reason: z.string(), backupAt: Time.nullable() }).nullable(),
});
export type AppInfo = z.infer<typeof AppInfo>;

export const ProcessInfo = z.object({
  pid: z.number().int(),
  name: z.string(),
  bytes: z.number().int().nullable(),
  /** Share of one core, 0 to 1 and more; null until measured twice. */
  cpu: z.number().nullable(),
});
export type ProcessInfo = z.infer<typeof ProcessInfo>;

/** The status bar. */
export const AppStatus = z.object({
  worktrees: z.number().int(),
  worktreeBytes: z.number().int().nullable(),
  diskFreeBytes: z.number().int().nullable(),
  agents: z.array(ProcessInfo).readonly(),
  core: ProcessInfo,
  tokensToday: z.number().int(),
  costToday: z.number().nullable(),
});
export type AppStatus = z.infer<typeof AppStatus>;
