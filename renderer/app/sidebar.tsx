/** The way around: board, projects, pinned threads; beside an open thread all threads by column. */
import { BookOpenText, ChartColumn, CircleAlert, LayoutGrid, Plus, Settings as SettingsIcon, Settings2 } from 'lucide-react';
import type { ReactNode } from 'react';
import type { ThreadId } from '#contract/ids.ts';
import { columnOf } from '#contract/column.ts';
import { useBoardStore, useThreadSummary, type BoardIndex } from '#renderer/state/board.ts';
import { useNow } from '#renderer/state/clock.ts';
import { columnTexts } from '#renderer/state/column-texts.ts';
import { openDialog } from '#renderer/state/dialogs.ts';
import { hashOf, noFilter, useRoute, usualUsage, type Route } from '#renderer/state/route.ts';
import { sinceOf } from '#renderer/state/waiting.ts';
import { IconButton } from '#renderer/ui/button.tsx';
import { cx } from '#renderer/ui/class-names.ts';
import { RelativeTime } from '#renderer/ui/relative-time.tsx';
import { SignalDot } from '#renderer/ui/signal.tsx';
import { Loading, Skeleton } from '#renderer/ui/states.tsx';
import { count } from '#renderer/ui/units.ts';
import { pinnedThreads, projectLines, threadGroups, type ProjectLine } from './sidebar-groups.ts';

const rowClass =
  'ring-inset-focus flex min-h-7.5 min-w-0 flex-1 items-center gap-2 rounded-sm px-2 text-start text-muted transition-colors hover:bg-hover hover:text-fg aria-[current=page]:bg-active aria-[current=page]:text-fg coarse:min-h-11';

interface RowProps {
  readonly to: Route;
  readonly current: boolean;
  readonly lead: ReactNode;
  readonly children: ReactNode;
  readonly trail?: ReactNode;
}

const Row = ({ to, current, lead, children, trail }: RowProps) => (
  <a href={hashOf(to)} aria-current={current ? 'page' : undefined} className={rowClass}>
    {lead}
    <span dir="auto" className="min-w-0 flex-1 truncate">
      {children}
    </span>
    {trail}
  </a>
);

const Heading = ({ children, action }: { readonly children: ReactNode; readonly action?: ReactNode }) => (
  <div className="flex min-h-7 items-center justify-between ps-2 pt-2.5 pb-0.5">
    <h2 className="text-xs font-semibold tracking-wider text-faint uppercase">{children}</h2>
    {action}
  </div>
);

const number = (value: number): ReactNode => <span className="text-xs text-faint tabular-nums">{value === 0 ? '' : count(value)}</span>;

const ProjectRow = ({ line, route }: { readonly line: ProjectLine; readonly route: Route }) => {
  const { project } = line;
  const state = project.state;
  const current =
    (route.screen === 'board' && route.filter.project === project.id) || (route.screen === 'project' && route.project === project.id);
  const settings: Route = { screen: 'project', project: project.id };
  return (
    <li className="group flex items-center">
      <Row
        to={state.kind === 'ready' ? { screen: 'board', filter: { ...noFilter, project: project.id } } : settings}
        current={current}
        lead={
          state.kind === 'unavailable' ? (
            <CircleAlert size={13} className="shrink-0 text-fail" aria-label="unavailable" />
          ) : (
            <SignalDot tone={line.tone} label={line.word} />
          )
        }
        trail={
          state.kind === 'cloning' ? (
            <span className="text-xs text-faint tabular-nums">{state.percent === null ? 'cloning' : `${Math.round(state.percent)}%`}</span>
          ) : (
            number(line.open)
          )
        }
      >
        {project.name}
      </Row>
      <a
        href={hashOf(settings)}
        aria-label={`Settings of ${project.name}`}
        title="Project settings"
        className="ring-inset-focus grid size-0 shrink-0 place-items-center overflow-hidden rounded-sm text-faint group-hover:size-7 hover:bg-hover hover:text-fg focus-visible:size-7 coarse:size-10"
      >
        <Settings2 size={14} aria-hidden />
      </a>
    </li>
  );
};

