/** Where the task works: a worktree from a branch, tag or commit; from the current changes; the plain checkout; or a worktree that is there. */
import { FolderTree, GitBranch, GitCommitHorizontal, Tag } from 'lucide-react';
import { useEffect, useState } from 'react';
import type { ForeignWorktree, Project, Ref } from '#contract/projects.ts';
import { call } from '#renderer/state/core.ts';
import { ChipButton } from '#renderer/ui/chip.tsx';
import { OptionList, type Option } from '#renderer/ui/option-list.tsx';
import { Popover } from '#renderer/ui/popover.tsx';
import { placeLabel, type Place } from './new-task-choices.ts';

const ICON = 14;
const REFS_SHOWN = 60;
const looksLikeCommit = (text: string): boolean => /^[0-9a-f]{7,40}$/i.test(text.trim());

export const idOf = (place: Place): string =>
  place.kind === 'worktree' ? `ref:${place.base ?? ''}` : place.kind === 'adopt' ? `adopt:${place.path}` : place.kind;
export const placeOf = (id: string): Place => {
  if (id.startsWith('ref:')) return { kind: 'worktree', base: id.slice(4) === '' ? null : id.slice(4) };
  if (id.startsWith('adopt:')) return { kind: 'adopt', path: id.slice(6) };
  return id === 'checkout' ? { kind: 'checkout' } : { kind: 'from-checkout' };
};

const refOption = (ref: Ref): Option => ({
  id: `ref:${ref.name}`,
  label: ref.name,
  hint: ref.subject,
  icon: ref.kind === 'tag' ? <Tag size={ICON} aria-hidden /> : <GitBranch size={ICON} aria-hidden />,
  group: 'A worktree of its own, from',
});

export const placeOptions = (
  project: Project,
  refs: readonly Ref[],
  trees: readonly ForeignWorktree[],
  query: string,
): readonly Option[] => {
  const text = query.trim().toLowerCase();
  const fits = (...words: readonly string[]): boolean => text === '' || words.some((word) => word.toLowerCase().includes(text));
  const own: readonly Option[] = [
    {
      id: 'ref:',
      label: `Default: ${placeLabel({ kind: 'worktree', base: null }, project).replace(/^from /, '')}`,
      icon: <GitBranch size={ICON} aria-hidden />,
      group: 'A worktree of its own, from',
    },
    {
      id: 'from-checkout',
      label: 'Current changes',
      hint: 'What the project’s folder holds now, uncommitted work included',
      icon: <FolderTree size={ICON} aria-hidden />,
      group: 'A worktree of its own, from',
    },
  ];
  const commit: readonly Option[] = looksLikeCommit(query)
    ? [
        {
          id: `ref:${query.trim()}`,
          label: `Commit ${query.trim()}`,
          icon: <GitCommitHorizontal size={ICON} aria-hidden />,
          group: 'A worktree of its own, from',
        },
      ]
    : [];
  const other: readonly Option[] = [
    {
      id: 'checkout',
      label: 'The plain checkout',
      hint: `${project.path}: no worktree, works beside you`,
      icon: <FolderTree size={ICON} aria-hidden />,
      group: 'No worktree of its own',
    },
    ...trees.map((tree): Option => ({
      id: `adopt:${tree.path}`,
      label: tree.branch ?? tree.commit.slice(0, 10),
      hint: tree.path,
      icon: <FolderTree size={ICON} aria-hidden />,
      group: 'A worktree that is there already',
    })),
  ];
  return [
    ...own.filter((option) => fits(option.label)),
    ...commit,
    ...refs.map(refOption),
    ...other.filter((option) => fits(option.label, option.hint ?? '')),
  ];
};

/** Asked for while the panel is open; a later answer to an earlier question is dropped. */
const useRefs = (project: Project, open: boolean, query: string) => {
  const [refs, setRefs] = useState<readonly Ref[]>([]);
  const [trees, setTrees] = useState<readonly ForeignWorktree[]>([]);
  useEffect(() => {
    if (!open) return;
    const stop = new AbortController();
    const fail = (): void => {};
    call('projects.refs', { project: project.id, query: query.trim(), limit: REFS_SHOWN }, stop.signal).then(setRefs, fail);
    return () => stop.abort();
  }, [project.id, open, query]);
  useEffect(() => {
    if (open) call('projects.worktrees', { project: project.id }).then(setTrees, () => setTrees([]));
  }, [project.id, open]);
  return { refs, trees };
};

export const PlaceChip = ({
  project,
  place,
  onChange,
}: {
  readonly project: Project;
  readonly place: Place;
  readonly onChange: (place: Place) => void;
}) => {
  const [open, setOpen] = useState(false);
  const [query, setQuery] = useState('');
  const { refs, trees } = useRefs(project, open, query);
  return (
    <Popover
      open={open}
      onOpenChange={(next) => {
        setOpen(next);
        setQuery('');
      }}
      label="Where the task works"
      trigger={<ChipButton icon={<GitBranch size={13} aria-hidden />}>{placeLabel(place, project)}</ChipButton>}
    >
      {(close) => (
        <OptionList
          label="Base or place"
          options={placeOptions(project, refs, trees, query)}
          chosen={[idOf(place)]}
          query={query}
          onQuery={setQuery}
          placeholder="Branch, tag or commit…"
          empty="No branch or tag matches."
          onChoose={(id) => {
            onChange(placeOf(id));
            close();
          }}
        />
      )}
    </Popover>
  );
};
