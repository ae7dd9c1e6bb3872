/** The user's own settings. One row, patched field by field, saved at once. */
import { z } from './zod.ts';
import { ContextMode } from './context.ts';
import { AgentId } from './ids.ts';
import { PolicyDetails, PolicyName } from './policy.ts';

export const NotifyWhen = z.enum(['always', 'unfocused', 'never']);

const keyText = z.string().max(200);
const Keys = z.record(keyText, z.union([keyText, z.object({ key: keyText, when: keyText }), z.null()]));

/**
 * Template of branch names. Each task has a folder of its own for its branches: in a sandbox, git can then write there and to
 * no other branch.
 */
export const DEFAULT_BRANCH = 'switchyard/{title}/work';

export const Settings = z.object({
  theme: z.enum(['system', 'dark', 'light']).default('system'),
  /** What Enter does while a turn runs; the modified Enter does the other. */
  enterWhileRunning: z.enum(['queue', 'steer']).default('queue'),
  notifyNeedsYou: NotifyWhen.default('unfocused'),
  notifyDone: NotifyWhen.default('unfocused'),
  agent: AgentId.nullable().default(null),
  policy: PolicyName.default('workspace-write'),
  /** What threads may touch beside what the policy's name says, in all projects. */
  sandbox: PolicyDetails.default({}),
  /** For agents that leave the choice to us. */
  contextMode: ContextMode.default('small'),
  branch: z.string().max(200).default(DEFAULT_BRANCH),
  /** Empty: a folder in the data folder. */
  worktrees: z.string().max(1000).default(''),
  diffLayout: z.enum(['split', 'unified']).default('unified'),
  /** What is selected in a terminal is copied at once. */
  terminalCopyOnSelect: z.boolean().default(false),
  /** Command of the user's editor, with `{path}`, `{line}` and `{folder}`; empty: the system's own program. */
  editor: z.string().max(1000).default(''),
  /** Address of a web search that answers with JSON as SearXNG does, `{query}` where the words go; empty: agents of ours do not search. */
  webSearch: z.string().max(1000).default(''),
  /** The model that may answer harmless asks (`PROVIDER/MODEL`), and whether it does. */
  reviewerModel: z.string().max(300).nullable().default(null),
  reviewerOn: z.boolean().default(false),
  /** The first-run page was finished or closed. */
  welcomed: z.boolean().default(false),
  /** Key bindings that differ from the defaults: command id → keys (`Mod+K`), with an optional when-clause; null unbinds. */
  keys: Keys.default({}),
});
export type Settings = z.infer<typeof Settings>;

export const defaultSettings: Settings = Settings.parse({});
/** No defaults here: a field that is absent stays as it is. */
export const SettingsPatch = z.object({
  theme: z.enum(['system', 'dark', 'light']).optional(),
  enterWhileRunning: z.enum(['queue', 'steer']).optional(),
  notifyNeedsYou: NotifyWhen.optional(),
  notifyDone: NotifyWhen.optional(),
  agent: AgentId.nullable().optional(),
  policy: PolicyName.optional(),
  sandbox: PolicyDetails.optional(),
  contextMode: ContextMode.optional(),
  branch: z.string().max(200).optional(),
  worktrees: z.string().max(1000).optional(),
  diffLayout: z.enum(['split', 'unified']).optional(),
  terminalCopyOnSelect: z.boolean().optional(),
  editor: z.string().max(1000).optional(),
  webSearch: z.string().max(1000).optional(),
  reviewerModel: z.string().max(300).nullable().optional(),
  reviewerOn: z.boolean().optional(),
  welcomed: z.boolean().optional(),
  keys: Keys.optional(),
});
export type SettingsPatch = z.infer<typeof SettingsPatch>;
