/** Takes a project out of the app. No file is touched. */
import type { ProjectId } from '#contract/ids.ts';
import { useBoardStore, useProject } from '#renderer/state/board.ts';
import { call } from '#renderer/state/core.ts';
import { say } from '#renderer/state/notices.ts';
import { openBoard } from '#renderer/state/route.ts';
import { attempt } from '#renderer/state/thread-actions.ts';
import { Button } from '#renderer/ui/button.tsx';
import { Dialog } from '#renderer/ui/dialog.tsx';
import { plural } from '#renderer/ui/units.ts';

const removeProject = async (project: ProjectId, path: string, name: string): Promise<void> => {
  if (!(await attempt(call('projects.remove', { project }), 'The project was not removed.'))) return;
  openBoard();
  const again = (): void => void attempt(call('projects.add', { path }), 'The project could not be added again.');
  say({ text: `Removed ${name}`, action: { label: 'Undo', run: again } });
};

export const RemoveProjectDialog = ({ project: id, onClose }: { readonly project: ProjectId; readonly onClose: () => void }) => {
  const project = useProject(id);
  const threads = useBoardStore((state) => [...(state.value?.threads.values() ?? [])].filter((thread) => thread.project === id).length);
  if (project === undefined) return null;
  return (
    <Dialog
      open
      onClose={onClose}
      width="narrow"
      title={`Remove ${project.name} from Switchyard?`}
      footer={
        <>
          <Button size="md" onClick={onClose}>
            Cancel
          </Button>
          <Button
            size="md"
            look="danger"
            onClick={() => {
              onClose();
              void removeProject(id, project.path, project.name);
            }}
          >
            Remove
          </Button>
        </>
      }
    >
      <p>
        The repository in <code className="text-sm wrap-anywhere">{project.path}</code> stays as it is.
        {threads > 0 && ` Its ${plural(threads, 'thread')} leave the board; they come back when you add the folder again.`}
      </p>
    </Dialog>
  );
};
