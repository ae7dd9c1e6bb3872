/** An open pull request: how it stands, its checks and its comments, each of which can be handed to the agent. */
import { Check as Tick, CircleAlert, CircleDot, ExternalLink, MinusCircle } from 'lucide-react';
import { useState } from 'react';
import type { Check, ForgeComment, PullRequest } from '#contract/forge.ts';
import { useNow } from '#renderer/state/clock.ts';
import { Button, buttonClass } from '#renderer/ui/button.tsx';
import { RelativeTime } from '#renderer/ui/relative-time.tsx';
import { plural } from '#renderer/ui/units.ts';
import { checksSentence, reviewWords, stateWords } from './forge-texts.ts';

const checkLooks = {
  passed: { Icon: Tick, look: 'text-run', word: 'passed' },
  failed: { Icon: CircleAlert, look: 'text-fail', word: 'failed' },
  pending: { Icon: CircleDot, look: 'text-needs', word: 'running' },
  skipped: { Icon: MinusCircle, look: 'text-faint', word: 'skipped' },
} as const;

const Outside = ({ url, label }: { readonly url: string; readonly label: string }) => (
  <a href={url} target="_blank" rel="noreferrer" aria-label={label} title={label} className={buttonClass('quiet')}>
    <ExternalLink size={13} aria-hidden />
  </a>
);

interface ChecksProps {
  readonly checks: readonly Check[];
  readonly busy: boolean;
  readonly onHand: (check: Check) => void;
}

const order: readonly Check['state'][] = ['failed', 'pending', 'passed', 'skipped'];

const Checks = ({ checks, busy, onHand }: ChecksProps) => (
  <section aria-label="Checks" className="grid gap-1">
    <h3 className="font-medium">Checks</h3>
    <ul className="max-h-56 overflow-auto rounded-md border border-line">
      {checks
        .toSorted((a, b) => order.indexOf(a.state) - order.indexOf(b.state))
        .map((check) => {
          const { Icon, look, word } = checkLooks[check.state];
          return (
            <li key={check.id} className="flex min-h-8 items-center gap-2 border-line px-2.5 not-first:border-t">
              <Icon size={14} aria-label={word} className={`shrink-0 ${look}`} />
              <span className="min-w-0 flex-1 truncate" title={check.name}>
                {check.name}
              </span>
              {check.state === 'failed' && (
                <Button disabled={busy} onClick={() => onHand(check)}>
                  Hand to the agent
                </Button>
              )}
              {check.url !== null && <Outside url={check.url} label={`Open ${check.name}`} />}
            </li>
          );
        })}
    </ul>
  </section>
);

interface CommentsProps {
  readonly comments: readonly ForgeComment[];
  readonly busy: boolean;
  readonly onHand: (comments: readonly ForgeComment[]) => void;
}

const verdictWords = { approved: 'approved', 'changes-requested': 'asks for changes', commented: 'reviewed' } as const;

const Comments = ({ comments, busy, onHand }: CommentsProps) => {
  const now = useNow();
  const [left, setLeft] = useState<ReadonlySet<string>>(new Set());
  const said = comments.filter(({ body }) => body !== '');
  const chosen = said.filter(({ id }) => !left.has(id));
  const toggle = (id: string): void => {
    const next = new Set(left);
    if (!next.delete(id)) next.add(id);
    setLeft(next);
  };
  return (
    <section aria-label="Comments" className="grid gap-1">
      <div className="flex items-center gap-2">
        <h3 className="flex-1 font-medium">Comments</h3>
        {said.length > 0 && (
          <Button disabled={busy || chosen.length === 0} onClick={() => onHand(chosen)}>
            Send {plural(chosen.length, 'comment')} to the agent
          </Button>
        )}
      </div>
      <ul className="grid max-h-72 gap-2 overflow-auto">
        {comments.map((comment) => (
          <li key={comment.id} className="rounded-md border border-line px-2.5 py-1.5">
            <div className="flex flex-wrap items-center gap-2 text-sm text-muted">
              {comment.body !== '' && (
                <input
                  type="checkbox"
                  aria-label={`Send the comment of ${comment.author}`}
                  checked={!left.has(comment.id)}
                  onChange={() => toggle(comment.id)}
                  className="size-3.5 accent-accent-solid"
                />
              )}
              <span className="font-medium text-fg">{comment.author}</span>
              {comment.verdict !== null && <span>{verdictWords[comment.verdict]}</span>}
              {comment.path !== null && (
                <span dir="ltr" className="min-w-0 truncate font-mono">
                  {comment.path}
                  {comment.line === null ? '' : `:${comment.line}`}
                </span>
              )}
              <span className="flex-1" />
              <RelativeTime at={comment.at} now={now} />
              {comment.url !== null && <Outside url={comment.url} label="Open this comment" />}
            </div>
            {comment.body !== '' && (
              <p dir="auto" className="mt-1 line-clamp-6 whitespace-pre-wrap wrap-anywhere">
                {comment.body}
              </p>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
};

interface PullRequestStatusProps {
  readonly pullRequest: PullRequest;
  readonly busy: boolean;
  readonly onCheck: (check: Check) => void;
  readonly onComments: (comments: readonly ForgeComment[]) => void;
}

export const PullRequestStatus = ({ pullRequest, busy, onCheck, onComments }: PullRequestStatusProps) => {
  const facts = [
    stateWords[pullRequest.state],
    reviewWords[pullRequest.review],
    checksSentence(pullRequest.checks),
    pullRequest.mergeable === 'no' ? 'conflicts with its base' : null,
  ].filter((fact) => fact !== null);
  return (
    <>
      <div className="flex items-center gap-2">
        <div className="min-w-0 flex-1">
          <p className="font-medium wrap-anywhere">
            #{pullRequest.number} {pullRequest.title}
          </p>
          <p className="text-sm text-muted">{facts.join(' · ')}</p>
        </div>
        <a href={pullRequest.url} target="_blank" rel="noreferrer" className={buttonClass()}>
          <ExternalLink size={13} aria-hidden /> Open
        </a>
      </div>
      {pullRequest.checkList.length > 0 && <Checks checks={pullRequest.checkList} busy={busy} onHand={onCheck} />}
      {pullRequest.commentList.length > 0 && <Comments comments={pullRequest.commentList} busy={busy} onHand={onComments} />}
    </>
  );
};