const Projects = ({ board, route }: { readonly board: BoardIndex; readonly route: Route }) => {
  const now = useNow();
  const add = (): void => openDialog({ kind: 'add-project', how: 'folder' });
  return (
    <section aria-label="Projects">
      <Heading action={<IconButton label="Add project" icon={<Plus size={14} aria-hidden />} onClick={add} />}>Projects</Heading>
      <ul>
        {projectLines(board, now).map((line) => (
          <ProjectRow key={line.project.id} line={line} route={route} />
        ))}
      </ul>
      {board.projects.size === 0 && (
        <button type="button" className={cx(rowClass, 'w-full')} onClick={add}>
          <Plus size={13} aria-hidden /> Add a repository
        </button>
      )}
    </section>
  );
};

const ThreadRow = ({ thread, current }: { readonly thread: ThreadId; readonly current: boolean }) => {
  const summary = useThreadSummary(thread);
  const now = useNow();
  if (summary === undefined) return null;
  const { tone, label } = columnTexts[columnOf(summary)];
  return (
    <li className="flex">
      <Row
        to={{ screen: 'thread', thread }}
        current={current}
        lead={<SignalDot tone={summary.state.kind === 'failed' ? 'fail' : tone} label={label} moving={summary.state.kind === 'running'} />}
        trail={<RelativeTime at={sinceOf(summary)} now={now} className="text-xs text-faint" />}
      >
        <span className={summary.unread ? 'font-semibold text-fg' : ''}>{summary.title}</span>
      </Row>
    </li>
  );
};

const Pinned = ({ board }: { readonly board: BoardIndex }) => {
  const pinned = pinnedThreads(board);
  if (pinned.length === 0) return null;
  return (
    <section aria-label="Pinned">
      <Heading>Pinned</Heading>
      <ul>
        {pinned.map((thread) => (
          <ThreadRow key={thread.id} thread={thread.id} current={false} />
        ))}
      </ul>
    </section>
  );
};

const Threads = ({ board, current }: { readonly board: BoardIndex; readonly current: ThreadId }) =>
  threadGroups(board, current).map((group) => (
    <section key={group.column} aria-label={columnTexts[group.column].label}>
      <Heading>{columnTexts[group.column].label}</Heading>
      <ul>
        {group.threads.map((thread) => (
          <ThreadRow key={thread.id} thread={thread.id} current={thread.id === current} />
        ))}
      </ul>
      {group.more > 0 && (
        <a href={hashOf({ screen: 'board', filter: noFilter })} className={cx(rowClass, 'text-sm text-faint')}>
          {count(group.more)} more on the board
        </a>
      )}
    </section>
  ));

export const Sidebar = () => {
  const route = useRoute();
  const board = useBoardStore((state) => state.value);
  const open = board === null ? 0 : projectLines(board, 0).reduce((total, line) => total + line.open, 0);
  return (
    <nav aria-label="Main" className="flex min-h-0 min-w-0 flex-1 flex-col">
      <div className="min-h-0 flex-1 overflow-y-auto p-2">
        <Row
          to={{ screen: 'board', filter: noFilter }}
          current={route.screen === 'board' && route.filter.project === null}
          lead={<LayoutGrid size={14} aria-hidden />}
          trail={number(open)}
        >
          Board
        </Row>
        {board === null && (
          <Loading what="projects">
            <Skeleton className="mt-6 h-4 w-24" />
            <Skeleton className="mt-3 h-4 w-40" />
          </Loading>
        )}
        {board !== null &&
          (route.screen === 'thread' ? <Threads board={board} current={route.thread} /> : <Projects board={board} route={route} />)}
        {board !== null && route.screen !== 'thread' && <Pinned board={board} />}
      </div>
      <div className="border-t border-line p-2">
        <Row to={{ screen: 'usage', view: usualUsage }} current={route.screen === 'usage'} lead={<ChartColumn size={14} aria-hidden />}>
          Usage
        </Row>
        <Row
          to={{
            screen: 'skills',
            project: route.screen === 'project' ? route.project : route.screen === 'board' ? route.filter.project : null,
          }}
          current={route.screen === 'skills'}
          lead={<BookOpenText size={14} aria-hidden />}
        >
          What agents see
        </Row>
        <Row
          to={{ screen: 'settings', section: 'general' }}
          current={route.screen === 'settings'}
          lead={<SettingsIcon size={14} aria-hidden />}
        >
          Settings
        </Row>
      </div>
    </nav>
  );
};
