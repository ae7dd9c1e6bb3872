/** One thing the agent asks: what exactly would happen, why, and the decisions with their keys. */
import { ExternalLink, Network } from 'lucide-react';
import { useRef, useState } from 'react';
import type { Approval, ApprovalAnswer, Decision } from '#contract/approvals.ts';
import { rememberScopes, rowLabels, shownDecisions, useRuleOffer } from '#renderer/state/rule-offer.ts';
import { Button } from '#renderer/ui/button.tsx';
import { inputClass } from '#renderer/ui/field.tsx';
import { InlineText } from '#renderer/ui/inline-text.tsx';
import { Kbd } from '#renderer/ui/kbd.tsx';
import { RuleForm } from '#renderer/ui/rule-form.tsx';
import { plainCommand } from './command-text.ts';
import { linkTarget } from './link-target.ts';
import { Markdown } from './markdown.tsx';
import { QuestionForm } from './question-form.tsx';
import { ShortDiff } from './short-diff.tsx';
import { Arguments } from './tool-detail.tsx';

/** A page that is to be visited: by the user's own click, its address in full. */
const PageLink = ({ url }: { readonly url: string }) => {
  const target = linkTarget(url, null);
  if (target.kind !== 'web') return <p className="font-mono text-sm wrap-anywhere">{url}</p>;
  return (
    <a
      href={target.href}
      target="_blank"
      rel="noreferrer noopener"
      className="flex min-h-6 min-w-0 items-start gap-1.5 text-review hover:underline"
    >
      <ExternalLink size={13} aria-hidden className="mt-1 shrink-0" />
      <span className="min-w-0 wrap-anywhere">{target.href}</span>
    </a>
  );
};

const Detail = ({ approval }: { readonly approval: Approval }) => {
  const { command, cwd, changes, text, url } = approval.detail;
  return (
    <>
      {url !== undefined && <PageLink url={url} />}
      {command !== undefined && (
        <pre
          dir="ltr"
          tabIndex={0}
          aria-label="Command"
          className="max-h-52 overflow-auto rounded-sm bg-sunken px-2.5 py-2 text-sm whitespace-pre-wrap wrap-anywhere"
        >
          {plainCommand(command)}
        </pre>
      )}
      {cwd !== undefined && <p className="text-sm text-muted wrap-anywhere">in {cwd}</p>}
      {changes !== undefined && changes.length > 0 && (
        <div className="grid max-h-80 gap-2 overflow-auto">
          {changes.map((change) => (
            <ShortDiff key={change.path} change={change} />
          ))}
        </div>
      )}
      {text !== undefined &&
        (approval.kind === 'plan' ? (
          <div className="max-h-96 overflow-auto rounded-sm bg-sunken px-3 py-2">
            <Markdown text={text} />
          </div>
        ) : (
          <div className="max-h-60 overflow-auto">
            <Arguments input={text} label="Details" />
          </div>
        ))}
    </>
  );
};

/** A title that only repeats the command below it gives way to the question. */
const titleOf = ({ title, kind, detail }: Approval): string =>
  kind === 'command' && detail.command !== undefined && detail.command.includes(title) ? 'Run this command?' : title;

interface DenyFormProps {
  readonly decisions: readonly Decision[];
  readonly disabled: boolean;
  readonly onDeny: (decision: Decision, reason: string) => void;
  readonly onCancel: () => void;
}

const DenyForm = ({ decisions, disabled, onDeny, onCancel }: DenyFormProps) => {
  const [reason, setReason] = useState('');
  const [first, ...others] = decisions;
  if (first === undefined) return null;
  return (
    <form
      className="grid gap-2"
      onSubmit={(event) => {
        event.preventDefault();
        onDeny(first, reason);
      }}
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return;
        event.preventDefault();
        event.stopPropagation();
        onCancel();
      }}
    >
      <input
        autoFocus
        dir="auto"
        value={reason}
        aria-label="Why not"
        placeholder="Why not, and what instead (may stay empty)"
        onChange={(event) => setReason(event.currentTarget.value)}
        className={inputClass}
      />
      <div className="flex flex-wrap gap-1.5">
        <Button type="submit" look="danger" disabled={disabled}>
          {first.label} <Kbd keys={['↵']} />
        </Button>
        {others.map((decision) => (
          <Button key={decision.id} disabled={disabled} onClick={() => onDeny(decision, reason)}>
            {decision.label}
          </Button>
        ))}
        <Button look="quiet" onClick={onCancel}>
          Back
        </Button>
      </div>
    </form>
  );
};

