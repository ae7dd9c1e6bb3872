/** Narrows the board: by words, project, tag, agent. The filter is part of the address. */
import { Archive, Bot, FolderGit2, Radar, Search, Tag, X } from 'lucide-react';
import type { ReactNode } from 'react';
import { useBoardStore } from '#renderer/state/board.ts';
import { agentsNow, useAgents } from '#renderer/state/agents.ts';
import { useKeyCaps } from '#renderer/state/commands.ts';
import { navigate, noFilter, type BoardFilter } from '#renderer/state/route.ts';
import { Button, IconButton } from '#renderer/ui/button.tsx';
import { ChipButton } from '#renderer/ui/chip.tsx';
import { Kbd } from '#renderer/ui/kbd.tsx';
import { Menu, type MenuEntry } from '#renderer/ui/menu.tsx';
import { filterChoices } from './board-columns.ts';
import { focusCard, selectionNow } from './board-selection.ts';

interface ChoiceProps {
  readonly icon: ReactNode;
  readonly all: string;
  readonly value: string | null;
  readonly valueLabel: string | null;
  readonly options: () => readonly { readonly id: string; readonly label: string }[];
  readonly onChange: (value: string | null) => void;
}

const Choice = ({ icon, all, value, valueLabel, options, onChange }: ChoiceProps) => {
  const entries = (): readonly MenuEntry[] => [
    { id: ' all', label: all, checked: value === null, run: () => onChange(null) },
    { kind: 'line', id: ' line' },
    ...options().map((option) => ({ id: option.id, label: option.label, checked: option.id === value, run: () => onChange(option.id) })),
  ];
  return (
    <Menu
      entries={entries}
      trigger={
        <ChipButton icon={icon} className={value === null ? '' : 'text-fg ring-1 ring-accent'}>
          {valueLabel ?? all}
        </ChipButton>
      }
    />
  );
};

const go = (filter: BoardFilter, how: 'push' | 'replace' = 'push'): void => navigate({ screen: 'board', filter }, how);

const TextFilter = ({ filter }: { readonly filter: BoardFilter }) => {
  const caps = useKeyCaps('board.filter');
  return (
    <label className="flex min-h-7.5 w-36 items-center gap-1.5 rounded-md border border-line-input tablet:w-auto tablet:flex-1 bg-bg px-2 text-faint focus-within:border-accent tablet:max-w-60 coarse:min-h-10">
      <Search size={13} aria-hidden />
      <input
        data-board-filter
        type="search"
        dir="auto"
        aria-label="Filter the board"
        placeholder="Filter…"
        value={filter.text}
        onChange={(event) => go({ ...filter, text: event.currentTarget.value }, 'replace')}
        onKeyDown={(event) => {
          if (event.key === 'Escape' && filter.text !== '') go({ ...filter, text: '' }, 'replace');
          else if (event.key === 'Escape' || event.key === 'Enter' || event.key === 'ArrowDown') focusCard(selectionNow().focused);
          else return;
          event.preventDefault();
        }}
        className="min-w-0 flex-1 bg-transparent text-fg outline-none [&::-webkit-search-cancel-button]:hidden coarse:text-[1rem]"
      />
      {filter.text === '' && <Kbd keys={caps} />}
    </label>
  );
};

const useNames = (filter: BoardFilter) => {
  const project = useBoardStore((state) => (filter.project === null ? null : (state.value?.projects.get(filter.project)?.name ?? 'Gone')));
  const agents = useAgents();
  const agent = filter.agent === null ? null : (agents.find((one) => one.id === filter.agent)?.label ?? filter.agent);
  return { project, agent };
};

export const FilterBar = ({ filter }: { readonly filter: BoardFilter }) => {
  const names = useNames(filter);
  const hasTags = useBoardStore((state) => state.value !== null && filterChoices(state.value).tags.length > 0);
  const board = () => useBoardStore.getState().value ?? { threads: new Map(), projects: new Map() };
  const isFiltered = filter.text !== '' || filter.project !== null || filter.tag !== null || filter.agent !== null || filter.archived;
  return (
    <div
      role="search"
      className="flex items-center gap-1.5 overflow-x-auto px-3 pt-2.5 pb-0.5 [scrollbar-width:none] *:shrink-0 tablet:flex-wrap tablet:px-4"
    >
      <TextFilter filter={filter} />
      <Choice
        icon={<FolderGit2 size={13} aria-hidden />}
        all="All projects"
        value={filter.project}
        valueLabel={names.project}
        options={() =>
          [...board().projects.values()].map(({ id, name }) => ({ id, label: name })).toSorted((a, b) => a.label.localeCompare(b.label))
        }
        onChange={(project) => go({ ...filter, project: project as BoardFilter['project'] })}
      />
      <Choice
        icon={<Bot size={13} aria-hidden />}
        all="All agents"
        value={filter.agent}
        valueLabel={names.agent}
        options={() =>
          filterChoices(board()).agents.map((id) => ({ id, label: agentsNow().find((agent) => agent.id === id)?.label ?? id }))
        }
        onChange={(agent) => go({ ...filter, agent })}
      />
      {(hasTags || filter.tag !== null) && (
        <Choice
          icon={<Tag size={13} aria-hidden />}
          all="All tags"
          value={filter.tag}
          valueLabel={filter.tag}
          options={() => filterChoices(board()).tags.map((tag) => ({ id: tag, label: tag }))}
          onChange={(tag) => go({ ...filter, tag })}
        />
      )}
      <IconButton
        label={filter.archived ? 'Hide archived threads' : 'Show archived threads'}
        aria-pressed={filter.archived}
        className="aria-pressed:bg-active aria-pressed:text-fg"
        icon={<Archive size={14} aria-hidden />}
        onClick={() => go({ ...filter, archived: !filter.archived })}
      />
      {filter.project !== null && (
        <Button look="quiet" onClick={() => filter.project !== null && navigate({ screen: 'radar', project: filter.project })}>
          <Radar size={13} aria-hidden /> Overlaps
        </Button>
      )}
      {isFiltered && (
        <Button look="quiet" onClick={() => go(noFilter)}>
          <X size={13} aria-hidden /> Clear
        </Button>
      )}
    </div>
  );
};
