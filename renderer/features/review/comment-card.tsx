/** A comment under its lines: the user's own, or a finding of a reviewer. */
import { Bot, CircleUser } from 'lucide-react';
import { memo, useState } from 'react';
import type { Comment } from '#contract/comments.ts';
import { useAgent } from '#renderer/state/agents.ts';
import { useNow } from '#renderer/state/clock.ts';
import { Button } from '#renderer/ui/button.tsx';
import { Chip } from '#renderer/ui/chip.tsx';
import { cx } from '#renderer/ui/class-names.ts';
import { RelativeTime } from '#renderer/ui/relative-time.tsx';
import { discussFinding, editComment, judgeComment, removeComment } from './comment-actions.ts';
import { CommentField } from './comment-field.tsx';
import { isSettled, movedText, placeText, plainWords, severityTones, stateText } from './comment-text.ts';
import { useReviewParts } from './review-parts.ts';

type Mode = 'read' | 'edit' | 'discuss';

const UserActions = ({ comment, onMode }: { readonly comment: Comment; readonly onMode: (mode: Mode) => void }) => (
  <>
    {comment.state === 'open' && (
      <Button look="quiet" onClick={() => onMode('edit')}>
        Edit
      </Button>
    )}
    {comment.state === 'resolved' ? (
      <Button look="quiet" onClick={() => void judgeComment(comment, 'open')}>
        Open again
      </Button>
    ) : (
      <Button look="quiet" onClick={() => void judgeComment(comment, 'resolved')}>
        Resolve
      </Button>
    )}
    <Button look="quiet" onClick={() => void removeComment(comment)}>
      Delete
    </Button>
  </>
);

const FindingActions = ({ comment, onMode }: { readonly comment: Comment; readonly onMode: (mode: Mode) => void }) => (
  <>
    {comment.state === 'open' ? (
      <>
        <Button look="go" onClick={() => void judgeComment(comment, 'accepted')}>
          Accept
        </Button>
        <Button onClick={() => void judgeComment(comment, 'dismissed')}>Dismiss</Button>
      </>
    ) : (
      <Button look="quiet" onClick={() => void judgeComment(comment, 'open')}>
        {comment.state === 'accepted' ? 'Do not send' : 'Open again'}
      </Button>
    )}
    {comment.state === 'sent' && (
      <Button look="quiet" onClick={() => void judgeComment(comment, 'resolved')}>
        Resolve
      </Button>
    )}
    <Button look="quiet" onClick={() => onMode('discuss')}>
      Discuss
    </Button>
  </>
);

const Head = ({ comment }: { readonly comment: Comment }) => {
  const now = useNow();
  const agent = useAgent(comment.author.kind === 'reviewer' ? comment.author.agent : 'scripted');
  const state = stateText(comment);
  const Icon = comment.author.kind === 'user' ? CircleUser : Bot;
  return (
    <div className="flex min-w-0 flex-wrap items-center gap-x-2 gap-y-1 text-sm text-muted">
      <Icon size={14} aria-hidden className="shrink-0" />
      <span className="font-medium text-fg">
        {comment.author.kind === 'user' ? 'You' : `${agent?.label ?? comment.author.agent}, reviewer`}
      </span>
      {comment.severity !== null && <Chip tone={severityTones[comment.severity]}>{comment.severity}</Chip>}
      <span>{placeText(comment.place)}</span>
      {state !== null && <Chip tone={comment.state === 'open' || comment.state === 'accepted' ? 'needs' : 'idle'}>{state}</Chip>}
      <RelativeTime at={comment.createdAt} now={now} className="ms-auto text-xs text-faint" />
    </div>
  );
};

export const CommentCard = memo(({ comment }: { readonly comment: Comment }) => {
  const { Markdown } = useReviewParts();
  const [mode, setMode] = useState<Mode>('read');
  const [shown, setShown] = useState(false);
  const small = isSettled(comment) && !shown;
  const moved = movedText(comment);
  if (small)
    return (
      <button
        type="button"
        aria-expanded={false}
        onClick={() => setShown(true)}
        className="flex w-full min-w-0 items-center gap-2 rounded-md border border-line bg-raised px-3 py-1.5 text-start text-sm text-muted hover:bg-hover"
      >
        <Chip>{stateText(comment)}</Chip>
        <span dir="auto" className="min-w-0 flex-1 truncate">
          {plainWords(comment)}
        </span>
      </button>
    );
  return (
    <article
      aria-label={`Comment on ${placeText(comment.place)}`}
      className={cx(
        'grid gap-2 rounded-md border bg-raised px-3 py-2.5 font-sans text-md leading-normal',
        isSettled(comment) ? 'border-line' : 'border-line-strong',
      )}
    >
      <Head comment={comment} />
      {moved !== null && <p className="text-sm text-needs">{moved}</p>}
      {comment.anchor.kind === 'gone' && comment.code !== '' && (
        <pre dir="ltr" tabIndex={0} className="max-h-40 overflow-auto rounded-sm bg-sunken px-2.5 py-1.5 font-mono text-sm text-muted">
          {comment.code}
        </pre>
      )}
      {mode === 'edit' ? (
        <CommentField
          label="Edit the comment"
          start={comment.body}
          submit="Save"
          onSubmit={async (text) => {
            const saved = await editComment(comment, text);
            if (saved) setMode('read');
            return saved;
          }}
          onCancel={() => setMode('read')}
        />
      ) : (
        <div className="min-w-0 wrap-anywhere">
          <Markdown text={comment.body} />
        </div>
      )}
      {comment.answer !== null && (
        <div className="rounded-sm border-s-2 border-run bg-run-bg px-2.5 py-1.5">
          <p className="text-sm font-medium text-run">The agent answered</p>
          <Markdown text={comment.answer} />
        </div>
      )}
      {mode === 'discuss' && (
        <CommentField
          label="Ask the reviewer"
          start=""
          submit="Ask the reviewer"
          onSubmit={async (text) => {
            const asked = await discussFinding(comment, text);
            if (asked) setMode('read');
            return asked;
          }}
          onCancel={() => setMode('read')}
        />
      )}
      {mode === 'read' && (
        <div className="flex flex-wrap items-center gap-1">
          {comment.author.kind === 'user' ? (
            <UserActions comment={comment} onMode={setMode} />
          ) : (
            <FindingActions comment={comment} onMode={setMode} />
          )}
          {isSettled(comment) && (
            <Button look="quiet" onClick={() => setShown(false)}>
              Fold
            </Button>
          )}
        </div>
      )}
    </article>
  );
});
