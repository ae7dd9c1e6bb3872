/** How a turn ended, where that is not plainly well: what happened, and what to do about it as buttons. */
import { Gauge, KeyRound, TriangleAlert } from 'lucide-react';
import { memo } from 'react';
import type { Failure } from '#contract/failure.ts';
import { navigate, usualUsage } from '#renderer/state/route.ts';
import { Button } from '#renderer/ui/button.tsx';
import { ProblemNote } from '#renderer/ui/states.tsx';
import { useConversationPlace } from './conversation-place.ts';
import type { BlockOf } from './conversation.ts';
import { useLiftedText } from './until.ts';

const Remedy = ({ remedy }: { readonly remedy: Failure['remedy'] }) => {
  if (remedy === 'sign-in')
    return (
      <Button onClick={() => navigate({ screen: 'settings', section: 'agents' })}>
        <KeyRound size={13} aria-hidden /> Sign in
      </Button>
    );
  if (remedy === 'limits')
    return (
      <Button onClick={() => navigate({ screen: 'usage', view: usualUsage })}>
        <Gauge size={13} aria-hidden /> Look at limits
      </Button>
    );
  return null;
};

const Failed = ({ failure, onRetry }: { readonly failure: Failure; readonly onRetry: (() => void) | null }) => {
  const lifted = useLiftedText(failure.resetsAt ?? null);
  const action = [failure.action, lifted?.text].filter((part) => part !== undefined).join(' ');
  return (
    <ProblemNote problem={{ ...failure, action: action === '' ? undefined : action }} {...(onRetry === null ? {} : { onRetry })}>
      {onRetry !== null && <Remedy remedy={failure.remedy} />}
    </ProblemNote>
  );
};

export const OutcomeBlock = memo(({ block }: { readonly block: BlockOf<'outcome'> }) => {
  const { retry, resume, readOnly } = useConversationPlace();
  const { outcome } = block.turn;
  const acts = block.latest && !readOnly;
  switch (outcome?.kind) {
    case 'failed':
      return <Failed failure={outcome.failure} onRetry={acts ? retry : null} />;
    case 'interrupted':
      return (
        <div className="flex flex-wrap items-center gap-2 rounded-md border border-needs/30 bg-needs-bg px-3 py-2">
          <TriangleAlert size={14} aria-hidden className="text-needs" />
          <span className="flex-1 wrap-anywhere">This turn was interrupted. Nothing that was done is lost.</span>
          {acts && (
            <>
              <Button look="go" onClick={resume}>
                Go on
              </Button>
              <Button onClick={retry}>Send again</Button>
            </>
          )}
        </div>
      );
    case 'stopped':
      return <p className="text-sm text-faint">Stopped by you.</p>;
    case 'completed':
    case undefined:
      return null;
  }
});
