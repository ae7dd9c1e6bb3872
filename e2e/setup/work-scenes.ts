/** A repository with work under way, for the pictures: a conflict, a race, overlaps, a terminal, a long task. */
import { longTaskPrompt } from '#main/workflows/testing/long-script.ts';
import { scriptedMessage } from './agent-prompts.ts';
import { makeRepository, type Repository } from './repository.ts';
import type { RunningApp } from './running-app.ts';
import { commandLine } from './scripted-thread.ts';

export interface WorkScenes {
  readonly project: string;
  /** Its change conflicts with a base that moved on. */
  readonly conflicting: string;
  readonly race: string;
  readonly longTask: string;
}

const change = (path: string, content: string): object => ({ do: 'change', files: [{ path, content }] });
const say = (text: string): object => ({ do: 'say', text });
const command = (text: string): object => ({ do: 'run', command: text });

const rates = (comment: string, heavy: number): string =>
  [
    '/** Cents for a parcel, by its weight in grams. */',
    'export const rate = (grams: number): number => {',
    `  // ${comment}`,
    `  if (grams > ${heavy}) return 1_250;`,
    '  return grams > 2_000 ? 690 : 490;',
    '};',
    '',
  ].join('\n');

const begin = async (app: RunningApp, project: string, words: string, ...steps: readonly object[]): Promise<string> => {
  const thread = (await commandLine(app, 'new', '--project', project, '--agent', 'scripted', scriptedMessage(words, ...steps))) as {
    readonly id: string;
  };
  await commandLine(app, 'wait', thread.id, '--for', 'review');
  return thread.id;
};

const beginRace = async (app: RunningApp, project: string): Promise<string> => {
  const limit = (text: string): object => change('src/limit.ts', text);
  const prompt = scriptedMessage(
    'Refuse parcels heavier than 30 kg',
    limit('export const LIMIT_GRAMS = 30_000;\n'),
    command('echo "# npm test: 12 passed"'),
    say('The limit is checked where the parcel is weighed. Two tests cover its border.'),
  );
  const begun = (await commandLine(app, 'race', '--project', project, '--with', 'scripted', '--with', 'careful', prompt)) as {
    readonly race: string;
    readonly threads: readonly { readonly id: string }[];
  };
  for (const { id } of begun.threads) await commandLine(app, 'wait', id, '--for', 'review');
  return begun.race;
};

const beginLongTask = async (app: RunningApp, project: string): Promise<string> => {
  const begun = (await commandLine(app, 'workflow', 'start', '--project', project, '--agent', 'scripted', '--auto', longTaskPrompt())) as {
    readonly id: string;
  };
  for (;;) {
    const { stage } = (await commandLine(app, 'workflow', 'show', begun.id)) as { readonly stage: string };
    if (stage === 'passed' || stage === 'ended') return begun.id;
  }
};

export const makeWorkScenes = async (app: RunningApp, folder: string): Promise<WorkScenes> => {
  const repository: Repository = makeRepository(folder);
  repository.write('src/rates.ts', rates('Heavy parcels cost more.', 10_000));
  repository.commitAll('Rates by weight');
  const { id: project } = (await commandLine(app, 'project', 'add', repository.path)) as { readonly id: string };
  const conflicting = await begin(
    app,
    project,
    'Charge heavy parcels from 8 kg',
    change('src/rates.ts', rates('From 8 kg on a parcel needs two people.', 8_000)),
    say('Heavy begins at 8 kg now.'),
  );
  await commandLine(app, 'commit', conflicting, '-m', 'Charge heavy parcels from 8 kg');
  await begin(
    app,
    project,
    'Say what a rate is based on',
    change('src/rates.ts', rates('By the table of March.', 10_000)),
    say('Said so.'),
  );
  await begin(app, project, 'Begin a changelog', change('CHANGELOG.md', '# Changes\n'), say('Begun.'));
  const race = await beginRace(app, project);
  const longTask = await beginLongTask(app, project);
  repository.write('src/rates.ts', rates('Heavy parcels go by another carrier.', 12_000));
  repository.commitAll('Another carrier for heavy parcels');
  return { project, conflicting, race, longTask };
};
