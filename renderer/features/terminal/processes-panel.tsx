/** Everything that was started in a thread: memory, processor, ports. Each can be ended, or all. */
import { Cpu } from 'lucide-react';
import type { ThreadId } from '#contract/ids.ts';
import type { OwnedProcess } from '#contract/terminals.ts';
import { endProcess, useProcesses } from '#renderer/state/terminals.ts';
import { Button } from '#renderer/ui/button.tsx';
import { Empty, Loading, ProblemNote, Skeleton } from '#renderer/ui/states.tsx';
import { bytes, percent } from '#renderer/ui/units.ts';
import { portAddress } from './run-buttons.tsx';

/** Children below their parents, with how deep they stand. */
export const processTree = (processes: readonly OwnedProcess[]): readonly { readonly process: OwnedProcess; readonly depth: number }[] => {
  const known = new Set(processes.map(({ pid }) => pid));
  const below = (parent: number | null, depth: number): { process: OwnedProcess; depth: number }[] =>
    processes
      .filter((one) => (parent === null ? !known.has(one.parent) : one.parent === parent))
      .flatMap((process) => [{ process, depth }, ...below(process.pid, depth + 1)]);
  return below(null, 0);
};

const cell = 'px-2 py-1 text-start align-top';

const Row = ({ thread, process, depth }: { readonly thread: ThreadId; readonly process: OwnedProcess; readonly depth: number }) => (
  <tr className="border-t border-line">
    <td className={`${cell} w-full max-w-0`}>
      <span className="block truncate font-mono" style={{ paddingInlineStart: `${Math.min(depth, 8) * 0.9}rem` }} title={process.command}>
        {process.command}
      </span>
    </td>
    <td className={`${cell} text-muted tabular-nums`}>{process.pid}</td>
    <td className={`${cell} text-muted tabular-nums whitespace-nowrap`}>{bytes(process.bytes)}</td>
    <td className={`${cell} text-muted tabular-nums whitespace-nowrap`}>{percent(process.cpu)}</td>
    <td className={`${cell} whitespace-nowrap`}>
      {process.ports.map((port) => (
        <a key={port} href={portAddress(port)} target="_blank" rel="noopener noreferrer" className="me-2 text-review hover:underline">
          :{port}
        </a>
      ))}
    </td>
    <td className={`${cell} text-end`}>
      <Button look="quiet" onClick={() => void endProcess(thread, process.pid)}>
        End<span className="sr-only"> {process.command.slice(0, 60)}</span>
      </Button>
    </td>
  </tr>
);

export const ProcessesPanel = ({ thread, readOnly }: { readonly thread: ThreadId; readonly readOnly: boolean }) => {
  const { value, failure } = useProcesses(thread);
  if (failure !== null && value === null)
    return (
      <div className="p-3">
        <ProblemNote problem={failure} />
      </div>
    );
  if (value === null)
    return (
      <Loading what="the processes">
        <div className="p-3">
          <Skeleton className="h-5 w-full" />
        </div>
      </Loading>
    );
  if (value.length === 0)
    return (
      <Empty icon={Cpu} title="Nothing runs in this thread">
        What its agent, its run commands and its terminals start is listed here, and ends with the thread.
      </Empty>
    );
  return (
    <div className="min-h-0 flex-1 overflow-auto">
      <table className="w-full text-sm">
        <thead className="text-xs text-faint">
          <tr>
            {['Program', 'Process', 'Memory', 'CPU', 'Ports'].map((title) => (
              <th key={title} scope="col" className={`${cell} font-medium`}>
                {title}
              </th>
            ))}
            <th scope="col" className={`${cell} text-end`}>
              {!readOnly && (
                <Button look="danger" onClick={() => void endProcess(thread, null)}>
                  End all
                </Button>
              )}
            </th>
          </tr>
        </thead>
        <tbody>
          {processTree(value).map(({ process, depth }) => (
            <Row key={process.pid} thread={thread} process={process} depth={depth} />
          ))}
        </tbody>
      </table>
    </div>
  );
};
