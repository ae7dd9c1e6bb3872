import type { modelCalls } from '#contract/models.ts';
import type { Handlers } from '#main/base/handlers.ts';
import { findLocalServers } from './find-local.ts';
import type { Models } from './models.ts';

export const modelHandlers = (models: Models): Pick<Handlers, keyof typeof modelCalls> => ({
  models: () => models.topic,
  'models.refresh': async ({ provider }, { signal }) => {
    await models.refresh(provider, signal);
    return null;
  },
  'models.find-local': (_input, { signal }) => findLocalServers(signal),
  'models.save-provider': ({ provider, label, address }) => models.saveProvider(provider, label, address),
  'models.remove-provider': ({ provider }) => {
    models.removeProvider(provider);
    return null;
  },
  'models.set-key': async ({ provider, key }, { signal }) => {
    models.setKey(provider, key);
    await models.refresh(provider, signal);
    return null;
  },
  'models.clear-key': ({ provider }) => {
    models.clearKey(provider);
    return null;
  },
  'models.test': ({ provider, model }, { signal }) => models.test(provider, model, signal),
  'models.add': ({ provider, name }) => {
    models.addModel(provider, name);
    return null;
  },
  'models.remove': ({ provider, name }) => {
    models.removeModel(provider, name);
    return null;
  },
  'models.set-figures': ({ provider, name, ...figures }) => {
    models.setFigures(provider, name, figures);
    return null;
  },
  'models.set-default': ({ model }) => {
    models.setDefault(model);
    return null;
  },
});
