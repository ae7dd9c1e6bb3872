/** `switchyard import`: conversations that were begun outside, listed and taken in. */
import type { ImportableSession } from '#contract/imports.ts';
import { failed } from '#main/cli/cli-error.ts';
import { command } from '#main/cli/command.ts';
import { projectMeant } from '#main/cli/find.ts';
import { threadJson } from '#main/cli/json-shapes.ts';
import { harmless } from '#main/cli/output.ts';
import { table } from '#main/cli/table.ts';

const columns = [
  { title: 'ID', gives: true },
  { title: 'Agent' },
  { title: 'When' },
  { title: 'Title', gives: true },
  { title: 'Folder', gives: true },
];

const rowOf = ({ id, agent, updatedAt, title, folder, inUse }: ImportableSession): readonly string[] => [
  harmless(id),
  agent,
  new Date(updatedAt).toISOString().slice(0, 16).replace('T', ' '),
  `${harmless(title)}${inUse ? ' (in use)' : ''}`,
  harmless(folder),
];

const sessionJson = ({ updatedAt, ...session }: ImportableSession) => ({ ...session, updatedAt: new Date(updatedAt).toISOString() });

/** By the whole id, or by its beginning where that is enough. */
const meant = (sessions: readonly ImportableSession[], text: string, agent: string | undefined): ImportableSession => {
  const among = sessions.filter((session) => agent === undefined || session.agent === agent);
  const exact = among.filter(({ id }) => id === text);
  const found = exact.length > 0 ? exact : among.filter(({ id }) => id.startsWith(text));
  const [first] = found;
  if (first === undefined)
    throw failed('not-found', `No conversation from outside has the id ${text}.`, 'List them with “switchyard import”.');
  if (found.length > 1)
    throw failed('invalid', `More than one conversation begins with ${text}.`, 'Write more of it, or name the --agent.');
  return first;
};

export const importSession = command({
  name: 'import',
  usage: '[ID] [--project PROJECT] [--agent AGENT] [--fork] [--find TEXT]',
  summary: 'List conversations begun outside with an agent, or take one in as a thread',
  notes: [
    'Without ID it lists those of the project that you stand in. --find looks into titles, first words and folders.',
    '--fork branches off a conversation that another program is at work on.',
  ],
  options: { project: { type: 'string' }, agent: { type: 'string' }, fork: { type: 'boolean' }, find: { type: 'string' } },
  operands: [0, 1],
  run: async ({ operands: [text], values, output, core }) => {
    const session = await core();
    const board = await session.snapshot('board', {});
    const project = projectMeant(board, values.project);
    const list = await session.call('imports.list', { project: project.id, query: values.find ?? '', limit: 1_000 });
    for (const { agent, failure } of list.problems) output.remark(`${agent}: ${harmless(failure.message)}`);
    const shown = list.sessions.filter(({ agent }) => values.agent === undefined || agent === values.agent);
    if (text === undefined) {
      const lines = table(columns, shown.map(rowOf), output.screen.columns, (cell, _column, row) =>
        row === null ? output.paint('dim', cell) : cell,
      );
      await output.result(shown.map(sessionJson), shown.length === 0 ? 'Nothing was begun outside that is not here already.' : lines);
      return 0;
    }
    const { agent, id } = meant(list.sessions, text, values.agent);
    const { thread } = await session.call('imports.open', { project: project.id, agent, id, fork: values.fork === true });
    const made = (await session.snapshot('board', {})).threads.find((other) => other.id === thread);
    await output.result(
      made === undefined ? { id: thread } : threadJson(made, board.projects),
      `Imported as ${thread}. Go on with “switchyard send ${thread} TEXT”.`,
    );
    return 0;
  },
});