/** The rules that a yes from now on would make, in place of the buttons. */
const Remember = ({
  approval,
  disabled,
  onDone,
}: {
  readonly approval: Approval;
  readonly disabled: boolean;
  readonly onDone: () => void;
}) => {
  const offer = useRuleOffer(approval);
  return (
    <RuleForm
      rows={offer.rows.map((row) => ({ ...row, label: rowLabels[row.kind] }))}
      onText={offer.setText}
      scope={offer.scope}
      scopes={rememberScopes}
      onScope={offer.setScope}
      canSend={offer.isValid}
      disabled={disabled || offer.isSending}
      onSend={() => void offer.send()}
      onCancel={onDone}
    />
  );
};

interface ApprovalCardProps {
  readonly approval: Approval;
  /** The sub-agent that asks; null when it is the agent itself. */
  readonly by: string | null;
  /** The first of several takes the keys. */
  readonly keyed: boolean;
  readonly readOnly: boolean;
  readonly denying: boolean;
  readonly onDenying: (denying: boolean) => void;
  /** Gives whether it arrived. */
  readonly onAnswer: (answer: ApprovalAnswer) => Promise<boolean>;
}

export const ApprovalCard = ({ approval, by, keyed, readOnly, denying, onDenying, onAnswer }: ApprovalCardProps) => {
  const [sending, setSending] = useState(false);
  const [remembering, setRemembering] = useState(false);
  const card = useRef<HTMLElement>(null);
  const disabled = sending || readOnly;
  const answer = (given: ApprovalAnswer) => {
    setSending(true);
    // A failure has been told by whoever sends; the card is there to be answered again.
    void onAnswer(given).finally(() => setSending(false));
  };
  const decide = (decision: Decision, text?: string) =>
    answer({ approval: approval.id, decision: decision.id, ...(text === undefined || text.trim() === '' ? {} : { text: text.trim() }) });
  const allows = shownDecisions(approval).filter((decision) => decision.effect !== 'deny');
  const denials = approval.decisions.filter((decision) => decision.effect === 'deny');
  return (
    <section ref={card} aria-label={approval.title} className="grid gap-2.5 rounded-md border border-needs/45 bg-needs-bg px-3.5 py-3">
      <div>
        {by !== null && (
          <p dir="auto" className="mb-0.5 flex items-center gap-1.5 text-sm text-muted">
            <Network size={12} aria-hidden className="shrink-0" />
            <span className="min-w-0 truncate">Asked by the sub-agent “{by}”</span>
          </p>
        )}
        <h3 dir="auto" className="font-semibold wrap-anywhere">
          <InlineText text={titleOf(approval)} />
        </h3>
        {approval.detail.reason !== undefined && (
          <p dir="auto" className="text-muted wrap-anywhere">
            <InlineText text={approval.detail.reason} />
          </p>
        )}
      </div>
      <Detail approval={approval} />
      {approval.reviewing === true && <p className="text-sm text-muted">The reviewer is looking at it. You may answer first.</p>}
      {approval.kind === 'question' && (approval.detail.questions?.length ?? 0) > 0 ? (
        <QuestionForm approval={approval} disabled={disabled} onAnswer={answer} />
      ) : remembering ? (
        <Remember approval={approval} disabled={disabled} onDone={() => setRemembering(false)} />
      ) : denying ? (
        <DenyForm decisions={denials} disabled={disabled} onDeny={decide} onCancel={() => onDenying(false)} />
      ) : (
        <div className="flex flex-wrap items-center gap-1.5">
          {allows.map((decision, index) => (
            <Button
              key={decision.id}
              look={index === 0 ? 'primary' : 'plain'}
              disabled={disabled}
              onClick={() => (decision.id === 'remember' ? setRemembering(true) : decide(decision))}
              className="max-w-full whitespace-normal"
            >
              {decision.label} {keyed && index === 0 && <Kbd keys={['Y']} onSolid />}
            </Button>
          ))}
          {denials.length > 0 && (
            <Button disabled={disabled} onClick={() => onDenying(true)}>
              Deny and say why {keyed && <Kbd keys={['N']} />}
            </Button>
          )}
        </div>
      )}
    </section>
  );
};
