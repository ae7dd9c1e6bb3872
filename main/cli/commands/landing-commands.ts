/** Commands that take a thread's branch further: the base taken in, pushed, a pull request, overlaps, races. */
import { AppError } from '#contract/failure.ts';
import type { Radar } from '#contract/radar.ts';
import type { RaceVariant } from '#contract/races.ts';
import type { Thread } from '#contract/threads.ts';
import { UsageError } from '#main/cli/cli-error.ts';
import { command } from '#main/cli/command.ts';
import type { CoreSession } from '#main/cli/core-session.ts';
import { findThread, projectMeant } from '#main/cli/find.ts';
import { threadJson } from '#main/cli/json-shapes.ts';
import { harmless } from '#main/cli/output.ts';
import { textOf } from '#main/cli/text-input.ts';

const threadFor = async (session: CoreSession, text: string): Promise<Thread> =>
  findThread((await session.snapshot('board', {})).threads, text);

export const takeIn = command({
  name: 'take-in',
  usage: 'ID [--rebase]',
  summary: 'Take the moved base into a thread’s branch',
  notes: [
    'Merges it in, or rebases the branch on it. Conflicts are named and nothing is changed; resolve them in the window, or let the agent.',
  ],
  options: { rebase: { type: 'boolean' } },
  operands: [1, 1],
  run: async ({ operands: [text = ''], values, output, core }) => {
    const session = await core();
    const thread = (await threadFor(session, text)).id;
    const how = values.rebase === true ? 'rebase' : 'merge';
    const look = await session.call('landing.look', { thread, how });
    if (look.kind === 'current') {
      await output.result({ thread, into: look.into, from: null, to: null }, `The branch has everything that ${look.into} has.`);
      return 0;
    }
    if (look.kind === 'conflict') {
      const paths = look.files.filter(({ resolution }) => resolution === null).map(({ path }) => path);
      const action = `Resolve them in the window, or ask the agent to ${how === 'merge' ? `merge ${look.into}` : `rebase onto ${look.into}`}.`;
      throw new AppError({ kind: 'conflict', message: `It conflicts with ${look.into} in: ${paths.join(', ')}.`, action, paths });
    }
    const taken = await session.call('landing.take-in', { thread, how });
    await output.result({ thread, ...taken }, `Took in ${taken.into}: the branch is at ${taken.to.slice(0, 10)}.`);
    return 0;
  },
});

export const push = command({
  name: 'push',
  usage: 'ID [--force]',
  summary: 'Push a thread’s branch',
  notes: ['--force replaces what the remote has, only if that is what was seen of it last.'],
  options: { force: { type: 'boolean' } },
  operands: [1, 1],
  run: async ({ operands: [text = ''], values, output, core }) => {
    const session = await core();
    const thread = (await threadFor(session, text)).id;
    const pushed = await session.call('forge.push', { thread, force: values.force === true });
    const page = pushed.page === null ? '' : ` ${harmless(pushed.page)}`;
    await output.result({ thread, ...pushed }, `Pushed to ${harmless(pushed.remote)}.${page}`);
    return 0;
  },
});

export const pullRequest = command({
  name: 'pr',
  usage: 'ID [--open] [--title T] [--body TEXT|-] [--draft]',
  summary: 'Show a thread’s pull request, or push and open one',
  notes: ['Without gh --open prints the address of the page on which the forge opens it.'],
  options: { open: { type: 'boolean' }, title: { type: 'string' }, body: { type: 'string' }, draft: { type: 'boolean' } },
  operands: [1, 1],
  run: async ({ operands: [text = ''], values, output, core }) => {
    const session = await core();
    const thread = (await threadFor(session, text)).id;
    const look = await session.call('forge.look', { thread });
    if (values.open !== true) {
      const { pullRequest: found } = look;
      const words =
        found === null ? 'There is no pull request.' : `#${found.number} ${harmless(found.title)} (${found.state}) ${harmless(found.url)}`;
      await output.result({ thread, ...look }, words);
      return 0;
    }
    const title = values.title ?? look.proposed.title;
    const body = values.body === undefined ? look.proposed.body : await textOf(values.body, 'The description');
    const opened = await session.call('forge.open', { thread, title, body, draft: values.draft === true });
    await output.result({ thread, ...opened }, harmless(opened.url ?? opened.page ?? 'Pushed.'));
    return 0;
  },
});

