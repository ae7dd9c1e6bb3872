/** One field for everything: commands with their keys, threads by title and by what was said in them, projects, files. */
import { Command as Cmdk } from 'cmdk';
import { FileText, FolderGit2, Search, Terminal } from 'lucide-react';
import { useMemo, useState, type ReactNode } from 'react';
import { columnOf } from '#contract/column.ts';
import type { ProjectId } from '#contract/ids.ts';
import type { SearchHit, Thread } from '#contract/threads.ts';
import { boardNow, useBoardStore } from '#renderer/state/board.ts';
import { useNow } from '#renderer/state/clock.ts';
import { columnTexts } from '#renderer/state/column-texts.ts';
import { keyCapsNow, useAllCommands, type Command } from '#renderer/state/commands.ts';
import { call, failureOf } from '#renderer/state/core.ts';
import { useAppInfo } from '#renderer/state/app-state.ts';
import { requestFile } from '#renderer/state/file-request.ts';
import { say, sayFailure } from '#renderer/state/notices.ts';
import { navigate, noFilter, openThread, routeNow, type Route } from '#renderer/state/route.ts';
import { Dialog } from '#renderer/ui/dialog.tsx';
import { Kbd } from '#renderer/ui/kbd.tsx';
import { RelativeTime } from '#renderer/ui/relative-time.tsx';
import { SignalDot } from '#renderer/ui/signal.tsx';
import { excerptParts, findCommands, findProjects, findThreads, hitsBeside, readQuery, type Mode } from './palette-entries.ts';
import { useFileSearch, useThreadSearch } from './use-palette-search.ts';

const rowClass = 'flex min-h-8.5 items-center gap-2.5 rounded-sm px-2.5 py-1 data-[selected=true]:bg-active coarse:min-h-11';

const Row = ({
  value,
  icon,
  onSelect,
  children,
  trail,
}: {
  readonly value: string;
  readonly icon: ReactNode;
  readonly onSelect: () => void;
  readonly children: ReactNode;
  readonly trail?: ReactNode;
}) => (
  <Cmdk.Item value={value} onSelect={onSelect} className={rowClass}>
    <span className="grid w-4 shrink-0 place-items-center text-faint">{icon}</span>
    <span className="min-w-0 flex-1">{children}</span>
    {trail}
  </Cmdk.Item>
);

const Group = ({ heading, children }: { readonly heading: string; readonly children: ReactNode }) => (
  <Cmdk.Group
    heading={heading}
    className="[&_[cmdk-group-heading]]:px-2.5 [&_[cmdk-group-heading]]:pt-2 [&_[cmdk-group-heading]]:pb-1 [&_[cmdk-group-heading]]:text-xs [&_[cmdk-group-heading]]:font-semibold [&_[cmdk-group-heading]]:text-faint"
  >
    {children}
  </Cmdk.Group>
);

const ThreadRow = ({ thread, onPick, excerpt }: { readonly thread: Thread; readonly onPick: () => void; readonly excerpt?: string }) => {
  const now = useNow();
  const project = useBoardStore((state) => state.value?.projects.get(thread.project)?.name);
  const { tone, label } = columnTexts[columnOf(thread)];
  return (
    <Row
      value={thread.id}
      icon={<SignalDot tone={thread.state.kind === 'failed' ? 'fail' : tone} label={label} />}
      onSelect={onPick}
      trail={<RelativeTime at={thread.updatedAt} now={now} className="text-sm text-faint" />}
    >
      <span className="flex gap-2">
        <span dir="auto" className="truncate">
          {thread.title}
        </span>
        <span className="shrink-0 text-faint">{project}</span>
      </span>
      {excerpt !== undefined && (
        <span dir="auto" className="line-clamp-2 text-sm wrap-anywhere text-muted">
          {excerptParts(excerpt).map((part, index) =>
            part.hit ? (
              <mark key={index} className="bg-needs-bg font-semibold text-needs">
                {part.text}
              </mark>
            ) : (
              part.text
            ),
          )}
        </span>
      )}
    </Row>
  );
};

/** The project whose files are meant: that of the open thread, of the page or of the filter; else the only one. */
const projectInSight = (route: Route): ProjectId | null => {
  if (route.screen === 'thread') return boardNow().threads.get(route.thread)?.project ?? null;
  if (route.screen === 'project') return route.project;
  if (route.screen === 'board' && route.filter.project !== null) return route.filter.project;
  const projects = [...boardNow().projects.keys()];
  return projects.length === 1 ? (projects[0] ?? null) : null;
};

/** Shows the file in the open thread, as it is there; elsewhere the system's program opens it, or its path is copied. */
const openFile = async (project: ProjectId, file: string): Promise<void> => {
  const route = routeNow();
  if (route.screen === 'thread') return requestFile(route.thread, file);
  const folder = boardNow().projects.get(project)?.path;
  const info = useAppInfo.getState().info;
  if (folder === undefined) return;
  const path = `${folder}/${file}`;
  try {
    if (info?.canOpenPaths === true) await call('app.open-path', { path });
    else {
      await navigator.clipboard.writeText(path);
      say({ text: 'Path copied', more: path });
    }
  } catch (error) {
    sayFailure(failureOf(error), 'The file was not opened.');
  }
};

