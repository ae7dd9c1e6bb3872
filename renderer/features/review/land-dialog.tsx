/** Lands the branch in its base: what would happen is shown first, and nothing of the user's moves without a word from them. */
import { CircleAlert, Info, TriangleAlert } from 'lucide-react';
import { useEffect, useState } from 'react';
import type { Failure } from '#contract/failure.ts';
import type { ThreadId } from '#contract/ids.ts';
import type { LandingMethod, LandingPreview } from '#contract/landing.ts';
import { call, failureOf } from '#renderer/state/core.ts';
import { openDialog, type Dialog as Dialogue } from '#renderer/state/dialogs.ts';
import { say } from '#renderer/state/notices.ts';
import { Button } from '#renderer/ui/button.tsx';
import { cx } from '#renderer/ui/class-names.ts';
import { Dialog } from '#renderer/ui/dialog.tsx';
import { TextArea } from '#renderer/ui/field.tsx';
import { Segmented } from '#renderer/ui/segmented.tsx';
import { Loading, ProblemNote, Skeleton } from '#renderer/ui/states.tsx';
import { plural } from '#renderer/ui/units.ts';
import { landedSentence, landingMethods, landingNotes, landingSentence, takesMessage, type LandingNote } from './landing.ts';

const noteLooks: Readonly<Record<LandingNote['level'], { readonly Icon: typeof Info; readonly box: string; readonly icon: string }>> = {
  stop: { Icon: CircleAlert, box: 'border-fail/40 bg-fail-bg', icon: 'text-fail' },
  warning: { Icon: TriangleAlert, box: 'border-needs/30 bg-needs-bg', icon: 'text-needs' },
  info: { Icon: Info, box: 'border-line', icon: 'text-muted' },
};

const Note = ({ note }: { readonly note: LandingNote }) => {
  const { Icon, box, icon } = noteLooks[note.level];
  return (
    <div className={cx('flex gap-2.5 rounded-md border px-3 py-2', box)}>
      <Icon size={14} aria-hidden className={cx('mt-0.75 shrink-0', icon)} />
      <div className="min-w-0">
        <p className="wrap-anywhere">{note.text}</p>
        {note.paths !== undefined && (
          <ul dir="ltr" className="mt-1 max-h-28 overflow-auto font-mono text-sm text-muted">
            {note.paths.slice(0, 200).map((path) => (
              <li key={path} className="wrap-anywhere">
                {path}
              </li>
            ))}
          </ul>
        )}
      </div>
    </div>
  );
};

const Commits = ({ preview }: { readonly preview: LandingPreview }) => (
  <div>
    <h3 className="mb-1 font-medium">{plural(preview.commits.length, 'commit')}</h3>
    <ol className="max-h-40 overflow-auto rounded-md border border-line">
      {preview.commits.map((commit) => (
        <li key={commit.commit} className="flex gap-2.5 px-2.5 py-1 text-sm">
          <code className="shrink-0 text-muted">{commit.commit.slice(0, 8)}</code>
          <span dir="auto" className="min-w-0 truncate" title={commit.subject}>
            {commit.subject}
          </span>
        </li>
      ))}
    </ol>
  </div>
);

const usePreview = (thread: ThreadId, how: LandingMethod) => {
  const [state, setState] = useState<{
    readonly how: LandingMethod;
    readonly preview: LandingPreview | null;
    readonly failure: Failure | null;
  } | null>(null);
  const [tries, setTries] = useState(0);
  useEffect(() => {
    const controller = new AbortController();
    call('review.landing', { thread, how }, controller.signal).then(
      (preview) => setState({ how, preview, failure: null }),
      (error) => !controller.signal.aborted && setState({ how, preview: null, failure: failureOf(error) }),
    );
    return () => controller.abort();
  }, [thread, how, tries]);
  // What another method would do is no answer for this one.
  const current = state?.how === how ? state : null;
  return { preview: current?.preview ?? null, failure: current?.failure ?? null, again: () => setTries((before) => before + 1) };
};

interface LandDialogProps {
  readonly thread: ThreadId;
  readonly onClose: () => void;
}

