/** The screen of a program that is the agent of its task. The message field below types into it too. */
import { SquareTerminal } from 'lucide-react';
import type { ThreadId } from '#contract/ids.ts';
import { useTerminals } from '#renderer/state/terminals.ts';
import { Empty, ProblemNote } from '#renderer/ui/states.tsx';
import { TerminalPane } from './terminal-pane.tsx';

interface AgentScreenProps {
  readonly thread: ThreadId;
  readonly readOnly: boolean;
  readonly phone: boolean;
  readonly onOpenFile: (path: string, line: number | null) => void;
}

export const AgentScreen = ({ thread, readOnly, phone, onOpenFile }: AgentScreenProps) => {
  const { value, failure } = useTerminals({ kind: 'thread', thread });
  const terminal = value?.find(({ kind }) => kind === 'conversation');
  if (terminal !== undefined)
    return (
      <div className="flex min-h-0 flex-1 flex-col">
        <TerminalPane
          key={terminal.id}
          terminal={terminal}
          readOnly={readOnly}
          phone={phone}
          focus={0}
          onOpenFile={onOpenFile}
          onMounted={() => undefined}
          onFocus={() => undefined}
          onRunAgain={null}
        />
      </div>
    );
  return (
    <div className="min-h-0 flex-1 overflow-auto">
      {failure !== null && <ProblemNote problem={failure} />}
      {value !== null && (
        <Empty icon={SquareTerminal} title="The program does not run">
          Your next message starts it in the folder of this task. What it said before is in the log.
        </Empty>
      )}
    </div>
  );
};
