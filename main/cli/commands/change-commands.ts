/** The change a thread made: `diff`, `commit`, `merge`. */
import type { ThreadId } from '#contract/ids.ts';
import type { LandingMethod, LandingPreview } from '#contract/landing.ts';
import type { Changes, FilePatch } from '#contract/review.ts';
import { AppError } from '#contract/failure.ts';
import { failed, UsageError } from '#main/cli/cli-error.ts';
import { command, type Values } from '#main/cli/command.ts';
import type { CoreSession } from '#main/cli/core-session.ts';
import { findThread } from '#main/cli/find.ts';
import { harmless, type Output } from '#main/cli/output.ts';
import { textOf } from '#main/cli/text-input.ts';
import { cut, textWidth } from '#main/cli/table.ts';

/** As many as a call takes. */
const PATHS_PER_CALL = 200;
const LONGEST_BAR = 30;
const LONGEST_PATH = 50;

const patchesOf = async (core: CoreSession, thread: ThreadId, changes: Changes): Promise<readonly FilePatch[]> => {
  const patches: FilePatch[] = [];
  for (let from = 0; from < changes.files.length; from += PATHS_PER_CALL) {
    const paths = changes.files.slice(from, from + PATHS_PER_CALL).map(({ path }) => path);
    patches.push(...(await core.call('review.patches', { thread, scope: changes.scope, paths })));
  }
  return patches;
};

const stat = ({ files, totals }: Changes, output: Output): string => {
  const most = Math.max(1, ...files.map(({ added, deleted }) => added + deleted));
  const scale = Math.min(1, LONGEST_BAR / most);
  const signs = (count: number): number => (count === 0 ? 0 : Math.max(1, Math.round(count * scale)));
  const width = Math.min(LONGEST_PATH, Math.max(...files.map(({ path }) => textWidth(path))));
  const lines = files.map(({ path, added, deleted, binary }) => {
    const shown = cut(harmless(path), width);
    const bar = binary
      ? 'binary'
      : `${String(added + deleted).padStart(5)} ${output.paint('green', '+'.repeat(signs(added)))}${output.paint('red', '-'.repeat(signs(deleted)))}`;
    return ` ${shown}${' '.repeat(width - textWidth(shown))} | ${bar}`.trimEnd();
  });
  const sum = ` ${totals.files} file${totals.files === 1 ? '' : 's'} changed, ${totals.added} added, ${totals.deleted} deleted`;
  return [...lines, sum].join('\n');
};

export const diff = command({
  name: 'diff',
  usage: 'ID [--stat] [--uncommitted]',
  summary: 'Print the change as a unified diff; with --stat only how much',
  notes: ['The change is all since the base, committed or not; --uncommitted leaves out what is committed.'],
  options: { stat: { type: 'boolean' }, uncommitted: { type: 'boolean' } },
  operands: [1, 1],
  run: async ({ operands: [text = ''], values, output, core }) => {
    const session = await core();
    const thread = findThread((await session.snapshot('board', {})).threads, text).id;
    const changes = await session.snapshot('changes', { thread, scope: values.uncommitted === true ? 'uncommitted' : 'base' });
    const patches = values.stat === true ? [] : await patchesOf(session, thread, changes);
    const json = {
      thread,
      scope: changes.scope,
      from: changes.from,
      totals: changes.totals,
      files: changes.files.map((file) => {
        const patch = patches.find(({ path }) => path === file.path);
        return patch === undefined ? file : { ...file, patch: patch.patch, tooLarge: patch.tooLarge };
      }),
    };
    if (changes.files.length === 0) output.remark('Nothing has changed.');
    // A patch is printed byte for byte, for `git apply`; only its escapes would not be safe on a terminal.
    const whole = patches.map(({ path, patch, tooLarge }) => (tooLarge ? `# ${path} is too large to show\n` : patch)).join('');
    const shown = output.screen.isTty ? harmless(whole) : whole;
    await output.result(json, changes.files.length === 0 ? '' : values.stat === true ? stat(changes, output) : shown);
    return 0;
  },
});

