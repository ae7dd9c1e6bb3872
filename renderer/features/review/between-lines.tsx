/** What stands between the lines of a file: comments and their fields, pictures, and why there are no lines. */
import type { Comment } from '#contract/comments.ts';
import type { FileChange } from '#contract/review.ts';
import { Button } from '#renderer/ui/button.tsx';
import { Loading, Skeleton } from '#renderer/ui/states.tsx';
import { count } from '#renderer/ui/units.ts';
import { CommentCard } from './comment-card.tsx';
import { CommentField } from './comment-field.tsx';
import { placeText } from './comment-text.ts';
import type { Composing } from './desk.ts';
import { ImageBlock } from './image-block.tsx';
import type { ReviewPlace } from './review-actions.ts';

export interface BlockActions {
  readonly place: ReviewPlace;
  readonly comments: ReadonlyMap<string, Comment>;
  readonly composing: readonly Composing[];
  readonly draftOf: (key: string) => string;
  readonly onDraft: (field: Composing, text: string) => void;
  readonly onSave: (field: Composing, text: string) => Promise<boolean>;
  readonly onCancel: (field: Composing) => void;
  readonly onRetry: (path: string) => void;
  readonly onShowLarge: (path: string) => void;
  readonly onOpen: (path: string) => void;
}

interface BetweenLinesProps {
  readonly block: string;
  readonly file: FileChange;
  /** Why there are no lines, when there are none. */
  readonly note: string | null;
  readonly actions: BlockActions;
}

const Waiting = () => (
  <Loading what="the lines">
    <div className="grid gap-2.5 px-4 py-3">
      <Skeleton className="h-3 w-3/5" />
      <Skeleton className="h-3 w-2/5" />
      <Skeleton className="h-3 w-1/2" />
    </div>
  </Loading>
);

const Note = ({ file, note, actions }: Omit<BetweenLinesProps, 'block'>) => (
  <div className="flex min-h-11 items-center gap-2 px-4 font-sans text-md text-muted">
    {note ?? 'No lines changed'}
    {note === 'Could not be read' && <Button onClick={() => actions.onRetry(file.path)}>Retry</Button>}
    {note === 'Too large to show here' && <Button onClick={() => actions.onOpen(file.path)}>Open the whole file</Button>}
  </div>
);

const frame = 'mx-auto max-w-200 px-3 py-1.5 font-sans text-md leading-normal tablet:px-6';

export const BetweenLines = ({ block, file, note, actions }: BetweenLinesProps) => {
  if (block === 'wait') return <Waiting />;
  if (block === 'image') return <ImageBlock place={actions.place} file={file} />;
  if (block === 'note') return <Note file={file} note={note} actions={actions} />;
  if (block === 'large')
    return (
      <div className="flex min-h-11 items-center gap-2 px-4 font-sans text-md text-muted">
        A large change: {count(file.added + file.deleted)} lines
        <Button onClick={() => actions.onShowLarge(file.path)}>Show it</Button>
      </div>
    );
  const comment = actions.comments.get(block.replace(/^comment:/, ''));
  if (comment !== undefined)
    return (
      <div className={frame}>
        <CommentCard comment={comment} />
      </div>
    );
  const field = actions.composing.find(({ key }) => key === block);
  if (field === undefined) return null;
  return (
    <div className={frame}>
      <section
        aria-label={`New comment on ${placeText(field.place)}`}
        className="grid gap-2 rounded-md border border-line-strong bg-raised px-3 py-2.5"
      >
        <p className="text-sm text-muted">Comment on {placeText(field.place)}</p>
        <CommentField
          label={`Comment on ${placeText(field.place)}`}
          start={actions.draftOf(field.key)}
          submit="Add comment"
          onText={(text) => actions.onDraft(field, text)}
          onSubmit={(text) => actions.onSave(field, text)}
          onCancel={() => actions.onCancel(field)}
        />
      </section>
    </div>
  );
};
