/** Long tasks, as the core tells them, and the words for where they stand. */
import { putWorkflow, type Workflow } from '#contract/workflows.ts';
import type { WorkflowId } from '#contract/ids.ts';
import type { Thread, WorkflowLink } from '#contract/threads.ts';
import { createTopicStore, watchTopic } from './topic-store.ts';

export const useWorkflowsStore = createTopicStore<readonly Workflow[]>();

export const watchWorkflows = (): (() => void) =>
  watchTopic('workflows', {}, useWorkflowsStore, {
    snapshot: (list) => list,
    events: (list, changed) => changed.reduce(putWorkflow, list),
  });

/** Undefined before the first answer, null when there is no such task. */
export const useWorkflow = (id: WorkflowId): Workflow | null | undefined =>
  useWorkflowsStore((state) => (state.value === null ? undefined : (state.value.find((workflow) => workflow.id === id) ?? null)));

export interface StageText {
  readonly tone: 'needs' | 'run' | 'review' | 'idle';
  readonly word: string;
  readonly moving: boolean;
}

/** Tone and words for where a long task stands. */
export const stageText = ({ stage, round, rounds }: Pick<WorkflowLink, 'stage' | 'round' | 'rounds'>): StageText => {
  const which = `round ${round} of ${Math.max(round, rounds)}`;
  switch (stage) {
    case 'planning':
      return { tone: 'run', word: 'Planning', moving: true };
    case 'agreeing':
      return { tone: 'needs', word: 'Agree on the criteria', moving: false };
    case 'generating':
      return { tone: 'run', word: `Working, ${which}`, moving: true };
    case 'evaluating':
      return { tone: 'run', word: `Judging, ${which}`, moving: true };
    case 'paused':
      return { tone: 'needs', word: 'Paused', moving: false };
    case 'passed':
      return { tone: 'review', word: `Passed in round ${round}`, moving: false };
    case 'ended':
      return { tone: 'idle', word: 'Ended without passing', moving: false };
  }
};

/** What a card says of the long task it stands for; null when the thread itself has more to say. */
export const stageLine = (thread: Pick<Thread, 'workflow' | 'state'>): string | null => {
  const { workflow, state } = thread;
  if (workflow === undefined || workflow.role !== 'generator') return null;
  if (state.kind !== 'idle' && state.kind !== 'backlog') return null;
  if (state.kind === 'idle' && (workflow.stage === 'passed' || workflow.stage === 'ended')) return null;
  return stageText(workflow).word;
};

/** What a thread is in its long task. */
export const longTaskWord = (link: WorkflowLink): string => {
  if (link.role === 'planner') return 'Plans a long task';
  if (link.role === 'evaluator') return `Judges round ${link.round} of a long task`;
  return `Long task: ${stageText(link).word.toLowerCase()}`;
};

/** On a card, whose line says where the long task stands already. */
export const longTaskChip = (link: WorkflowLink): string => {
  if (link.role !== 'generator' || link.stage === 'passed' || link.stage === 'ended') return longTaskWord(link);
  return link.round === 0 ? 'Long task' : `Long task · round ${link.round} of ${Math.max(link.round, link.rounds)}`;
};
