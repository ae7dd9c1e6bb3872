/** The board: what every thread of every project is doing, and what it wants of you. */
import { FolderGit2, Inbox, SearchX } from 'lucide-react';
import { useCallback, useEffect, useRef, useState, type CSSProperties } from 'react';
import type { Project } from '#contract/projects.ts';
import type { Column } from '#contract/threads.ts';
import { useBoardStore } from '#renderer/state/board.ts';
import { useClock } from '#renderer/state/clock.ts';
import { columnTexts } from '#renderer/state/column-texts.ts';
import { useKeyCaps } from '#renderer/state/commands.ts';
import { openDialog } from '#renderer/state/dialogs.ts';
import { navigate, noFilter, type BoardFilter } from '#renderer/state/route.ts';
import { Button } from '#renderer/ui/button.tsx';
import { Kbd } from '#renderer/ui/kbd.tsx';
import { useMedia } from '#renderer/ui/use-media.ts';
import { Segmented } from '#renderer/ui/segmented.tsx';
import { SignalDot } from '#renderer/ui/signal.tsx';
import { Empty, Loading, ProblemNote, Skeleton } from '#renderer/ui/states.tsx';
import { BoardColumn } from './board-column.tsx';
import { boardColumns, keepSame, type BoardColumn as ColumnOfCards } from './board-columns.ts';
import { focusAfter, moveFocus } from './board-focus.ts';
import { cardElement, selectionNow, useSelection } from './board-selection.ts';
import { CardMenuHost } from './card-menu.tsx';
import { FilterBar } from './filter-bar.tsx';
import { SelectionBar } from './selection-bar.tsx';

const noColumns: readonly ColumnOfCards[] = [];
const MINUTE_MS = 60_000;

/** The columns; the same object while no card moves. */
const useColumns = (filter: BoardFilter): readonly ColumnOfCards[] => {
  const minute = useClock((now) => Math.floor(now / MINUTE_MS));
  const last = useRef(noColumns);
  const select = useCallback(
    (state: ReturnType<typeof useBoardStore.getState>): readonly ColumnOfCards[] => {
      if (state.value !== null)
        last.current = keepSame(last.current, boardColumns(state.value, filter, Math.max(Date.now(), minute * MINUTE_MS)));
      return last.current;
    },
    [filter, minute],
  );
  return useBoardStore(select);
};

/** Keeps the keyboard where it makes sense while cards come and go, and marks only cards that are there. */
const useSteadyFocus = (columns: readonly ColumnOfCards[]): void => {
  useEffect(() => {
    const { columns: before, focused, selected } = selectionNow();
    const kept = new Set([...selected].filter((id) => columns.some((column) => column.cards.includes(id) || column.snoozed.includes(id))));
    const next = focusAfter(before, columns, focused) ?? moveFocus(columns, null, 'first');
    const lost = document.activeElement === null || document.activeElement === document.body;
    useSelection.setState({ columns, focused: next, selected: kept.size === selected.size ? selected : kept });
    if (lost && focused !== null && next !== null) cardElement(next)?.focus({ preventScroll: next === focused });
  }, [columns]);
};

const Placeholder = () => (
  <Loading what="the board">
    <div className="grid flex-1 grid-cols-1 gap-3 p-4 tablet:grid-cols-4">
      {[2, 3, 2, 1].map((cards, column) => (
        <div key={column} className="grid content-start gap-2.5">
          <Skeleton className="mb-2 h-4 w-28" />
          {Array.from({ length: cards }, (_, card) => (
            <Skeleton key={card} className="h-24" />
          ))}
        </div>
      ))}
    </div>
  </Loading>
);

const NoProjects = () => (
  <Empty
    icon={FolderGit2}
    title="Add a repository to begin"
    action={
      <div className="flex flex-wrap justify-center gap-2">
        <Button look="primary" size="md" onClick={() => openDialog({ kind: 'add-project', how: 'folder' })}>
          Add a repository
        </Button>
        <Button size="md" onClick={() => navigate({ screen: 'welcome' })}>
          See what was found
        </Button>
      </div>
    }
  >
    Each task gets a worktree of its own. Here you see what every one of them is doing, and what it needs from you.
  </Empty>
);

