/** All commands, in the order of the help. */
import { agentsAdd, agentsList, agentsRemove } from './commands/agent-commands.ts';
import { answer, approvals } from './commands/approval-commands.ts';
import { commit, diff, merge } from './commands/change-commands.ts';
import { checkpoint } from './commands/checkpoint-command.ts';
import { agentReview, compact, goal, switchTo } from './commands/choice-commands.ts';
import { doctor } from './commands/doctor-command.ts';
import { overlaps, pullRequest, push, race, takeIn } from './commands/landing-commands.ts';
import { importSession } from './commands/import-commands.ts';
import { exportThread, list, search, show } from './commands/look-commands.ts';
import { newThread } from './commands/new-command.ts';
import { projectAdd, projectList, projectRemove } from './commands/project-commands.ts';
import { quit } from './commands/quit-command.ts';
import { rulesAdd, rulesExport, rulesImport, rulesList, rulesRemove, rulesUndo } from './commands/rule-commands.ts';
import { run } from './commands/run-command.ts';
import { resume, retry, send, stop } from './commands/talk-commands.ts';
import { archive, remove, restore, wait } from './commands/tidy-commands.ts';
import { usage } from './commands/usage-command.ts';
import { workflowCommands } from './commands/workflow-commands.ts';
import { UsageError } from './cli-error.ts';
import { command, type Command } from './command.ts';

/** Listed here for the help; it runs in its own process and takes its own arguments. */
export const serve = command({
  name: 'serve',
  usage: '[--port N] [--host H] [--open] [--idle-exit MINUTES]',
  summary: 'Run Switchyard as a web server on this machine, and print its address',
  notes: ['Without --port it takes its usual port, or any free one. --host makes it reachable for others: only on a network you trust.'],
  options: { port: { type: 'string' }, host: { type: 'string' }, open: { type: 'boolean' }, 'idle-exit': { type: 'string' } },
  operands: [0, 0],
  run: () => Promise.reject(new Error('serve is started by run-cli.ts')),
});

/** Listed here for the help; cli.ts runs it before anything else is loaded. */
const sandbox = command({
  name: 'sandbox',
  usage: '[options] -- COMMAND [ARGUMENT…]',
  summary: 'Run a command confined by a policy, as agents’ commands are',
  notes: ['“switchyard sandbox --help” lists the options.'],
  options: {},
  operands: [0, Number.POSITIVE_INFINITY],
  run: () => Promise.reject(new UsageError('“sandbox” is the first word, before any option.', 'switchyard sandbox [options] -- COMMAND')),
});

export const commands: readonly Command[] = [
  serve,
  projectAdd,
  projectList,
  projectRemove,
  newThread,
  list,
  show,
  send,
  stop,
  switchTo,
  goal,
  compact,
  agentReview,
  approvals,
  answer,
  rulesList,
  rulesAdd,
  rulesRemove,
  rulesUndo,
  rulesExport,
  rulesImport,
  diff,
  commit,
  checkpoint,
  merge,
  takeIn,
  push,
  pullRequest,
  overlaps,
  race,
  wait,
  run,
  retry,
  resume,
  archive,
  remove,
  restore,
  exportThread,
  importSession,
  search,
  usage,
  ...workflowCommands,
  sandbox,
  agentsList,
  agentsAdd,
  agentsRemove,
  doctor,
  quit,
];
