/** What waits for an answer, below the conversation until it has one. Y allows, N denies, 1–9 choose. */
import { useMemo, useRef, useState } from 'react';
import type { Approval, ApprovalAnswer } from '#contract/approvals.ts';
import { useCommands, type Command } from '#renderer/state/commands.ts';
import { ApprovalCard } from './approval-card.tsx';

interface ApprovalStackProps {
  readonly approvals: readonly Approval[];
  /** The sub-agent that asks; null when it is the agent itself. */
  readonly askedBy: (approval: Approval) => string | null;
  readonly readOnly: boolean;
  readonly onAnswer: (answer: ApprovalAnswer) => Promise<boolean>;
}

const isForm = (approval: Approval): boolean => approval.kind === 'question' && (approval.detail.questions?.length ?? 0) > 0;

export const ApprovalStack = ({ approvals, askedBy, readOnly, onAnswer }: ApprovalStackProps) => {
  const [denying, setDenying] = useState<string | null>(null);
  const stack = useRef<HTMLDivElement>(null);
  const first = approvals[0];
  const commands = useMemo<readonly Command[]>(() => {
    const allow = (): boolean => {
      const decision = first?.decisions.find((one) => one.effect === 'allow');
      if (first === undefined || decision === undefined || isForm(first) || readOnly) return false;
      void onAnswer({ approval: first.id, decision: decision.id });
      return true;
    };
    const deny = (): boolean => {
      if (first === undefined || isForm(first) || readOnly || !first.decisions.some((one) => one.effect === 'deny')) return false;
      setDenying(first.id);
      return true;
    };
    const chooseOption = (index: number) => (): boolean => {
      const inputs = stack.current?.querySelectorAll<HTMLInputElement>('[data-question-form] input:is([type=radio],[type=checkbox])');
      const input = inputs?.[index];
      if (input === undefined) return false;
      input.focus();
      input.click();
      return true;
    };
    return [
      { id: 'approval.allow', title: 'Allow what the agent asks', group: 'Thread', keys: ['y'], when: 'thread', run: allow },
      { id: 'approval.deny', title: 'Deny what the agent asks', group: 'Thread', keys: ['n'], when: 'thread', run: deny },
      ...Array.from({ length: 9 }, (_, index): Command => ({
        id: `approval.option-${index + 1}`,
        title: `Choose option ${index + 1}`,
        group: 'Thread',
        keys: [String(index + 1)],
        when: 'thread',
        keyOnly: true,
        run: chooseOption(index),
      })),
    ];
  }, [first, onAnswer, readOnly]);
  useCommands(commands);
  if (approvals.length === 0) return null;
  return (
    <div
      ref={stack}
      role="region"
      aria-label="Waiting for your answer"
      className="mx-auto grid max-h-[55vh] w-full max-w-195 gap-2 overflow-y-auto px-3 pt-1 pb-2 tablet:px-5"
    >
      {approvals.map((approval, index) => (
        <ApprovalCard
          key={approval.id}
          approval={approval}
          by={askedBy(approval)}
          keyed={index === 0}
          readOnly={readOnly}
          denying={denying === approval.id}
          onDenying={(on) => setDenying(on ? approval.id : null)}
          onAnswer={onAnswer}
        />
      ))}
    </div>
  );
};
