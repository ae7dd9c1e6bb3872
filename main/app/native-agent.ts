/** Puts together what the native agent is given. */
import { failure } from '#contract/failure.ts';
import type { ThreadId } from '#contract/ids.ts';
import { failureOf } from '#main/base/errors.ts';
import { log } from '#main/base/log.ts';
import type { NativeMeans } from '#main/agents/native/native-means.ts';
import type { Models } from '#main/models/models.ts';
import type { PtyHost } from '#main/pty/pty-host.ts';
import type { NativeJournalTable } from '#main/storage/native-journal-table.ts';
import type { Terminals } from '#main/terminals/terminals.ts';

export interface NativeParts {
  readonly models: Pick<Models, 'agentModels' | 'client' | 'defaultModel'>;
  readonly journal: NativeJournalTable;
  readonly ptys: Pick<PtyHost, 'open'>;
  readonly outside: Pick<NativeMeans, 'outsideTools' | 'letGo'>;
  /** Null until terminals can be opened. */
  readonly terminals: () => Pick<Terminals, 'showLeft'> | null;
}

/** In the terminals of the thread that the place belongs to. */
const leftIn = (terminals: NativeParts['terminals']): NonNullable<NativeMeans['showLeft']> => {
  return ({ environment }, program) => {
    const thread = environment['SWITCHYARD_THREAD'];
    if (thread === undefined) return null;
    try {
      return terminals()?.showLeft({ kind: 'thread', thread: thread as ThreadId }, program) ?? null;
    } catch (error) {
      // Too many are open, or the app is closing: it runs all the same.
      log.info('native.left', { failure: failureOf(error) });
      return null;
    }
  };
};

export const nativeMeans = ({ models, journal, ptys, outside, terminals }: NativeParts): NativeMeans => ({
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
  showLeft: leftIn(terminals),
  ...outside,
});
