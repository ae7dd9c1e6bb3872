/** Lets an agent review the change; what it finds comes as comments. */
import { useState } from 'react';
import type { AgentId } from '#contract/ids.ts';
import type { Review } from '#contract/comments.ts';
import type { Failure } from '#contract/failure.ts';
import { useAgents } from '#renderer/state/agents.ts';
import { call, failureOf } from '#renderer/state/core.ts';
import { say } from '#renderer/state/notices.ts';
import { openThread } from '#renderer/state/route.ts';
import { Button } from '#renderer/ui/button.tsx';
import { Chip } from '#renderer/ui/chip.tsx';
import { Dialog } from '#renderer/ui/dialog.tsx';
import { SelectField, TextArea } from '#renderer/ui/field.tsx';
import { ProblemNote } from '#renderer/ui/states.tsx';
import { plural } from '#renderer/ui/units.ts';
import type { ReviewPlace } from './review-actions.ts';

interface AgentReviewDialogProps {
  readonly place: ReviewPlace;
  readonly shown: string;
  readonly reviews: readonly Review[];
  readonly onClose: () => void;
}

const OWN = 'own';
const stateWords = { running: 'at work', done: 'done', failed: 'failed' } as const;

const Past = ({ reviews }: { readonly reviews: readonly Review[] }) =>
  reviews.length === 0 ? null : (
    <section className="grid gap-1.5">
      <h3 className="text-xs font-semibold text-faint">Reviews so far</h3>
      {reviews.map((review) => (
        <div key={review.review} className="grid gap-0.5">
          <div className="flex flex-wrap items-center gap-2 text-sm">
            <Chip tone={review.state === 'failed' ? 'fail' : review.state === 'running' ? 'run' : 'idle'}>{stateWords[review.state]}</Chip>
            <span>{review.agent}</span>
            <span className="text-muted">{plural(review.findings, 'finding')}</span>
            <Button look="quiet" onClick={() => openThread(review.review)}>
              Open its thread
            </Button>
          </div>
          {review.trouble !== null && <p className="text-sm text-fail wrap-anywhere">{review.trouble}</p>}
          {review.summary !== '' && <p className="line-clamp-4 text-sm whitespace-pre-wrap text-muted wrap-anywhere">{review.summary}</p>}
        </div>
      ))}
    </section>
  );

export const AgentReviewDialog = ({ place, shown, reviews, onClose }: AgentReviewDialogProps) => {
  const agents = useAgents();
  const [agent, setAgent] = useState<string>(OWN);
  const [instruction, setInstruction] = useState('');
  const [refused, setRefused] = useState<Failure | null>(null);
  const [busy, setBusy] = useState(false);
  const start = async (): Promise<void> => {
    setBusy(true);
    setRefused(null);
    try {
      const { thread, scope } = place;
      const chosen = agent === OWN ? null : (agent as AgentId);
      const { review } = await call('review.start', { thread, scope, agent: chosen, instruction: instruction.trim() });
      say({ text: 'The review has begun; findings show as comments', action: { label: 'Open', run: () => openThread(review) } });
      onClose();
    } catch (error) {
      setRefused(failureOf(error));
    } finally {
      setBusy(false);
    }
  };
  return (
    <Dialog
      open
      onClose={onClose}
      title="Review by an agent"
      description={`It reads: ${shown.toLowerCase()}. It can change nothing.`}
      footer={
        <>
          <Button size="md" onClick={onClose}>
            Cancel
          </Button>
          <Button size="md" look="primary" disabled={busy} onClick={() => void start()}>
            {busy ? 'Starting…' : 'Start the review'}
          </Button>
        </>
      }
    >
      <div className="grid gap-3.5">
        <SelectField
          label="Agent"
          value={agent}
          onChange={setAgent}
          options={[{ value: OWN, label: 'The same as the thread’s' }, ...agents.map(({ id, label }) => ({ value: id, label }))]}
        />
        <TextArea
          label="Look at this in particular"
          hint="Added to what a reviewer is told anyway. May be empty."
          value={instruction}
          rows={3}
          maxLength={20_000}
          onChange={(event) => setInstruction(event.currentTarget.value)}
        />
        {refused !== null && <ProblemNote problem={refused} />}
        <Past reviews={reviews} />
      </div>
    </Dialog>
  );
};
