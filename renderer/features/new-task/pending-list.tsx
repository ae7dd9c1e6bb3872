/** Prompts that are under way or could not be started. None is ever lost. */
import type { ProjectId } from '#contract/ids.ts';
import { useProjects } from '#renderer/state/board.ts';
import { Button } from '#renderer/ui/button.tsx';
import { ProblemNote } from '#renderer/ui/states.tsx';
import { dropPending, retryPending, usePending, type PendingTask } from './pending-tasks.ts';

export const PendingList = ({ onPutBack }: { readonly onPutBack: (task: PendingTask) => void }) => {
  const tasks = usePending((state) => state.tasks);
  const projects = useProjects();
  if (tasks.length === 0) return null;
  return (
    <ul aria-label="Tasks on their way" className="grid max-h-60 gap-2 overflow-y-auto border-b border-line px-4 py-3">
      {tasks.map((task) => (
        <li key={task.id} className="grid gap-1.5">
          <p dir="auto" className="line-clamp-2 wrap-anywhere">
            <span className="text-faint">{projects.get(task.input.project as ProjectId)?.name}</span> {task.input.prompt}
          </p>
          {task.failure === null ? (
            <p role="status" className="text-sm text-faint">
              Starting…
            </p>
          ) : (
            <ProblemNote problem={task.failure} onRetry={() => retryPending(task)}>
              <Button
                onClick={() => {
                  dropPending(task.id);
                  onPutBack(task);
                }}
              >
                Put back into the field
              </Button>
              <Button look="quiet" onClick={() => dropPending(task.id)}>
                Throw away
              </Button>
            </ProblemNote>
          )}
        </li>
      ))}
    </ul>
  );
};
