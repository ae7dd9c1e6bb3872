/** What each policy says of an action where no rule of the user's does. Data; a test walks it. */
import type { PolicyName } from '#contract/policy.ts';
import type { Verdict } from '#contract/rules.ts';

export type Situation =
  | 'command in the sandbox'
  | 'command outside of the sandbox'
  | 'change inside the folder'
  | 'change of git’s own files'
  | 'change outside of the folder'
  | 'network'
  | 'tool';

export interface PolicyWord {
  readonly verdict: Verdict;
  readonly why: string;
}

const allow = (why: string): PolicyWord => ({ verdict: 'allow', why });
const ask = (why: string): PolicyWord => ({ verdict: 'ask', why });

const outsideSandbox = ask('It would run outside of the sandbox.');
const gitFiles = ask('It would change git’s own files, which decide what git runs.');
const network = ask('The policy lets nothing into the network.');
// What a server says of its own tool is a hint and no promise: it opens no door.
const tool = ask('A tool of an MCP server runs outside of the sandbox.');
const fullAccess = allow('The policy is full access.');

export const policyTable: Readonly<Record<PolicyName, Readonly<Record<Situation, PolicyWord>>>> = {
  'read-only': {
    'command in the sandbox': allow('It runs in the sandbox, where it can only read.'),
    'command outside of the sandbox': outsideSandbox,
    'change inside the folder': ask('The policy is read only.'),
    'change of git’s own files': gitFiles,
    'change outside of the folder': ask('The file is outside of the task’s folder.'),
    network,
    tool,
  },
  'workspace-write': {
    'command in the sandbox': allow('It runs in the sandbox, within the task’s folder.'),
    'command outside of the sandbox': outsideSandbox,
    'change inside the folder': allow('It is within the task’s folder.'),
    'change of git’s own files': gitFiles,
    'change outside of the folder': ask('The file is outside of the task’s folder.'),
    network,
    tool,
  },
  'full-access': {
    'command in the sandbox': fullAccess,
    'command outside of the sandbox': fullAccess,
    'change inside the folder': fullAccess,
    'change of git’s own files': fullAccess,
    'change outside of the folder': fullAccess,
    network: fullAccess,
    tool: fullAccess,
  },
};