export const commit = command({
  name: 'commit',
  usage: 'ID [-m MESSAGE|-]',
  summary: 'Commit all changes of the worktree',
  notes: ['Without -m the message that Switchyard proposes is taken.'],
  options: { message: { type: 'string', short: 'm' } },
  operands: [1, 1],
  run: async ({ operands: [text = ''], values, output, core }) => {
    const given = values.message === undefined ? null : await textOf(values.message, 'The message');
    const session = await core();
    const thread = findThread((await session.snapshot('board', {})).threads, text).id;
    const message = given ?? (await session.call('review.message', { thread })).message;
    const { commit: made } = await session.call('review.commit', { thread, message });
    await output.result({ thread, commit: made, message }, `Committed ${made.slice(0, 10)}: ${harmless(message.split('\n')[0] ?? '')}`);
    return 0;
  },
});

const mergeOptions = {
  squash: { type: 'boolean' },
  rebase: { type: 'boolean' },
  message: { type: 'string', short: 'm' },
  'keep-checkout': { type: 'boolean' },
} as const;

const methodFor = (values: Values<typeof mergeOptions>): LandingMethod => {
  if (values.squash === true && values.rebase === true) throw new UsageError('--squash and --rebase exclude each other.');
  return values.squash === true ? 'squash' : values.rebase === true ? 'rebase' : 'merge';
};

const refuseIfUnfit = (preview: LandingPreview, keepCheckout: boolean): void => {
  const { conflicts, into, checkout } = preview;
  if (conflicts.length > 0) {
    const message = `It does not merge into ${into}: ${conflicts.length} file${conflicts.length === 1 ? '' : 's'} in conflict (${conflicts.slice(0, 5).join(', ')}${conflicts.length > 5 ? ', …' : ''}).`;
    throw new AppError({ kind: 'conflict', message, action: `Ask the agent to merge ${into} and resolve them.`, paths: conflicts });
  }
  if (keepCheckout && checkout !== null)
    throw failed(
      'denied',
      `${into} is checked out in ${checkout.path}, which would have to move along.`,
      'Leave out --keep-checkout to permit that.',
    );
};

export const merge = command({
  name: 'merge',
  usage: 'ID [--squash | --rebase] [-m MESSAGE] [--keep-checkout]',
  summary: 'Land the committed change in its base',
  notes: [
    'The folder in which the base is checked out is moved along when it is clean, and this says so; --keep-checkout refuses instead.',
    'What is not committed does not land.',
  ],
  options: mergeOptions,
  operands: [1, 1],
  run: async ({ operands: [text = ''], values, output, core }) => {
    const how = methodFor(values);
    const message = values.message === undefined ? null : await textOf(values.message, 'The message');
    const session = await core();
    const thread = findThread((await session.snapshot('board', {})).threads, text).id;
    const preview = await session.call('review.landing', { thread, how });
    refuseIfUnfit(preview, values['keep-checkout'] === true);
    const landed = await session.call('review.land', {
      thread,
      how,
      moveCheckout: values['keep-checkout'] !== true,
      ...(message === null ? {} : { message }),
    });
    const moved = preview.checkout?.path ?? null;
    const { uncommitted } = preview;
    if (uncommitted.length > 0)
      output.remark(`${uncommitted.length} uncommitted path${uncommitted.length === 1 ? ' is' : 's are'} not part of it.`);
    const words = { merge: 'Merged', squash: 'Squashed', rebase: 'Rebased' }[how];
    const sentence = `${words} ${preview.branch} into ${landed.into} as ${landed.commit.slice(0, 10)}.`;
    await output.result(
      { thread, ...landed, movedCheckout: moved, uncommitted },
      moved === null ? sentence : `${sentence} Moved the checkout in ${harmless(moved)} along.`,
    );
    return 0;
  },
});
