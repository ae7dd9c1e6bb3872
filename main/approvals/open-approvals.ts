/** The engine with the user's choice of a reviewer. */
import type { Settings } from '#contract/settings.ts';
import { AppError } from '#contract/failure.ts';
import type { Lifetime } from '#main/base/disposable.ts';
import type { ModelClient } from '#main/models/model-client.ts';
import type { SettingsStore } from '#main/settings/settings-store.ts';
import type { RulesTable } from '#main/storage/rules-table.ts';
import { Approvals } from './approvals.ts';

/** Null while it is switched off, and while the model has no provider or no key. */
const chosenReviewer = ({ reviewerOn, reviewerModel }: Settings, client: (model: string) => ModelClient): ModelClient | null => {
  if (!reviewerOn || reviewerModel === null) return null;
  try {
    return client(reviewerModel);
  } catch (error) {
    if (error instanceof AppError) return null;
    throw error;
  }
};

export const openApprovals = (
  table: RulesTable,
  settings: SettingsStore,
  client: (model: string) => ModelClient,
  lifetime: Lifetime,
): Approvals => {
  const approvals = lifetime.own(new Approvals({ table, now: Date.now, client: () => chosenReviewer(settings.value, client) }));
  lifetime.own(settings.topic.listen(() => approvals.reviewer.look()));
  return approvals;
};
