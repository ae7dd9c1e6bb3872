/** The keys of triage. They act on the thread before the user. */
import type { Approval, Decision } from '#contract/approvals.ts';
import type { ThreadId } from '#contract/ids.ts';
import type { WorkflowLink } from '#contract/threads.ts';
import { isReadOnlyNow } from '#renderer/state/app-state.ts';
import { boardNow } from '#renderer/state/board.ts';
import type { Command } from '#renderer/state/commands.ts';
import { openDialog } from '#renderer/state/dialogs.ts';
import { isOneClick, pickOption, questionsOf } from '#renderer/state/question-answer.ts';
import { navigate, openBoard, openChanges, openThread } from '#renderer/state/route.ts';
import { shownDecisions } from '#renderer/state/rule-offer.ts';
import { answer, goOn, patchThreads, retryThread } from '#renderer/state/thread-actions.ts';
import { stageLine } from '#renderer/state/workflows.ts';
import { goNext, triageNow, useTriage } from './triage-state.ts';

export interface Choice {
  readonly id: string;
  readonly label: string;
  readonly description: string;
  readonly look: 'go' | 'plain';
  /** Tells whether it was done, and triage may go on. */
  readonly run: () => Promise<boolean>;
}

const decision = (approval: Approval, one: Decision): Choice => ({
  id: one.id,
  label: one.label,
  description: '',
  look: one.effect === 'deny' || one.id === 'remember' ? 'plain' : 'go',
  run: () => {
    if (one.id === 'remember') {
      openDialog({ kind: 'remember', approval: approval.id });
      return Promise.resolve(false);
    }
    if (one.effect !== 'deny') return answer({ approval: approval.id, decision: one.id });
    // The reason goes into the dialog; answering there moves triage on by itself.
    openDialog({ kind: 'deny', approval: approval.id });
    return Promise.resolve(false);
  },
});

/** A long task that waits for its user is answered on its own page. */
const longTask = ({ id, stage }: WorkflowLink): Choice => ({
  id: 'long-task',
  label: stage === 'agreeing' ? 'Look at the criteria' : 'Open the long task',
  description: '',
  look: 'go',
  run: () => {
    navigate({ screen: 'long', workflow: id });
    return Promise.resolve(false);
  },
});

/** What can be taken with 1–9 for a thread. */
export const choicesFor = (id: ThreadId): readonly Choice[] => {
  const thread = boardNow().threads.get(id);
  const approval = boardNow().asked.get(id)?.[0];
  if (approval !== undefined && questionsOf(approval).length > 0) {
    if (!isOneClick(approval)) return [];
    return (questionsOf(approval)[0]?.options ?? []).map((option, index) => {
      const input = pickOption(approval, index);
      return {
        id: `option-${index}`,
        label: option.label,
        description: option.description,
        look: 'plain' as const,
        run: () => (input === null ? Promise.resolve(false) : answer(input)),
      };
    });
  }
  if (approval !== undefined) return shownDecisions(approval).map((one) => decision(approval, one));
  if (thread !== undefined && stageLine(thread) !== null && thread.workflow !== undefined) return [longTask(thread.workflow)];
  if (thread?.state.kind === 'failed')
    return [{ id: 'retry', label: 'Retry', description: 'The last message is sent again.', look: 'go', run: () => retryThread(thread) }];
  if (thread?.state.kind === 'idle' && thread.state.outcome === 'interrupted')
    return [{ id: 'go-on', label: 'Go on', description: 'The agent is told that it was cut off.', look: 'go', run: () => goOn(id) }];
  return [];
};

export const take = async (choice: Choice): Promise<void> => {
  if (!isReadOnlyNow() && (await choice.run())) goNext();
};

const onCurrent = (work: (id: ThreadId) => void | boolean) => (): void | boolean => {
  const { current } = triageNow();
  return current === null ? false : work(current);
};

const markDone = (id: ThreadId): void => {
  void patchThreads([id], { done: true, unread: false }, 'Marked done');
  goNext();
};

const numbered: readonly Command[] = Array.from({ length: 9 }, (_, index) => ({
  id: `triage.option-${index + 1}`,
  title: `Take option ${index + 1}`,
  group: 'Thread',
  keys: [`${index + 1}`],
  when: 'triage',
  keyOnly: true,
  run: onCurrent((id) => {
    const choice = choicesFor(id)[index];
    if (choice === undefined) return false;
    void take(choice);
  }),
}));

const triage = { group: 'Thread', when: 'triage' } as const;

export const triageCommands: readonly Command[] = [
  ...numbered,
  { ...triage, id: 'triage.skip', title: 'Skip to the next thread', keys: ['s'], run: onCurrent(() => goNext(true)) },
  {
    ...triage,
    id: 'triage.snooze',
    title: 'Snooze this thread',
    keys: ['z'],
    run: onCurrent(() => useTriage.setState({ snoozing: true })),
  },
  { ...triage, id: 'triage.changes', title: 'See the changes of this thread', keys: ['d'], run: onCurrent(openChanges) },
  { ...triage, id: 'triage.open-thread', title: 'Open this thread', keys: ['o'], run: onCurrent(openThread) },
  { ...triage, id: 'triage.done', title: 'Mark this thread done', keys: ['e'], run: onCurrent(markDone) },
  { ...triage, id: 'triage.close', title: 'Back to the board', keys: ['Escape'], run: openBoard },
];
