/** The long-task side of the dialog: what is chosen, and how it begins. What was refused is said, and the words stay. */
import { useState } from 'react';
import type { AgentId } from '#contract/ids.ts';
import { closeDialog } from '#renderer/state/dialogs.ts';
import { call, failureOf } from '#renderer/state/core.ts';
import { sayFailure } from '#renderer/state/notices.ts';
import { navigate } from '#renderer/state/route.ts';
import { newLongTask, noLongTask, type LongChoices } from './long-task.ts';
import type { Choices } from './new-task-choices.ts';
import type { DraftInHand } from './new-task-draft.ts';

export const useLongTask = (hand: DraftInHand, choices: Choices, agents: readonly AgentId[]) => {
  const [long, setLong] = useState<LongChoices>(noLongTask);
  const [beginning, setBeginning] = useState(false);
  const begin = async (): Promise<void> => {
    const { text, attachments } = hand.draft;
    const files = attachments.map(({ id }) => id);
    const input = newLongTask(text, files, choices, agents, long);
    if (input === null || beginning) return;
    setBeginning(true);
    try {
      const workflow = await call('workflows.create', input);
      hand.clear();
      closeDialog();
      navigate({ screen: 'long', workflow: workflow.id });
    } catch (error) {
      setBeginning(false);
      sayFailure(failureOf(error), 'The long task was not begun.');
    }
  };
  return { long, setLong, beginLong: () => void begin() };
};