const useFound = (text: string) => {
  const { mode, query } = readQuery(text);
  const board = useBoardStore((state) => state.value);
  const commands = useAllCommands();
  const route = routeNow();
  const project = projectInSight(route);
  const wants = (...modes: readonly Mode[]): boolean => modes.includes(mode);
  const facts = { screen: route.screen, [route.screen]: true, card: true };
  const wantsThreads = wants('all', 'threads');
  const threads = useMemo(
    () => (wantsThreads && board !== null ? findThreads(board.threads.values(), board.projects, query) : []),
    [board, query, wantsThreads],
  );
  const hits = useThreadSearch(wantsThreads ? query : '');
  const files = useFileSearch(project, query, mode === 'files' || (mode === 'all' && query.length > 2));
  return {
    mode,
    query,
    project,
    threads,
    // Beside threads and files only the best few: the rest is one `>` away.
    commands: wants('all', 'commands') ? findCommands(commands, query, facts).slice(0, mode === 'all' && query !== '' ? 6 : undefined) : [],
    projects: wants('all') ? findProjects(board?.projects.values() ?? [], query) : [],
    said: hitsBeside(hits.found, threads),
    files: wants('all', 'files') ? files.found : [],
    busy: hits.busy || files.busy,
  };
};

const Said = ({ hits, onPick }: { readonly hits: readonly SearchHit[]; readonly onPick: (thread: Thread) => void }) => {
  const threads = useBoardStore((state) => state.value?.threads);
  return hits.map((hit) => {
    const thread = threads?.get(hit.thread);
    return thread === undefined ? null : <ThreadRow key={hit.thread} thread={thread} excerpt={hit.excerpt} onPick={() => onPick(thread)} />;
  });
};

const CommandRow = ({ command, onPick }: { readonly command: Command; readonly onPick: () => void }) => (
  <Row value={command.id} icon={<Terminal size={14} aria-hidden />} onSelect={onPick} trail={<Kbd keys={keyCapsNow(command.id)} />}>
    {command.title}
    <span className="ms-2 text-faint">{command.group}</span>
  </Row>
);

const Results = ({ found, pick }: { readonly found: ReturnType<typeof useFound>; readonly pick: (work: () => void) => void }) => {
  const threads = found.threads.length > 0 && (
    <Group key="threads" heading={found.query === '' ? 'Recent threads' : 'Threads'}>
      {found.threads.map((thread) => (
        <ThreadRow key={thread.id} thread={thread} onPick={() => pick(() => openThread(thread.id))} />
      ))}
    </Group>
  );
  const commands = found.commands.length > 0 && (
    <Group key="commands" heading="Commands">
      {found.commands.map((command) => (
        <CommandRow key={command.id} command={command} onPick={() => pick(() => void command.run())} />
      ))}
    </Group>
  );
  return (
    <>
      {found.query === '' || found.mode === 'commands' ? [threads, commands] : [commands, threads]}
      {found.projects.length > 0 && (
        <Group heading="Projects">
          {found.projects.map((project) => (
            <Row
              key={project.id}
              value={project.id}
              icon={<FolderGit2 size={14} aria-hidden />}
              onSelect={() => pick(() => navigate({ screen: 'board', filter: { ...noFilter, project: project.id } }))}
            >
              {project.name}
              <span className="ms-2 text-faint">{project.path}</span>
            </Row>
          ))}
        </Group>
      )}
      {found.said.length > 0 && (
        <Group heading="Said in threads">
          <Said hits={found.said} onPick={(thread) => pick(() => openThread(thread.id))} />
        </Group>
      )}
      {found.files.length > 0 && found.project !== null && (
        <Group heading="Files of the project">
          {found.files.map((file) => (
            <Row
              key={file}
              value={`file:${file}`}
              icon={<FileText size={14} aria-hidden />}
              onSelect={() => pick(() => void openFile(found.project as ProjectId, file))}
            >
              <bdi className="block truncate font-mono text-sm">{file}</bdi>
            </Row>
          ))}
        </Group>
      )}
    </>
  );
};

export const PaletteDialog = ({ start, onClose }: { readonly start: string; readonly onClose: () => void }) => {
  const [text, setText] = useState(start);
  const found = useFound(text);
  const pick = (work: () => void): void => {
    onClose();
    work();
  };
  const nothing =
    found.mode === 'files' && found.project === null
      ? 'Open a project or one of its threads to search its files.'
      : found.busy
        ? 'Searching…'
        : 'Nothing found.';
  return (
    <Dialog open onClose={onClose} title="Search threads, files, commands" hideTitle width="wide" place="top">
      <Cmdk label="Search threads, files, commands" shouldFilter={false} loop className="flex max-h-[min(32rem,80vh)] flex-col">
        <div className="flex items-center gap-2.5 border-b border-line px-4">
          <Search size={15} aria-hidden className="shrink-0 text-faint" />
          <Cmdk.Input
            autoFocus
            dir="auto"
            value={text}
            onValueChange={setText}
            placeholder="Search threads, files, commands"
            className="min-h-12 min-w-0 flex-1 bg-transparent text-lg outline-none"
          />
          <span className="text-sm whitespace-nowrap text-faint max-tablet:hidden">
            <Kbd keys={['>']} /> commands <Kbd keys={['#']} /> threads <Kbd keys={['@']} /> files
          </span>
        </div>
        <Cmdk.List className="min-h-0 flex-1 overflow-y-auto p-1.5">
          <Cmdk.Empty className="px-3 py-6 text-center text-muted">{nothing}</Cmdk.Empty>
          <Results found={found} pick={pick} />
        </Cmdk.List>
      </Cmdk>
    </Dialog>
  );
};
