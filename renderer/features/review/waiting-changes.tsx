/** Stands where changed files will be: while their list, the code that draws them, or the drawing itself is under way. */
import { Loading, Skeleton } from '#renderer/ui/states.tsx';

export const WaitingChanges = () => (
  <Loading what="changes">
    <div className="grid gap-2 p-4">
      <Skeleton className="h-8 w-full" />
      <Skeleton className="h-40 w-full" />
      <Skeleton className="h-8 w-full" />
      <Skeleton className="h-24 w-full" />
    </div>
  </Loading>
);
