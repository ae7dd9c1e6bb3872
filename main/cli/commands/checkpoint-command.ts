/** Keeps a thread's folder as it is: `checkpoint`. */
import { command } from '#main/cli/command.ts';
import { findThread } from '#main/cli/find.ts';

export const checkpoint = command({
  name: 'checkpoint',
  usage: 'ID [LABEL]',
  summary: 'Keep the folder of a thread as it is now, to go back to',
  notes: ['Untracked files too. Going back to it is a matter of the app.'],
  options: {},
  operands: [1, 2],
  run: async ({ operands: [text = '', label = ''], output, core }) => {
    const session = await core();
    const thread = findThread((await session.snapshot('board', {})).threads, text).id;
    const { id, commit } = await session.call('checkpoints.take', { thread, label });
    await output.result({ thread, checkpoint: id, commit }, `Kept as ${id} (${commit.slice(0, 10)}).`);
    return 0;
  },
});
