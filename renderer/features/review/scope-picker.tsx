/** Which changes are shown: since the base, uncommitted, a turn, a commit, since the last look. */
import { useEffect, useMemo, useState } from 'react';
import type { ChangeScope, ScopeList } from '#contract/review.ts';
import type { ThreadId } from '#contract/ids.ts';
import { call, failureOf } from '#renderer/state/core.ts';
import { ChipButton } from '#renderer/ui/chip.tsx';
import { OptionList, type Option } from '#renderer/ui/option-list.tsx';
import { Popover } from '#renderer/ui/popover.tsx';
import { exactTime } from '#renderer/ui/age.ts';
import { plainScopes, scopeLabel } from './scope-text.ts';

interface ScopePickerProps {
  readonly thread: ThreadId;
  readonly base: string | null;
  readonly scope: ChangeScope;
  readonly open: boolean;
  readonly onOpen: (open: boolean) => void;
  readonly onScope: (scope: ChangeScope) => void;
}

const options = (base: string | null, list: ScopeList | null): readonly Option[] => [
  ...plainScopes(base, list).map(({ scope, label, hint }) => ({ id: scope, label, hint })),
  ...(list?.turns ?? []).map((turn) => ({
    id: `turn.${turn.turn}`,
    label: scopeLabel(`turn.${turn.turn}` as ChangeScope, base, list),
    hint: exactTime(turn.startedAt),
    group: 'Turns',
  })),
  ...(list?.commits ?? []).map((commit) => ({
    id: `commit.${commit.commit}`,
    label: scopeLabel(`commit.${commit.commit}`, base, list),
    hint: `${commit.author}, ${exactTime(commit.at)}`,
    group: 'Commits',
  })),
];

/** Read when the choice opens, and for the name of a turn or commit that is shown. */
const useScopes = (thread: ThreadId, wanted: boolean): { readonly list: ScopeList | null; readonly trouble: string | null } => {
  const [state, setState] = useState<{ readonly list: ScopeList | null; readonly trouble: string | null }>({ list: null, trouble: null });
  useEffect(() => {
    if (!wanted) return;
    const controller = new AbortController();
    call('review.scopes', { thread }, controller.signal).then(
      (list) => setState({ list, trouble: null }),
      (error) => !controller.signal.aborted && setState((before) => ({ ...before, trouble: failureOf(error).message })),
    );
    return () => controller.abort();
  }, [thread, wanted]);
  return state;
};

export const ScopePicker = ({ thread, base, scope, open, onOpen, onScope }: ScopePickerProps) => {
  const [query, setQuery] = useState('');
  const { list, trouble } = useScopes(thread, open || scope.includes('.'));
  const all = useMemo(() => options(base, list), [base, list]);
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  const found = all.filter(({ label, hint = '' }) => words.every((word) => `${label} ${hint}`.toLowerCase().includes(word)));
  const label = scopeLabel(scope, base, list);
  return (
    <Popover
      open={open}
      onOpenChange={(next) => {
        setQuery('');
        onOpen(next);
      }}
      label="Which changes are shown"
      trigger={<ChipButton aria-label={`Shown: ${label}`}>{label}</ChipButton>}
    >
      {(close) => (
        <OptionList
          label="Which changes are shown"
          options={found}
          chosen={[scope]}
          query={query}
          onQuery={setQuery}
          placeholder="A turn, a commit, a scope"
          empty={trouble ?? 'Nothing matches.'}
          onChoose={(id) => {
            onScope(id as ChangeScope);
            close();
          }}
        />
      )}
    </Popover>
  );
};
