/** Puts together what the native agent is given. */
import { failure } from '#contract/failure.ts';
import type { NativeMeans } from '#main/agents/native/native-means.ts';
import type { Models } from '#main/models/models.ts';
import type { PtyHost } from '#main/pty/pty-host.ts';
import type { NativeJournalTable } from '#main/storage/native-journal-table.ts';

export interface NativeParts {
  readonly models: Pick<Models, 'agentModels' | 'client' | 'defaultModel'>;
  readonly journal: NativeJournalTable;
  readonly ptys: Pick<PtyHost, 'open'>;
  readonly outside: Pick<NativeMeans, 'outsideTools' | 'letGo'>;
}

export const nativeMeans = ({ models, journal, ptys, outside }: NativeParts): NativeMeans => ({
  models: {
    available: async () => models.agentModels(),
    client: async (id) => {
      const chosen = id ?? models.defaultModel();
      if (chosen === null) throw failure('unavailable', 'No model is configured yet.', 'Add a key in Settings, Models and keys.');
      return models.client(chosen);
    },
  },
  journal,
  ptys,
  ...outside,
});
