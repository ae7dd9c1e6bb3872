/**
 * A core in a process of its own, to be killed by a test. Arguments: data folder, repository, name of a stage. Prints
 * one line of JSON when the stage is reached, then waits for the end.
 */
import { NewThread } from '#contract/threads.ts';
import { startCore, type Core } from '#main/core.ts';
import { scenes, type Scene, type SceneName } from './scenes.ts';

const [dataFolder = '', repository = '', name = ''] = process.argv.slice(2);
const context = { signal: new AbortController().signal };

const untilThread = (
  core: Core,
  id: string,
  reached: (view: ReturnType<ReturnType<Core['handlers']['thread']>['snapshot']>) => boolean,
): Promise<void> =>
  new Promise((resolve) => {
    const topic = core.handlers.thread({ thread: id as never }, context);
    const look = (): void => {
      if (reached(topic.snapshot())) resolve();
    };
    topic.listen(() => setImmediate(look));
    look();
  });

const core = await startCore({ dataFolder, host: { kind: 'serve' }, startFolder: repository });
const project = await core.handlers['projects.add']({ path: repository }, context);
const scene: Scene = scenes[name as SceneName];
if (scene.setup !== undefined) await core.handlers['projects.update']({ project: project.id, settings: { setup: scene.setup } }, context);
const thread = await core.handlers['threads.create'](
  NewThread.parse({ project: project.id, agent: 'scripted', prompt: scene.prompt }),
  context,
);
for (const text of scene.queue ?? [])
  await core.handlers['threads.send']({ thread: thread.id, text, attachments: [], delivery: 'queue' }, context);
await untilThread(core, thread.id, scene.reached);
process.stdout.write(`${JSON.stringify({ thread: thread.id })}\n`);
setInterval(() => undefined, 1_000);
