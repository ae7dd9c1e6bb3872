/** The editor of a whole file, whose code comes when a file is first opened, and what stands in its place until then. */
import { later } from '#renderer/ui/later.tsx';
import { Loading, Skeleton } from '#renderer/ui/states.tsx';

export const WaitingFile = () => (
  <Loading what="the file">
    <div className="grid gap-2 p-4">
      <Skeleton className="h-4 w-2/3" />
      <Skeleton className="h-4 w-1/2" />
      <Skeleton className="h-4 w-3/5" />
    </div>
  </Loading>
);

export const FileEditor = later(async () => (await import('./file-editor.tsx')).FileEditor, <WaitingFile />);
