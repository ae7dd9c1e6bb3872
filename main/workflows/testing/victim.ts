/**
 * A core in a process of its own with a long task, to be killed by a test. Arguments: data folder, repository, step, round.
 * Prints a line when the long task is at that step with a turn running, then waits for the end.
 */
import { NewWorkflow } from '#contract/workflows.ts';
import { startCore } from '#main/core.ts';
import { longTaskPrompt } from './long-script.ts';

const [dataFolder = '', repository = '', step = '', round = '0'] = process.argv.slice(2);
const context = { signal: new AbortController().signal };
const core = await startCore({ dataFolder, host: { kind: 'serve' }, startFolder: repository });
const project = await core.handlers['projects.add']({ path: repository }, context);
const workflow = await core.handlers['workflows.create'](
  NewWorkflow.parse({
    project: project.id,
    prompt: longTaskPrompt(1_500),
    roles: { generator: { agent: 'scripted' } },
    agreement: step === 'agreeing' ? 'ask' : 'auto',
  }),
  context,
);
const board = core.handlers.board({}, context);
const look = (): void => {
  const now = core.handlers.workflows({}, context).snapshot()[0];
  const asked = board.snapshot().threads.find(({ id }) => id === now?.asked?.thread);
  const isThere = now?.step === step && now.rounds.length === Number(round);
  if (isThere && (step === 'agreeing' || asked?.state.kind === 'running')) process.stdout.write(`${workflow.id}\n`);
};
board.listen(() => setImmediate(look));
core.handlers.workflows({}, context).listen(() => setImmediate(look));
setInterval(() => undefined, 1_000);
