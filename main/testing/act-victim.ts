/**
 * A core in a process of its own that reverts a whole change and takes it back, again and again, or goes back and forth
 * between checkpoints, until it is killed. Arguments: data folder, repository, `revert` or `restore`, number of files.
 * Prints the thread when it begins.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ThreadId } from '#contract/ids.ts';
import { NewThread } from '#contract/threads.ts';
import { startCore } from '#main/core.ts';
import { untilView } from './until-view.ts';

const [dataFolder = '', repository = '', what = '', count = '0'] = process.argv.slice(2);
const context = { signal: new AbortController().signal };
const core = await startCore({ dataFolder, host: { kind: 'serve' }, startFolder: repository });
const project = await core.handlers['projects.add']({ path: repository }, context);
const prompt = 'Go.\n```script\n{"steps":[{"do":"say","text":"Here."}]}\n```';
const { id } = await core.handlers['threads.create'](NewThread.parse({ project: project.id, agent: 'scripted', prompt }), context);
const { thread } = await untilView(core, id, context, (view) => view.thread.turns > 0 && view.thread.state.kind === 'idle');
const folder = thread.worktree.path ?? '';
for (let at = 0; at < Number(count); at += 1) writeFileSync(join(folder, `file-${at}.txt`), `changed ${at}\n`);

const revert = async (on: ThreadId): Promise<void> => {
  const act = await core.handlers['review.revert'](
    { thread: on, scope: 'uncommitted', what: { kind: 'all' }, ignoreSpace: false },
    context,
  );
  await core.handlers['review.undo']({ thread: on, act: act.id }, context);
};
const restore = async (on: ThreadId, first: string): Promise<void> => {
  const { before } = await core.handlers['checkpoints.restore']({ thread: on, checkpoint: first as never, what: 'files' }, context);
  await core.handlers['checkpoints.restore']({ thread: on, checkpoint: before.id, what: 'files' }, context);
};
const [first] = core.handlers.checkpoints({ thread: id }, context).snapshot();
process.stdout.write(`${JSON.stringify({ thread: id, folder })}\n`);
for (;;) await (what === 'revert' ? revert(id) : restore(id, first?.id ?? ''));
