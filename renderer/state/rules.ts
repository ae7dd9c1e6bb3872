/** The user's rules and the reviewer, while a page shows them; what changes a rule can be undone from the message that says so. */
import { useEffect } from 'react';
import type { RuleId } from '#contract/ids.ts';
import type { NewRule, ReviewerState, Rule, RuleChange, RulesView } from '#contract/rules.ts';
import { matchText } from '#contract/rule-text.ts';
import { call, failureOf } from './core.ts';
import { say, sayFailure } from './notices.ts';
import { attempt } from './thread-actions.ts';
import { createTopicStore, latest, watchTopic, type TopicState } from './topic-store.ts';

const useRulesStore = createTopicStore<RulesView>();
const useReviewerStore = createTopicStore<ReviewerState>();

export const useRulesView = (): TopicState<RulesView> => {
  useEffect(() => watchTopic('rules', {}, useRulesStore, latest<RulesView>()), []);
  return useRulesStore();
};

export const useReviewer = (): ReviewerState | null => {
  useEffect(() => watchTopic('reviewer', {}, useReviewerStore, latest<ReviewerState>()), []);
  return useReviewerStore((state) => state.value);
};

export const undoRuleChange = (change: number): Promise<boolean> => attempt(call('rules.undo', { change }), 'It could not be undone.');

export const addRule = (rule: NewRule): Promise<boolean> => attempt(call('rules.add', rule), 'The rule was not added.');

export const editRule = async (id: RuleId, change: Partial<NewRule>): Promise<boolean> => {
  try {
    const edited = await call('rules.edit', { rule: id, change });
    say({
      text: `Rule changed: ${matchText(edited.rule.match)}`,
      action: { label: 'Undo', run: () => void undoRuleChange(edited.change) },
    });
    return true;
  } catch (error) {
    sayFailure(failureOf(error), 'The rule was not changed.');
    return false;
  }
};

export const removeRule = async (rule: Rule): Promise<void> => {
  try {
    const { change } = await call('rules.remove', { rule: rule.id });
    say({ text: `Rule removed: ${matchText(rule.match)}`, action: { label: 'Undo', run: () => void undoRuleChange(change) } });
  } catch (error) {
    sayFailure(failureOf(error), 'The rule was not removed.');
  }
};

/** One rule among the changes that can still be undone: removed or edited, and not the same again by now. */
export const undoable = ({ rules, changes }: RulesView): readonly RuleChange[] => {
  const seen = new Set<RuleId>();
  return changes.filter(({ before, after }) => {
    const id = (after ?? before)?.id;
    if (id === undefined || seen.has(id)) return false;
    seen.add(id);
    // Only the newest change of each rule; a rule that was made is removed by its own button.
    return before !== null && (after !== null || !rules.some((rule) => rule.id === id));
  });
};
