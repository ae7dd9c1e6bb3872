/** Scopes in words, and the choice of them. Pure. */
import type { ChangeScope, ScopeList } from '#contract/review.ts';

const subject = (text: string, most = 60): string => {
  const [first = ''] = text.trim().split('\n');
  return first.length > most ? `${first.slice(0, most)}…` : first;
};

/** What is shown, in words; `list` gives commits and turns their names. */
export const scopeLabel = (scope: ChangeScope, base: string | null, list: ScopeList | null): string => {
  if (scope === 'base') return `All changes since ${base ?? 'the start'}`;
  if (scope === 'uncommitted') return 'Uncommitted changes';
  if (scope === 'staged') return 'Staged changes';
  if (scope === 'unstaged') return 'Unstaged changes';
  if (scope === 'last-turn') return 'Last turn';
  if (scope === 'since-look') return 'Since I last looked';
  const [kind, id = ''] = scope.split('.');
  switch (kind) {
    case 'commit': {
      const commit = list?.commits.find((one) => one.commit.startsWith(id));
      return commit === undefined ? `Commit ${id.slice(0, 8)}` : `${id.slice(0, 8)} ${subject(commit.subject)}`;
    }
    case 'turn': {
      const turn = list?.turns.find((one) => one.turn === id);
      return turn === undefined ? 'One turn' : `Turn ${turn.number}: ${subject(turn.prompt)}`;
    }
    case 'since':
      return 'Since a checkpoint';
    default:
      return 'Between two checkpoints';
  }
};

export interface ScopeChoice {
  readonly scope: ChangeScope;
  readonly label: string;
  readonly hint: string;
}

/** The scopes that stand at the top of the choice. */
export const plainScopes = (base: string | null, list: ScopeList | null): readonly ScopeChoice[] => [
  { scope: 'base', label: scopeLabel('base', base, list), hint: 'Committed or not, by whoever' },
  { scope: 'uncommitted', label: scopeLabel('uncommitted', base, list), hint: 'Since the last commit' },
  { scope: 'staged', label: scopeLabel('staged', base, list), hint: 'What the next commit would hold' },
  { scope: 'unstaged', label: scopeLabel('unstaged', base, list), hint: 'What the next commit would leave out' },
  ...(list === null || list.turns.length > 0
    ? [
        {
          scope: 'last-turn' as const,
          label: scopeLabel('last-turn', base, list),
          hint: subject(list?.turns[0]?.prompt ?? 'Since the last message'),
        },
      ]
    : []),
  ...(list?.lookedAt == null
    ? []
    : [{ scope: 'since-look' as const, label: scopeLabel('since-look', base, list), hint: 'What came since you left this panel' }]),
];
