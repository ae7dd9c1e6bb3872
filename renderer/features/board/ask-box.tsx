/** What a thread asks, on its card, with the answers as buttons. */
import { memo, useState } from 'react';
import type { Approval, Decision } from '#contract/approvals.ts';
import { useIsReadOnly } from '#renderer/state/app-state.ts';
import { useKeyCaps } from '#renderer/state/commands.ts';
import { openDialog } from '#renderer/state/dialogs.ts';
import { answerQuestions, initialAnswers, isComplete, pickOption, questionsOf } from '#renderer/state/question-answer.ts';
import { shownDecisions } from '#renderer/state/rule-offer.ts';
import { answer } from '#renderer/state/thread-actions.ts';
import { Button } from '#renderer/ui/button.tsx';
import { cx } from '#renderer/ui/class-names.ts';
import { InlineText } from '#renderer/ui/inline-text.tsx';
import { Kbd } from '#renderer/ui/kbd.tsx';
import { QuestionForm } from '#renderer/ui/question-form.tsx';
import { plural } from '#renderer/ui/units.ts';
import { askText } from '#renderer/state/ask-text.ts';

const decide = (approval: Approval, decision: Decision, firstDeny: Decision | undefined): void => {
  if (decision === firstDeny) openDialog({ kind: 'deny', approval: approval.id });
  else if (decision.id === 'remember') openDialog({ kind: 'remember', approval: approval.id });
  else void answer({ approval: approval.id, decision: decision.id });
};

const Decisions = ({ approval, shown }: { readonly approval: Approval; readonly shown: readonly Decision[] }) => {
  const [yes, no] = [useKeyCaps('card.approve'), useKeyCaps('card.deny')];
  const disabled = useIsReadOnly();
  const firstAllow = shown.find((decision) => decision.effect === 'allow');
  const firstDeny = shown.find((decision) => decision.effect === 'deny');
  return (
    <div className="flex flex-wrap gap-1.5">
      {shown.map((decision) => (
        <Button
          key={decision.id}
          className="max-w-full"
          disabled={disabled}
          look={decision === firstAllow || decision.effect === 'answer' ? 'go' : 'plain'}
          onClick={() => decide(approval, decision, firstDeny)}
        >
          <span className="truncate">{decision.label}</span>
          {decision === firstAllow && <Kbd keys={yes} />}
          {decision === firstDeny && <Kbd keys={no} />}
        </Button>
      ))}
    </div>
  );
};

const Question = ({ approval }: { readonly approval: Approval }) => {
  const questions = questionsOf(approval);
  const pick = (index: number): void => {
    const input = pickOption(approval, index);
    if (input !== null) void answer(input);
  };
  return (
    <QuestionForm
      questions={questions}
      initially={initialAnswers(questions)}
      onPick={pick}
      onAnswer={(picks, texts) => void answer(answerQuestions(approval, picks, texts))}
      isComplete={(picks, texts) => isComplete(questions, picks, texts)}
    />
  );
};

/** Beyond this it is folded, with a button that says so: what cannot be seen should not be allowed by chance. */
const FOLDED_CHARS = 280;
const FOLDED_LINES = 8;

/** All of what would be done, beside the button that allows it. */
const AskedCode = ({ code }: { readonly code: string }) => {
  const [open, setOpen] = useState(false);
  const isLong = code.length > FOLDED_CHARS || code.split('\n').length > FOLDED_LINES;
  const folded = isLong && !open;
  return (
    <>
      <pre
        dir="ltr"
        aria-label="What it asks for"
        className={cx(
          'my-1 font-mono text-sm whitespace-pre-wrap wrap-anywhere text-fg',
          folded && 'max-h-36 overflow-hidden mask-b-from-70% mask-b-to-100%',
        )}
      >
        {code}
      </pre>
      {isLong && (
        <Button look="quiet" aria-expanded={open} className="-ms-2 mb-1" onClick={() => setOpen(!open)}>
          {open ? 'Show less' : `Show all ${code.length} characters`}
        </Button>
      )}
    </>
  );
};

export const AskBox = memo(({ approval, more }: { readonly approval: Approval; readonly more: number }) => {
  const { lead, code, rest } = askText(approval);
  const asksQuestions = questionsOf(approval).length > 0;
  const firstDeny = approval.decisions.find((decision) => decision.effect === 'deny');
  const readOnly = useIsReadOnly();
  // The other ways to deny stand in the dialog that the first one opens.
  const others = shownDecisions(approval).filter(
    (decision) => (decision.effect !== 'answer' || !asksQuestions) && (decision.effect !== 'deny' || decision === firstDeny),
  );
  return (
    <div className="grid gap-2">
      <div className="border-s-2 border-needs ps-2.25 wrap-anywhere text-muted">
        <p dir="auto" className="line-clamp-4 whitespace-pre-line">
          <InlineText text={lead} />
        </p>
        {code !== null && <AskedCode code={code} />}
        {approval.reviewing === true && <p className="text-sm text-faint">The reviewer is looking at it.</p>}
        {rest !== null && (
          <p dir="auto" className="line-clamp-2">
            <InlineText text={rest} />
          </p>
        )}
        {more > 0 && <p className="text-sm text-faint">and {plural(more, 'more question')} after this</p>}
      </div>
      {asksQuestions && !readOnly && <Question approval={approval} />}
      {others.length > 0 && <Decisions approval={approval} shown={others} />}
    </div>
  );
});
AskBox.displayName = 'AskBox';
