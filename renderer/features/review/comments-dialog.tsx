/** All comments on the change, also those whose lines are gone or that are about the whole of it. */
import { MessageSquare } from 'lucide-react';
import { useStore } from 'zustand';
import type { Comment } from '#contract/comments.ts';
import { Button } from '#renderer/ui/button.tsx';
import { Dialog } from '#renderer/ui/dialog.tsx';
import { Empty } from '#renderer/ui/states.tsx';
import { addComment } from './comment-actions.ts';
import { CommentCard } from './comment-card.tsx';
import { draftText, keepDraft } from './comment-drafts.ts';
import { CommentField } from './comment-field.tsx';
import { isSettled, shownAt } from './comment-text.ts';
import { compose, endComposing, type Desk } from './desk.ts';
import type { ReviewPlace } from './review-actions.ts';

interface CommentsDialogProps {
  readonly place: ReviewPlace;
  readonly comments: readonly Comment[];
  readonly desk: Desk;
  readonly onGoTo: (at: { readonly path: string; readonly side: 'before' | 'after'; readonly line: number }) => void;
  readonly onClose: () => void;
}

const ChangeField = ({ place, desk }: Pick<CommentsDialogProps, 'place' | 'desk'>) => {
  const field = useStore(desk, (state) => state.composing.find((one) => one.place.kind === 'change'));
  if (field === undefined)
    return (
      <Button className="justify-self-start" onClick={() => compose(desk, { kind: 'change' })}>
        Comment on the whole change
      </Button>
    );
  const end = (): void => {
    keepDraft(localStorage, place.thread, field, '');
    endComposing(desk, field.key);
  };
  return (
    <CommentField
      label="Comment on the whole change"
      start={draftText(localStorage, place.thread, field.key)}
      submit="Add comment"
      onText={(text) => keepDraft(localStorage, place.thread, field, text)}
      onSubmit={async (text) => {
        const saved = await addComment(place.thread, place.scope, field.place, text);
        if (saved) end();
        return saved;
      }}
      onCancel={end}
    />
  );
};

export const CommentsDialog = ({ place, comments, desk, onGoTo, onClose }: CommentsDialogProps) => {
  const ordered = [...comments.filter((comment) => !isSettled(comment)), ...comments.filter(isSettled)];
  return (
    <Dialog
      open
      onClose={onClose}
      title="Comments"
      description="Drafts are kept until they are sent; sent ones until they are resolved."
      width="wide"
    >
      <div className="grid gap-3">
        <ChangeField place={place} desk={desk} />
        {ordered.length === 0 && (
          <Empty icon={MessageSquare} title="No comments yet">
            Press + beside a line, or choose lines by their numbers.
          </Empty>
        )}
        {ordered.map((comment) => {
          const at = shownAt(comment);
          return (
            <div key={comment.id} className="grid gap-1">
              {at !== null && (
                <button
                  type="button"
                  dir="ltr"
                  onClick={() => onGoTo(at)}
                  className="justify-self-start rounded-sm px-1 text-start font-mono text-sm text-review hover:underline coarse:min-h-10"
                >
                  {at.path}
                  {at.line > 0 && `:${at.line}`}
                </button>
              )}
              <CommentCard comment={comment} />
            </div>
          );
        })}
      </div>
    </Dialog>
  );
};