export const LandDialog = ({ thread, onClose }: LandDialogProps) => {
  const [how, setHow] = useState<LandingMethod>('merge');
  const { preview, failure, again } = usePreview(thread, how);
  const [ownMessage, setOwnMessage] = useState<string | null>(null);
  const [moveCheckout, setMoveCheckout] = useState(false);
  const [refused, setRefused] = useState<Failure | null>(null);
  const [busy, setBusy] = useState(false);
  const move = moveCheckout && preview?.checkout != null;
  const notes = preview === null ? [] : landingNotes(preview);
  const message = ownMessage ?? preview?.message ?? '';
  // The base cannot move under a checkout of it, so without that word there is nothing to press.
  const allowed = preview !== null && (preview.checkout === null || move);
  const can = allowed && !busy && !notes.some((note) => note.level === 'stop') && (!takesMessage(how) || message.trim() !== '');
  /** On to another dialog, in the place of this one. */
  const go = (dialog: Dialogue): void => {
    onClose();
    openDialog(dialog);
  };
  const land = async (): Promise<void> => {
    setBusy(true);
    setRefused(null);
    try {
      const landed = await call('review.land', {
        thread,
        how,
        moveCheckout: move,
        ...(takesMessage(how) ? { message: message.trim() } : {}),
      });
      say({ text: landedSentence(landed) });
      onClose();
    } catch (error) {
      setRefused(failureOf(error));
      again();
    } finally {
      setBusy(false);
    }
  };
  return (
    <Dialog
      open
      onClose={onClose}
      title={preview === null ? 'Land this branch' : `Land in ${preview.into}`}
      {...(preview === null ? {} : { description: preview.branch })}
      footer={
        <>
          {preview !== null && <span className="basis-full text-sm text-muted wrap-anywhere">{landingSentence(preview, how, move)}</span>}
          <Button size="md" look="quiet" onClick={() => go({ kind: 'pull-request', thread })}>
            Pull request instead…
          </Button>
          <Button size="md" onClick={onClose}>
            Cancel
          </Button>
          <Button size="md" look="primary" disabled={!can} onClick={() => void land()}>
            {busy ? 'Landing…' : (landingMethods.find((method) => method.how === how)?.label ?? 'Land')}
          </Button>
        </>
      }
    >
      <div className="grid gap-3.5">
        <div className="grid gap-1.5">
          <Segmented
            label="How to land"
            value={how}
            onChange={setHow}
            options={landingMethods.map((method) => ({ value: method.how, label: method.label }))}
          />
          <p className="text-sm text-muted">{landingMethods.find((method) => method.how === how)?.effect}</p>
        </div>
        {failure !== null && <ProblemNote problem={failure} onRetry={again} />}
        {preview === null && failure === null && (
          <Loading what="what landing would do">
            <div className="grid gap-2">
              <Skeleton className="h-5 w-1/2" />
              <Skeleton className="h-16 w-full" />
            </div>
          </Loading>
        )}
        {preview !== null && preview.commits.length > 0 && <Commits preview={preview} />}
        {notes.map((note) => (
          <Note key={note.text} note={note} />
        ))}
        {preview !== null && preview.behind > 0 && (
          <div className="flex flex-wrap gap-1.5">
            <Button look={preview.conflicts.length > 0 ? 'go' : 'plain'} onClick={() => go({ kind: 'take-in', thread })}>
              {preview.conflicts.length > 0 ? 'Resolve the conflicts…' : `Take in ${preview.into} first…`}
            </Button>
          </div>
        )}
        {preview !== null && takesMessage(how) && preview.commits.length > 0 && (
          <TextArea
            label="Message"
            value={message}
            rows={3}
            maxLength={100_000}
            onChange={(event) => setOwnMessage(event.currentTarget.value)}
          />
        )}
        {preview?.checkout != null && (
          <label className="flex cursor-pointer items-start gap-2.5">
            <input
              type="checkbox"
              checked={moveCheckout}
              onChange={(event) => setMoveCheckout(event.currentTarget.checked)}
              className="mt-1 size-3.5 shrink-0 accent-accent-solid"
            />
            <span className="min-w-0">
              Move my checkout along
              <span className="block text-sm text-muted wrap-anywhere">
                {preview.into} is checked out in <code>{preview.checkout.path}</code>. Its files are brought to what lands; what is not
                committed there stays as it is. Otherwise check out another branch there first.
              </span>
            </span>
          </label>
        )}
        {refused !== null && <ProblemNote problem={refused} />}
      </div>
    </Dialog>
  );
};
