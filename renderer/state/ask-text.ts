/** What an approval asks, in few words: a lead, the exact command or file, and why. Pure. */
import type { Approval } from '#contract/approvals.ts';

export interface AskText {
  readonly lead: string;
  /** Shown in the fixed-width font: exactly what would run or change. */
  readonly code: string | null;
  readonly rest: string | null;
}

const paths = (approval: Approval): string | null => {
  const changes = approval.detail.changes ?? [];
  const [first] = changes;
  if (first === undefined) return null;
  return changes.length === 1 ? first.path : `${first.path} and ${changes.length - 1} more`;
};

export const askText = (approval: Approval): AskText => {
  const { detail, title } = approval;
  const rest = detail.reason ?? null;
  const [question] = detail.questions ?? [];
  switch (approval.kind) {
    case 'command':
      return detail.command === undefined ? { lead: title, code: null, rest } : { lead: 'Wants to run', code: detail.command, rest };
    case 'file-change':
      return paths(approval) === null ? { lead: title, code: null, rest } : { lead: 'Wants to change', code: paths(approval), rest };
    case 'trust':
      return { lead: title, code: detail.command ?? detail.text ?? null, rest };
    case 'question':
      if (question === undefined) return { lead: detail.text ?? title, code: null, rest };
      return (detail.questions?.length ?? 0) > 1 ? { lead: title, code: null, rest } : { lead: question.text, code: null, rest };
    case 'plan':
      return { lead: title, code: null, rest: detail.text ?? rest };
    case 'tool':
    case 'permissions':
      return { lead: title, code: detail.command ?? null, rest };
  }
};