const NoThreads = ({ project }: { readonly project: Project | undefined }) => {
  const caps = useKeyCaps('task.new');
  return (
    <Empty
      icon={Inbox}
      title={project === undefined ? 'No tasks yet' : `No tasks in ${project.name} yet`}
      action={
        <Button look="primary" size="md" onClick={() => openDialog({ kind: 'new-task', project: project?.id ?? null })}>
          New task <Kbd keys={caps} onSolid />
        </Button>
      }
    >
      Say what you want done. An agent works on it in a worktree of its own, and its card shows up here.
    </Empty>
  );
};

const NothingFound = () => (
  <Empty
    icon={SearchX}
    title="No thread matches"
    action={<Button onClick={() => navigate({ screen: 'board', filter: noFilter })}>Clear the filter</Button>}
  >
    The filter hides all threads.
  </Empty>
);

/** On a phone one column at a time, chosen from a row that counts them all. */
const PhoneBoard = ({ columns }: { readonly columns: readonly ColumnOfCards[] }) => {
  const [chosen, setChosen] = useState<Column | null>(null);
  const fallback = columns.find((column) => column.cards.length > 0) ?? columns[0];
  const shown = columns.find((column) => column.column === chosen) ?? fallback;
  if (shown === undefined) return null;
  return (
    <>
      <div className="px-3 pt-2.5">
        <Segmented
          wide
          label="Column"
          value={shown.column}
          onChange={setChosen}
          options={columns.map(({ column, cards }) => ({
            value: column,
            label: (
              <>
                <SignalDot tone={columnTexts[column].tone} />
                <span>{column === 'review' ? 'Review' : columnTexts[column].label}</span>
                <span className="text-faint tabular-nums">{cards.length}</span>
              </>
            ),
          }))}
        />
      </div>
      <div className="flex min-h-0 flex-1 flex-col px-3 pt-2 *:flex-1">
        <BoardColumn key={shown.column} column={shown} alone />
      </div>
    </>
  );
};

const WideBoard = ({ columns }: { readonly columns: readonly ColumnOfCards[] }) => (
  <div
    className="grid min-h-0 flex-1 grid-cols-[repeat(var(--columns),minmax(14rem,1fr))] grid-rows-[minmax(0,1fr)] gap-1.5 overflow-x-auto ps-4 pe-2 pt-2"
    style={{ '--columns': columns.length } as CSSProperties}
  >
    {columns.map((column) => (
      <BoardColumn key={column.column} column={column} alone={false} />
    ))}
  </div>
);

/** The project that is filtered by, when it has no thread at all: then nothing is hidden, there is nothing yet. */
const useEmptyProject = ({ project }: BoardFilter): Project | undefined =>
  useBoardStore(({ value }) => {
    if (value === null || project === null) return undefined;
    for (const thread of value.threads.values()) if (thread.project === project) return undefined;
    return value.projects.get(project);
  });

const Content = ({ columns, filter }: { readonly columns: readonly ColumnOfCards[]; readonly filter: BoardFilter }) => {
  const phone = !useMedia('(min-width: 40rem)');
  const known = useBoardStore((state) => state.value !== null);
  const hasProjects = useBoardStore((state) => (state.value?.projects.size ?? 0) > 0);
  const hasThreads = useBoardStore((state) => (state.value?.threads.size ?? 0) > 0);
  const failure = useBoardStore((state) => state.failure);
  const emptyProject = useEmptyProject(filter);
  if (!known && failure !== null)
    return (
      <div className="mx-auto w-full max-w-160 p-6">
        <ProblemNote problem={failure} onRetry={() => location.reload()} />
      </div>
    );
  if (!known) return <Placeholder />;
  if (!hasProjects && !hasThreads) return <NoProjects />;
  if (!hasThreads || emptyProject !== undefined) return <NoThreads project={emptyProject} />;
  if (columns.every((column) => column.cards.length === 0 && column.snoozed.length === 0)) return <NothingFound />;
  return phone ? <PhoneBoard columns={columns} /> : <WideBoard columns={columns} />;
};

export const BoardScreen = ({ filter }: { readonly filter: BoardFilter }) => {
  const columns = useColumns(filter);
  useSteadyFocus(columns);
  const hasThreads = useBoardStore((state) => (state.value?.threads.size ?? 0) > 0);
  return (
    <div className="relative flex min-h-0 flex-1 flex-col">
      <h1 className="sr-only">Board</h1>
      {hasThreads && <FilterBar filter={filter} />}
      <Content columns={columns} filter={filter} />
      <SelectionBar />
      <CardMenuHost />
    </div>
  );
};
