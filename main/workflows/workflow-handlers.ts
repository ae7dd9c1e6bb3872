/** The `workflows*` calls of the contract. */
import type { AttachmentId } from '#contract/ids.ts';
import { failure } from '#contract/failure.ts';
import type { Attachment } from '#contract/items.ts';
import type { Handlers } from '#main/base/handlers.ts';
import type { Workflows } from './workflows.ts';

export interface WorkflowHandlerNeeds {
  readonly workflows: Workflows;
  readonly isClosing: () => boolean;
  /** Throws AppError `not-found`. */
  readonly attachments: (ids: readonly AttachmentId[]) => readonly Attachment[];
}

type WorkflowCall = Extract<keyof Handlers, 'workflows' | `workflows.${string}`>;

export const workflowHandlers = ({ workflows, attachments, isClosing }: WorkflowHandlerNeeds): Pick<Handlers, WorkflowCall> => ({
  workflows: () => workflows.topic,
  'workflows.create': (input) => {
    if (isClosing())
      throw failure('unavailable', 'No task can be begun now.', 'The app is closing, or the database is open for reading only.');
    return workflows.create(input, attachments(input.attachments));
  },
  'workflows.agree': ({ workflow, plan, criteria }) => workflows.agree(workflow, plan, criteria),
  'workflows.pause': ({ workflow }) => workflows.pause(workflow),
  'workflows.continue': ({ workflow, limits }) => workflows.continue(workflow, limits ?? {}),
  'workflows.stop': ({ workflow }) => workflows.stop(workflow),
});
