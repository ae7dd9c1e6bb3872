/** The run commands of a project as buttons: start, stop, start again, open the port that it listens on. */
import { ExternalLink, Play, RotateCw, Square } from 'lucide-react';
import type { ThreadId } from '#contract/ids.ts';
import type { OwnedProcess, Terminal } from '#contract/terminals.ts';
import { isDesktop } from '#renderer/state/platform.ts';
import { runCommand } from '#renderer/state/thread-actions.ts';
import { endTerminal } from '#renderer/state/terminals.ts';
import { Button, IconButton } from '#renderer/ui/button.tsx';
import { Menu, type MenuEntry } from '#renderer/ui/menu.tsx';

export interface RunState {
  readonly name: string;
  /** The terminal that it runs in; null while it does not. */
  readonly terminal: Terminal | null;
  readonly ports: readonly number[];
}

export const runStates = (
  names: readonly string[],
  terminals: readonly Terminal[],
  processes: readonly OwnedProcess[],
): readonly RunState[] =>
  names.map((name) => {
    const terminal = terminals.find(({ kind, run, state }) => kind === 'run' && run === name && state.kind === 'running') ?? null;
    const ports = terminal === null ? [] : processes.filter((one) => one.terminal === terminal.id).flatMap((one) => one.ports);
    return { name, terminal, ports: [...new Set(ports)].sort((a, b) => a - b) };
  });

/** Where the page itself came from, since that is where the core is. */
export const portAddress = (port: number): string => `http://${isDesktop ? 'localhost' : window.location.hostname}:${port}/`;

const openPort = (port: number): void => void window.open(portAddress(port), '_blank', 'noopener,noreferrer');

const runAgain = async (thread: ThreadId, { name, terminal }: RunState): Promise<void> => {
  if (terminal !== null) await endTerminal(terminal.id);
  await runCommand(thread, name);
};

/** More than fit beside the tabs stand in a menu. */
const MOST_BUTTONS = 2;

const entriesOf = (thread: ThreadId, run: RunState): readonly MenuEntry[] => [
  { kind: 'heading', id: run.name, label: run.name },
  ...(run.terminal === null
    ? [{ id: `${run.name}-start`, label: 'Start', icon: <Play size={13} aria-hidden />, run: () => void runCommand(thread, run.name) }]
    : [
        {
          id: `${run.name}-stop`,
          label: 'Stop',
          icon: <Square size={13} aria-hidden />,
          run: () => void endTerminal(run.terminal?.id ?? ('' as never)),
        },
        { id: `${run.name}-again`, label: 'Start again', icon: <RotateCw size={13} aria-hidden />, run: () => void runAgain(thread, run) },
      ]),
  ...run.ports.map((port) => ({
    id: `${run.name}-${port}`,
    label: `Open port ${port}`,
    icon: <ExternalLink size={13} aria-hidden />,
    run: () => openPort(port),
  })),
];

const OneRun = ({ thread, run }: { readonly thread: ThreadId; readonly run: RunState }) => {
  const { name, terminal, ports } = run;
  if (terminal === null)
    return (
      <Button look="quiet" aria-label={`Start ${name}`} onClick={() => void runCommand(thread, name)}>
        <Play size={12} aria-hidden className="text-run" /> {name}
      </Button>
    );
  return (
    <span className="flex items-center rounded-sm bg-run-bg ps-2 text-sm text-run">
      {name}
      <IconButton label={`Stop ${name}`} icon={<Square size={12} aria-hidden />} onClick={() => void endTerminal(terminal.id)} />
      <IconButton label={`Start ${name} again`} icon={<RotateCw size={12} aria-hidden />} onClick={() => void runAgain(thread, run)} />
      {ports.slice(0, 2).map((port) => (
        <a
          key={port}
          href={portAddress(port)}
          target="_blank"
          rel="noopener noreferrer"
          className="flex items-center gap-1 rounded-sm px-1.5 py-1 text-review hover:underline coarse:min-h-10"
        >
          <ExternalLink size={12} aria-hidden />:{port}
          <span className="sr-only">, open in the browser</span>
        </a>
      ))}
    </span>
  );
};

export const RunButtons = ({
  thread,
  runs,
  phone,
}: {
  readonly thread: ThreadId;
  readonly runs: readonly RunState[];
  readonly phone: boolean;
}) => {
  if (runs.length === 0) return null;
  if (phone || runs.length > MOST_BUTTONS)
    return (
      <Menu
        align="end"
        trigger={
          <Button look="quiet">
            <Play size={12} aria-hidden className="text-run" /> Run
          </Button>
        }
        entries={() => runs.flatMap((run) => entriesOf(thread, run))}
      />
    );
  return runs.map((run) => <OneRun key={run.name} thread={thread} run={run} />);
};
