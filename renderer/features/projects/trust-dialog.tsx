/** The user's word on commands that came with a repository, before any of them runs. */
import type { ProjectId } from '#contract/ids.ts';
import { useProject } from '#renderer/state/board.ts';
import { call } from '#renderer/state/core.ts';
import { attempt } from '#renderer/state/thread-actions.ts';
import { Button } from '#renderer/ui/button.tsx';
import { Dialog } from '#renderer/ui/dialog.tsx';
import { fileCommands } from './project-settings.ts';

export const TrustDialog = ({ project: id, onClose }: { readonly project: ProjectId; readonly onClose: () => void }) => {
  const project = useProject(id);
  if (project === undefined) return null;
  const decide = (granted: boolean): void => {
    onClose();
    void attempt(call('projects.trust', { project: id, granted }), 'Your answer was not saved.');
  };
  return (
    <Dialog
      open
      onClose={onClose}
      title={`Run the commands of ${project.name}?`}
      description="They stand in the repository’s switchyard.json and would run on this computer: when a worktree is set up or removed, or when you start them. Read them first."
      footer={
        <>
          <Button size="md" onClick={() => decide(false)}>
            Do not run them
          </Button>
          <Button size="md" look="go" onClick={() => decide(true)}>
            Allow these commands
          </Button>
        </>
      }
    >
      <dl className="grid gap-2.5">
        {fileCommands(project).map(({ name, command }) => (
          <div key={name}>
            <dt className="text-sm text-faint">{name}</dt>
            <dd>
              <pre tabIndex={0} className="max-h-48 overflow-auto rounded-sm bg-sunken px-3 py-2 text-sm whitespace-pre-wrap wrap-anywhere">
                {command}
              </pre>
            </dd>
          </div>
        ))}
      </dl>
      <p className="mt-3 text-sm text-faint">When the repository changes them, you are asked again.</p>
    </Dialog>
  );
};
