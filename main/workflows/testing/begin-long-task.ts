/** Begins the long task of `long-model.ts` in a core, with that model and nothing else. */
import type { ContextMode } from '#contract/context.ts';
import { NewWorkflow, type Workflow } from '#contract/workflows.ts';
import type { Core } from '#main/core.ts';
import { LONG_MODEL_WINDOW, LONG_PROMPT } from './long-model.ts';

const context = { signal: new AbortController().signal };

const setUpModel = async ({ handlers }: Core, port: number): Promise<void> => {
  const provider = await handlers['models.save-provider'](
    { provider: null, label: 'Loopback', address: `http://127.0.0.1:${port}/v1` },
    context,
  );
  await handlers['models.add']({ provider, name: 'long' }, context);
  await handlers['models.set-figures']({ provider, name: 'long', contextWindow: LONG_MODEL_WINDOW, price: null }, context);
  await handlers['models.set-default']({ model: `${provider}/long` }, context);
};

export const beginLongTask = async (core: Core, repository: string, port: number, contextMode: ContextMode): Promise<Workflow> => {
  await setUpModel(core, port);
  await core.handlers['settings.set']({ contextMode }, context);
  const project = await core.handlers['projects.add']({ path: repository }, context);
  const input = NewWorkflow.parse({
    project: project.id,
    prompt: LONG_PROMPT,
    roles: { generator: { agent: 'native' } },
    agreement: 'auto',
  });
  return await core.handlers['workflows.create'](input, context);
};
