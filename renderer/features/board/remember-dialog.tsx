/** Allows what an agent asks from now on: the exact rules, to be edited, and where they hold. */
import type { Approval } from '#contract/approvals.ts';
import type { ApprovalId } from '#contract/ids.ts';
import { askText } from '#renderer/state/ask-text.ts';
import { useBoardStore } from '#renderer/state/board.ts';
import { rememberScopes, rowLabels, useRuleOffer } from '#renderer/state/rule-offer.ts';
import { Dialog } from '#renderer/ui/dialog.tsx';
import { RuleForm } from '#renderer/ui/rule-form.tsx';

const Content = ({ approval, onClose }: { readonly approval: Approval; readonly onClose: () => void }) => {
  const offer = useRuleOffer(approval);
  const { lead, code } = askText(approval);
  return (
    <Dialog open onClose={onClose} title="Allow from now on" width="narrow">
      <p dir="auto" className="mb-1 wrap-anywhere text-muted">
        {lead}
      </p>
      {code !== null && (
        <pre
          tabIndex={0}
          dir="ltr"
          className="mb-3 max-h-40 overflow-auto rounded-sm bg-sunken px-2.5 py-2 text-sm whitespace-pre-wrap wrap-anywhere"
        >
          {code}
        </pre>
      )}
      <RuleForm
        rows={offer.rows.map((row) => ({ ...row, label: rowLabels[row.kind] }))}
        onText={offer.setText}
        scope={offer.scope}
        scopes={rememberScopes}
        onScope={offer.setScope}
        canSend={offer.isValid}
        disabled={offer.isSending}
        onSend={() => void offer.send().then((sent) => sent && onClose())}
        onCancel={onClose}
      />
    </Dialog>
  );
};

export const RememberDialog = ({ approval: id, onClose }: { readonly approval: ApprovalId; readonly onClose: () => void }) => {
  const approval = useBoardStore((state) => state.value?.approvals.get(id));
  if (approval === undefined)
    return (
      <Dialog open onClose={onClose} title="Already answered" width="narrow">
        Someone answered this in the meantime.
      </Dialog>
    );
  return <Content key={id} approval={approval} onClose={onClose} />;
};
