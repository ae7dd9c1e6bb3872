/** The upper edge: where you are, the way to everything (palette), what waits for you, and the one main action. */
import { ChevronLeft, Menu as MenuIcon, Plus, Search } from 'lucide-react';
import { useBoardStore, useProject, useThreadSummary } from '#renderer/state/board.ts';
import { useClock } from '#renderer/state/clock.ts';
import { runCommand, useKeyCaps } from '#renderer/state/commands.ts';
import { openDialog } from '#renderer/state/dialogs.ts';
import { navigate, openBoard, useRoute } from '#renderer/state/route.ts';
import { waitingThreads } from '#renderer/state/waiting.ts';
import type { ThreadId } from '#contract/ids.ts';
import { Brand } from '#renderer/ui/brand.tsx';
import { Button, IconButton } from '#renderer/ui/button.tsx';
import { Pill } from '#renderer/ui/chip.tsx';
import { Kbd } from '#renderer/ui/kbd.tsx';
import { SignalDot } from '#renderer/ui/signal.tsx';
import { toggleSidebar, useLayout } from './layout-state.ts';

const ThreadCrumb = ({ thread }: { readonly thread: ThreadId }) => {
  const summary = useThreadSummary(thread);
  const project = useProject(summary?.project ?? ('' as never));
  return (
    <span dir="auto" className="hidden max-w-48 truncate text-faint tablet:block">
      {project?.name}
    </span>
  );
};

const Place = () => {
  const route = useRoute();
  if (route.screen === 'board')
    return (
      <span className="flex items-center gap-2 font-semibold">
        <Brand />
        <span className="hidden tablet:inline">Switchyard</span>
      </span>
    );
  return (
    <span className="flex min-w-0 items-center gap-2">
      <button
        type="button"
        onClick={openBoard}
        className="-ms-1 flex min-h-7 items-center gap-1 rounded-sm pe-1.5 font-semibold hover:bg-hover coarse:min-h-10"
      >
        <ChevronLeft size={15} aria-hidden className="rtl:rotate-180" />
        Board
      </button>
      {route.screen === 'thread' && <ThreadCrumb thread={route.thread} />}
    </span>
  );
};

const SearchField = () => {
  const caps = useKeyCaps('palette.open');
  const open = (): void => openDialog({ kind: 'palette', start: '' });
  return (
    <>
      <button
        type="button"
        onClick={open}
        className="mx-auto hidden min-h-7.5 max-w-130 min-w-0 flex-1 items-center justify-between gap-2 rounded-md border border-line bg-raised px-2.5 text-faint transition-colors hover:border-line-strong tablet:flex"
      >
        <span className="truncate">Search threads, files, commands</span>
        <span className="shrink-0 max-desktop:hidden">
          <Kbd keys={caps} />
        </span>
      </button>
      <span className="ms-auto tablet:hidden">
        <IconButton label="Search threads, files, commands" icon={<Search size={17} aria-hidden />} size="md" onClick={open} />
      </span>
    </>
  );
};

/** Read aloud only when the number changes, and only as a short sentence. */
const Waiting = () => {
  const now = useClock((time) => Math.floor(time / 60_000)) * 60_000;
  const count = useBoardStore((state) => (state.value === null ? 0 : waitingThreads(state.value, now).length));
  const caps = useKeyCaps('triage.open');
  return (
    <>
      <span role="status" className="sr-only">
        {count === 0 ? 'Nothing needs you' : count === 1 ? '1 thread needs you' : `${count} threads need you`}
      </span>
      {count > 0 && (
        <>
          <button
            type="button"
            aria-label={`${count} need you, go to the next`}
            onClick={() => runCommand('thread.next-waiting')}
            className="rounded-full"
          >
            <Pill tone="needs">
              <SignalDot tone="needs" />
              {count} <span className="hidden tablet:inline">{count === 1 ? 'needs you' : 'need you'}</span>
            </Pill>
          </button>
          <Button className="max-tablet:hidden" onClick={() => navigate({ screen: 'triage' })}>
            Triage
            <span className="max-desktop:hidden">
              <Kbd keys={caps} />
            </span>
          </Button>
        </>
      )}
    </>
  );
};

const NewTask = () => {
  const caps = useKeyCaps('task.new');
  const open = (): void => openDialog({ kind: 'new-task', project: null });
  return (
    <>
      <Button look="primary" size="md" className="max-tablet:hidden" onClick={open}>
        New task
        <span className="max-desktop:hidden">
          <Kbd keys={caps} onSolid />
        </span>
      </Button>
      <button
        type="button"
        aria-label="New task"
        onClick={open}
        className="grid size-9 place-items-center rounded-md bg-accent-solid text-accent-fg tablet:hidden coarse:size-10"
      >
        <Plus size={18} aria-hidden />
      </button>
    </>
  );
};

export const TopBar = () => {
  const sidebar = useLayout((state) => state.sidebar);
  const caps = useKeyCaps('sidebar.toggle');
  return (
    <header className="flex min-h-11 shrink-0 items-center gap-2 coarse:min-h-14 border-b border-line bg-sunken px-2 pt-[env(safe-area-inset-top)] tablet:gap-3 tablet:px-3">
      <div className="flex min-w-0 items-center gap-1 desktop:min-w-52">
        <IconButton
          label={sidebar ? 'Hide the sidebar' : 'Show the sidebar'}
          keys={caps}
          icon={<MenuIcon size={16} aria-hidden />}
          onClick={toggleSidebar}
        />
        <Place />
      </div>
      <SearchField />
      <Waiting />
      <NewTask />
    </header>
  );
};