const overlapText = (radar: Radar, threads: readonly Thread[]): string => {
  const name = (id: string): string => `${id} ${harmless(threads.find((thread) => thread.id === id)?.title ?? '')}`;
  const overlaps = radar.overlaps.map(
    ({ a, b, paths, conflicts }) =>
      `${conflicts.length > 0 ? 'conflict' : 'overlap '}  ${name(a)}  ×  ${name(b)}  ${(conflicts.length > 0 ? conflicts : paths).slice(0, 5).join(', ')}`,
  );
  const rows = radar.rows.flatMap(({ into, order, stuck }) => [
    `Into ${into}, in this order:`,
    ...order.map((id, index) => `  ${index + 1}. ${name(id)}`),
    ...stuck.map(({ thread, conflicts }) => `  stuck: ${name(thread)}  ${conflicts.slice(0, 5).join(', ')}`),
  ]);
  return [...(overlaps.length === 0 ? ['No two changes touch the same file.'] : overlaps), ...rows].join('\n');
};

export const overlaps = command({
  name: 'overlaps',
  usage: '[--project P]',
  summary: 'Find changes under way that touch the same files, and the order that lands cleanly',
  notes: ['Without --project it is the project of the current folder.'],
  options: { project: { type: 'string', short: 'p' } },
  operands: [0, 0],
  run: async ({ values, output, core }) => {
    const session = await core();
    const board = await session.snapshot('board', {});
    const project = projectMeant(board, values.project);
    const radar = await session.snapshot('radar', { project: project.id });
    await output.result(radar, overlapText(radar, board.threads));
    return 0;
  },
});

/** `AGENT`, `AGENT:MODEL` or `AGENT:MODEL:EFFORT`. */
const variantOf = (text: string): RaceVariant => {
  const [agent = '', model, effort] = text.split(':');
  if (agent === '') throw new UsageError(`“${text}” names no agent.`, 'Write AGENT, AGENT:MODEL or AGENT:MODEL:EFFORT.');
  return { agent, model: model === undefined || model === '' ? null : model, effort: effort ?? null };
};

export const race = command({
  name: 'race',
  usage: '--with AGENT[:MODEL[:EFFORT]] --with … [--project P] [--base REF] [--title T] PROMPT|-',
  summary: 'Start the same task several ways, to be compared',
  notes: ['PROMPT - reads standard input. The window shows them side by side.'],
  options: {
    with: { type: 'string', multiple: true },
    project: { type: 'string', short: 'p' },
    base: { type: 'string' },
    title: { type: 'string' },
  },
  operands: [1, Number.POSITIVE_INFINITY],
  run: async ({ operands, values, output, core }) => {
    const variants = (values.with ?? []).map(variantOf);
    if (variants.length < 2) throw new UsageError('A race needs at least two ways.', 'Name each with --with AGENT[:MODEL[:EFFORT]].');
    const prompt = await textOf(operands.join(' '), 'The prompt');
    const session = await core();
    const board = await session.snapshot('board', {});
    const project = projectMeant(board, values.project);
    const begun = await session.call('races.start', {
      project: project.id,
      prompt,
      base: values.base ?? null,
      variants,
      ...(values.title === undefined ? {} : { title: values.title }),
    });
    await output.result(
      { race: begun.race, threads: begun.threads.map((thread) => threadJson(thread, board.projects)) },
      begun.threads.map(({ id, agent, model }) => `${id} ${[agent, model].filter((part) => part !== null).join(' ')}`).join('\n'),
    );
    return 0;
  },
});
