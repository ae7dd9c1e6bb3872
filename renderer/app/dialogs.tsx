/** The one dialog that stands open, whoever asked for it. The less common ones load when they are first needed. */
import { RemovalDialog } from '#renderer/features/board/removal-dialog.tsx';
import { RenameDialog } from '#renderer/features/board/rename-dialog.tsx';
import { TagDialog } from '#renderer/features/board/tag-dialog.tsx';
import { DenyDialog } from '#renderer/features/board/deny-dialog.tsx';
import { RememberDialog } from '#renderer/features/board/remember-dialog.tsx';
import { MessageDialog } from '#renderer/features/board/message-dialog.tsx';
import { closeDialog, useDialog, type Dialog } from '#renderer/state/dialogs.ts';
import { later } from '#renderer/ui/later.tsx';
import { DialogBoundary } from './dialog-boundary.tsx';

export const NewTaskDialog = later(async () => (await import('#renderer/features/new-task/new-task-dialog.tsx')).NewTaskDialog);
export const PaletteDialog = later(async () => (await import('#renderer/features/palette/palette-dialog.tsx')).PaletteDialog);
const KeysDialog = later(async () => (await import('#renderer/features/settings/keys-dialog.tsx')).KeysDialog);
const AddProjectDialog = later(async () => (await import('#renderer/features/projects/add-project-dialog.tsx')).AddProjectDialog);
const TrustDialog = later(async () => (await import('#renderer/features/projects/trust-dialog.tsx')).TrustDialog);
const RemoveProjectDialog = later(async () => (await import('#renderer/features/projects/remove-project-dialog.tsx')).RemoveProjectDialog);

const TakeInDialog = later(async () => (await import('#renderer/features/landing/take-in-dialog.tsx')).TakeInDialog);
const PullRequestDialog = later(async () => (await import('#renderer/features/landing/pull-request-dialog.tsx')).PullRequestDialog);
const AmendDialog = later(async () => (await import('#renderer/features/landing/amend-dialog.tsx')).AmendDialog);
const ContextDialog = later(async () => (await import('#renderer/features/context/context-dialog.tsx')).ContextDialog);
const ThreadUsageDialog = later(async () => (await import('#renderer/features/usage/thread-usage-dialog.tsx')).ThreadUsageDialog);
const HandoffDialog = later(async () => (await import('#renderer/features/handoff/handoff-dialog.tsx')).HandoffDialog);
const GoalDialog = later(async () => (await import('#renderer/features/handoff/goal-dialog.tsx')).GoalDialog);
const ReviewModeDialog = later(async () => (await import('#renderer/features/handoff/review-mode-dialog.tsx')).ReviewModeDialog);
const MakeSkillDialog = later(async () => (await import('#renderer/features/skills/make-skill-dialog.tsx')).MakeSkillDialog);

const ImportDialog = later(async () => (await import('#renderer/features/imports/import-dialog.tsx')).ImportDialog);

const contentOf = (dialog: Dialog) => {
  switch (dialog.kind) {
    case 'new-task':
      return <NewTaskDialog project={dialog.project} backlog={dialog.backlog ?? false} onClose={closeDialog} />;
    case 'palette':
      return <PaletteDialog key={dialog.start} start={dialog.start} onClose={closeDialog} />;
    case 'add-project':
      return <AddProjectDialog how={dialog.how} onClose={closeDialog} />;
    case 'remove-threads':
      return <RemovalDialog threads={dialog.threads} onClose={closeDialog} />;
    case 'rename-thread':
      return <RenameDialog thread={dialog.thread} onClose={closeDialog} />;
    case 'tag-threads':
      return <TagDialog threads={dialog.threads} onClose={closeDialog} />;
    case 'message-threads':
      return <MessageDialog threads={dialog.threads} onClose={closeDialog} />;
    case 'deny':
      return <DenyDialog approval={dialog.approval} onClose={closeDialog} />;
    case 'remember':
      return <RememberDialog approval={dialog.approval} onClose={closeDialog} />;
    case 'remove-project':
      return <RemoveProjectDialog project={dialog.project} onClose={closeDialog} />;
    case 'trust-project':
      return <TrustDialog project={dialog.project} onClose={closeDialog} />;
    case 'take-in':
      return <TakeInDialog thread={dialog.thread} onClose={closeDialog} />;
    case 'pull-request':
      return <PullRequestDialog thread={dialog.thread} onClose={closeDialog} />;
    case 'amend':
      return <AmendDialog thread={dialog.thread} onClose={closeDialog} />;
    case 'context':
      return <ContextDialog thread={dialog.thread} onClose={closeDialog} />;
    case 'thread-usage':
      return <ThreadUsageDialog thread={dialog.thread} onClose={closeDialog} />;
    case 'handoff':
      return <HandoffDialog thread={dialog.thread} agent={dialog.agent} message={dialog.message ?? ''} onClose={closeDialog} />;
    case 'goal':
      return <GoalDialog thread={dialog.thread} onClose={closeDialog} />;
    case 'review-mode':
      return <ReviewModeDialog thread={dialog.thread} onClose={closeDialog} />;
    case 'make-skill':
      return <MakeSkillDialog thread={dialog.thread} onClose={closeDialog} />;
    case 'import':
      return <ImportDialog project={dialog.project} onClose={closeDialog} />;
    case 'keys':
      return <KeysDialog onClose={closeDialog} />;
  }
};

export const Dialogs = () => {
  const dialog = useDialog((state) => state.dialog);
  if (dialog === null) return null;
  return <DialogBoundary key={dialog.kind}>{contentOf(dialog)}</DialogBoundary>;
};
