/** Denies what an agent asks, with a word on why: that is what lets it find another way. Enter alone denies without. */
import { useState, type KeyboardEvent } from 'react';
import type { ApprovalId } from '#contract/ids.ts';
import { useBoardStore } from '#renderer/state/board.ts';
import { askText } from '#renderer/state/ask-text.ts';
import { answer } from '#renderer/state/thread-actions.ts';
import { Button } from '#renderer/ui/button.tsx';
import { Dialog } from '#renderer/ui/dialog.tsx';
import { TextArea } from '#renderer/ui/field.tsx';

export const DenyDialog = ({ approval: id, onClose }: { readonly approval: ApprovalId; readonly onClose: () => void }) => {
  const approval = useBoardStore((state) => state.value?.approvals.get(id));
  const [reason, setReason] = useState('');
  const ways = approval?.decisions.filter((decision) => decision.effect === 'deny') ?? [];
  const deny = (decision: string | undefined): void => {
    if (decision !== undefined) void answer({ approval: id, decision, ...(reason.trim() === '' ? {} : { text: reason.trim() }) });
    onClose();
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing) return;
    event.preventDefault();
    deny(ways[0]?.id);
  };
  if (approval === undefined)
    return (
      <Dialog open onClose={onClose} title="Already answered" width="narrow">
        Someone answered this in the meantime.
      </Dialog>
    );
  const { lead, code } = askText(approval);
  const footer = ways.map((way, index) => (
    <Button key={way.id} size="md" look={index === 0 ? 'danger' : 'plain'} onClick={() => deny(way.id)}>
      {way.label}
    </Button>
  ));
  return (
    <Dialog open onClose={onClose} title="Deny and say why" width="narrow" footer={footer.toReversed()}>
      <p dir="auto" tabIndex={0} className="mb-3 max-h-40 overflow-y-auto wrap-anywhere text-muted">
        {lead} {code !== null && <code className="text-sm whitespace-pre-wrap text-fg">{code}</code>}
      </p>
      <TextArea
        label="Reason"
        hint="The agent reads it and looks for another way. It may stay empty."
        value={reason}
        onChange={(event) => setReason(event.currentTarget.value)}
        onKeyDown={onKeyDown}
      />
    </Dialog>
  );
};
