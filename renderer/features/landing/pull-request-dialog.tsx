/** A branch beyond this machine: push it, open its pull request, see what its checks and reviewers say. */
import { ArrowUpFromLine, GitPullRequestArrow, RefreshCw } from 'lucide-react';
import { useCallback, useEffect, useState } from 'react';
import type { Check, ForgeComment, ForgeLook } from '#contract/forge.ts';
import type { Failure } from '#contract/failure.ts';
import type { ThreadId } from '#contract/ids.ts';
import { call, failureOf } from '#renderer/state/core.ts';
import { say } from '#renderer/state/notices.ts';
import { sendMessage } from '#renderer/state/thread-actions.ts';
import { Button, IconButton } from '#renderer/ui/button.tsx';
import { Dialog } from '#renderer/ui/dialog.tsx';
import { TextArea, TextField } from '#renderer/ui/field.tsx';
import { Loading, ProblemNote, Skeleton } from '#renderer/ui/states.tsx';
import { plural } from '#renderer/ui/units.ts';
import { commentsMessage, failedCheckMessage, pushedSentence } from './forge-texts.ts';
import { PullRequestStatus } from './pull-request-status.tsx';

/** What a person looks at is asked for again, while the page is in sight. */
const AGAIN_MS = 60_000;

const useForge = (thread: ThreadId) => {
  const [look, setLook] = useState<ForgeLook | null>(null);
  const [failure, setFailure] = useState<Failure | null>(null);
  const [looking, setLooking] = useState(false);
  const again = useCallback(
    async (signal?: AbortSignal) => {
      setLooking(true);
      try {
        setLook(await call('forge.look', { thread }, signal));
        setFailure(null);
      } catch (error) {
        if (signal?.aborted !== true) setFailure(failureOf(error));
      } finally {
        setLooking(false);
      }
    },
    [thread],
  );
  useEffect(() => {
    const controller = new AbortController();
    void again(controller.signal);
    const timer = setInterval(() => document.visibilityState === 'visible' && void again(controller.signal), AGAIN_MS);
    return () => {
      clearInterval(timer);
      controller.abort();
    };
  }, [again]);
  return { look, failure, looking, again };
};

interface NewRequestProps {
  readonly look: ForgeLook;
  readonly busy: boolean;
  readonly onOpen: (wanted: { readonly title: string; readonly body: string; readonly draft: boolean }) => void;
}

const NewRequest = ({ look, busy, onOpen }: NewRequestProps) => {
  const [title, setTitle] = useState(look.proposed.title);
  const [body, setBody] = useState(look.proposed.body);
  const [draft, setDraft] = useState(false);
  const { way } = look;
  return (
    <form
      className="grid gap-3"
      onSubmit={(event) => {
        event.preventDefault();
        onOpen({ title, body, draft });
      }}
    >
      <TextField label="Title" value={title} onChange={(event) => setTitle(event.target.value)} />
      <TextArea label="Description" value={body} onChange={(event) => setBody(event.target.value)} className="max-h-72 min-h-28" />
      {way.kind === 'gh' ? (
        <label className="flex min-h-7 cursor-pointer items-center gap-2 coarse:min-h-11">
          <input type="checkbox" checked={draft} onChange={() => setDraft(!draft)} className="size-3.5 accent-accent-solid" />
          As a draft
        </label>
      ) : (
        <p className="text-sm text-faint">{way.why}</p>
      )}
      <div className="flex justify-end">
        <Button type="submit" look="primary" size="md" disabled={busy || title.trim() === '' || way.kind === 'none'}>
          <GitPullRequestArrow size={14} aria-hidden />
          {way.kind === 'gh' ? `Push and open against ${look.base}` : 'Push and go on in the browser'}
        </Button>
      </div>
    </form>
  );
};

interface PullRequestDialogProps {
  readonly thread: ThreadId;
  readonly onClose: () => void;
}

export const PullRequestDialog = ({ thread, onClose }: PullRequestDialogProps) => {
  const { look, failure, looking, again } = useForge(thread);
  const [refused, setRefused] = useState<Failure | null>(null);
  const [busy, setBusy] = useState(false);
  const during = async (work: () => Promise<void>): Promise<void> => {
    setBusy(true);
    setRefused(null);
    try {
      await work();
      await again();
    } catch (error) {
      setRefused(failureOf(error));
    } finally {
      setBusy(false);
    }
  };
  const push = (force: boolean): Promise<void> =>
    during(async () => {
      const { remote } = await call('forge.push', { thread, force });
      say({ text: `Pushed to ${remote}` });
    });
  const open = (wanted: { readonly title: string; readonly body: string; readonly draft: boolean }): Promise<void> =>
    during(async () => {
      const { url, page } = await call('forge.open', { thread, ...wanted });
      if (page !== null) window.open(page, '_blank', 'noreferrer');
      say({ text: url === null ? 'Pushed. Go on in the browser.' : 'The pull request is open.' });
    });
  const hand = async (text: string): Promise<void> => {
    if (await sendMessage({ thread, text })) say({ text: 'Handed to the agent' });
  };
  const handCheck = (check: Check): Promise<void> =>
    during(async () => {
      const log = await call('forge.check-log', { thread, check: check.id }).then(
        ({ text }) => text,
        () => null,
      );
      await hand(failedCheckMessage(check, log));
    });
  const handComments = (comments: readonly ForgeComment[]): Promise<void> => hand(commentsMessage(comments));
  const toPush = look?.remote != null && (look.pushed === null || look.pushed.ahead > 0);
  const parted = (look?.pushed?.behind ?? 0) > 0;
  return (
    <Dialog
      open
      onClose={onClose}
      title="Push and pull request"
      {...(look === null ? {} : { description: pushedSentence(look) })}
      width="wide"
      footer={
        <>
          <IconButton label="Look again" disabled={looking} icon={<RefreshCw size={14} aria-hidden />} onClick={() => void again()} />
          <span className="flex-1" />
          <Button onClick={onClose}>Close</Button>
          {toPush && parted && (
            <Button
              look="danger"
              disabled={busy}
              onClick={() => void push(true)}
              title="Replaces what the remote has, if it is what was seen last"
            >
              Push with force
            </Button>
          )}
          {toPush && !parted && (
            <Button disabled={busy} onClick={() => void push(false)}>
              <ArrowUpFromLine size={13} aria-hidden /> {busy ? 'Working…' : 'Push only'}
            </Button>
          )}
        </>
      }
    >
      <div className="grid gap-3">
        {failure !== null && <ProblemNote problem={failure} onRetry={() => void again()} />}
        {refused !== null && <ProblemNote problem={refused} />}
        {look === null && failure === null && (
          <Loading what="the branch on its forge">
            <Skeleton className="h-9" />
            <Skeleton className="mt-3 h-28" />
          </Loading>
        )}
        {look !== null && (
          <>
            {look.uncommitted > 0 && (
              <p className="text-sm text-needs">{plural(look.uncommitted, 'uncommitted file')} in the worktree will not be part of it.</p>
            )}
            {look.trouble !== null && <ProblemNote problem={{ message: look.trouble }} />}
            {look.pullRequest !== null && (
              <PullRequestStatus
                pullRequest={look.pullRequest}
                busy={busy}
                onCheck={(check) => void handCheck(check)}
                onComments={(comments) => void handComments(comments)}
              />
            )}
            {look.remote !== null &&
              (look.pullRequest === null || look.pullRequest.state === 'merged' || look.pullRequest.state === 'closed') && (
                <NewRequest look={look} busy={busy} onOpen={(wanted) => void open(wanted)} />
              )}
          </>
        )}
      </div>
    </Dialog>
  );
};
