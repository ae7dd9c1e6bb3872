/** From what an agent asks to the rules that would answer it from now on, as text that a person edits. */
import { useState } from 'react';
import type { Approval, Decision } from '#contract/approvals.ts';
import type { RuleMatch } from '#contract/rules.ts';
import { matchText, matchWarning, parseMatch, type RuleKind } from '#contract/rule-text.ts';
import { answer } from './thread-actions.ts';

export type RememberScope = 'thread' | 'project';

export const rememberScopes: readonly { readonly value: RememberScope; readonly label: string }[] = [
  { value: 'thread', label: 'In this task' },
  { value: 'project', label: 'In this project' },
];

export interface OfferRow {
  readonly kind: RuleKind;
  readonly text: string;
}

export interface ReadRow extends OfferRow {
  readonly match: RuleMatch | null;
  readonly problem: string | null;
  readonly warning: string | null;
}

const makesRules = ({ id }: Decision): boolean => id === 'allow-thread' || id === 'allow-project';

/** The decisions as buttons: those that make rules are one, which opens the rules. */
export const shownDecisions = (approval: Pick<Approval, 'decisions' | 'offer'>): readonly Decision[] => {
  const plain = approval.decisions.filter((decision) => !makesRules(decision));
  if (approval.offer === undefined || plain.length === approval.decisions.length) return plain;
  const at = plain.findIndex(({ effect }) => effect === 'allow') + 1;
  return plain.toSpliced(at, 0, { id: 'remember', label: 'Allow from now on…', effect: 'allow' });
};

export const readRow = ({ kind, text }: OfferRow): ReadRow => {
  const read = parseMatch(kind, text);
  return 'problem' in read
    ? { kind, text, match: null, problem: read.problem, warning: null }
    : { kind, text, match: read.match, problem: null, warning: matchWarning(read.match, 'allow') };
};

/** What a rule of this kind is about, as the label of its field. */
export const rowLabels: Readonly<Record<RuleKind, string>> = {
  command: 'Commands that begin with',
  path: 'Changes of',
  host: 'Network access to',
  tool: 'Tool',
};

export interface RuleOffer {
  readonly scope: RememberScope;
  readonly setScope: (scope: RememberScope) => void;
  readonly rows: readonly ReadRow[];
  readonly setText: (index: number, text: string) => void;
  readonly isValid: boolean;
  readonly isSending: boolean;
  /** Tells whether it arrived; what went wrong has been shown. */
  readonly send: () => Promise<boolean>;
}

/** The rules of an approval while a person looks them over. */
export const useRuleOffer = (approval: Approval): RuleOffer => {
  const [scope, setScope] = useState<RememberScope>('project');
  const [texts, setTexts] = useState<readonly string[]>(() => (approval.offer ?? []).map(matchText));
  const [isSending, setSending] = useState(false);
  const rows = (approval.offer ?? []).map(({ kind }, index) => readRow({ kind, text: texts[index] ?? '' }));
  const matches = rows.flatMap(({ match }) => (match === null ? [] : [match]));
  const isValid = matches.length > 0 && matches.length === rows.length;
  const send = async (): Promise<boolean> => {
    if (!isValid || isSending) return false;
    setSending(true);
    const sent = await answer({ approval: approval.id, decision: `allow-${scope}`, rules: matches });
    setSending(false);
    return sent;
  };
  return { scope, setScope, rows, setText: (index, text) => setTexts(texts.with(index, text)), isValid, isSending, send };
};
