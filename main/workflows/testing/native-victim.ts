/**
 * A core in a process of its own whose long task hands over its context, to be killed in the middle. Arguments: data folder,
 * repository, port of the model, how many handoffs. Prints the long task's id when that handoff is being written.
 */
import { startCore } from '#main/core.ts';
import { beginLongTask } from './begin-long-task.ts';

const [dataFolder = '', repository = '', port = '0', handoffs = '1'] = process.argv.slice(2);
const context = { signal: new AbortController().signal };
const core = await startCore({ dataFolder, host: { kind: 'serve' }, startFolder: repository });
const workflow = await beginLongTask(core, repository, Number(port), 'structured');
const topic = core.handlers.thread({ thread: workflow.generator }, context);
const look = (): void => {
  const written = topic.snapshot().items.filter(({ kind }) => kind === 'compaction').length;
  if (written >= Number(handoffs)) process.stdout.write(`${workflow.id}\n`);
};
topic.listen(() => setImmediate(look));
setInterval(() => undefined, 1_000);
