/** The head of a thread: what it tells, its title, agent and branch, and what can be done with it. */
import { Ellipsis, GitBranch, ListChecks, ListTodo, PanelBottom, PanelLeft, PanelRight, Square } from 'lucide-react';
import type { Thread } from '#contract/threads.ts';
import { isActive } from '#contract/column.ts';
import { isPlanning } from '#renderer/state/agent-choice.ts';
import { useAgent } from '#renderer/state/agents.ts';
import { openDialog } from '#renderer/state/dialogs.ts';
import { hashOf } from '#renderer/state/route.ts';
import { longTaskWord } from '#renderer/state/workflows.ts';
import { Button, IconButton } from '#renderer/ui/button.tsx';
import { cx } from '#renderer/ui/class-names.ts';
import { FullAccessMark } from '#renderer/ui/full-access-note.tsx';
import { GoalText } from '#renderer/ui/goal-text.tsx';
import { Menu, type MenuEntry } from '#renderer/ui/menu.tsx';
import { Signal } from '#renderer/ui/signal.tsx';
import { contextPercent, threadSignal } from './thread-signal.ts';
import { ThreadTitle } from './thread-title.tsx';

export interface PanelSwitch {
  readonly conversation: boolean;
  readonly changes: boolean;
  readonly toggleConversation: () => void;
  readonly toggleChanges: () => void;
  readonly changesKeys: readonly string[];
  readonly terminals: boolean;
  readonly toggleTerminals: () => void;
  readonly terminalKeys: readonly string[];
}

interface ThreadHeadProps {
  readonly thread: Thread;
  /** Agent and model in the words of the user interface. */
  readonly agent: string;
  readonly project: string | null;
  /** Null where the panels are tabs. */
  readonly panels: PanelSwitch | null;
  readonly readOnly: boolean;
  readonly renaming: boolean;
  readonly onRenaming: (on: boolean) => void;
  readonly onRename: (title: string) => void;
  readonly onStop: () => void;
  readonly onCopyBranch: () => void;
  readonly menu: () => readonly MenuEntry[];
}

const Facts = ({ thread, agent, project, onCopyBranch }: Pick<ThreadHeadProps, 'thread' | 'agent' | 'project' | 'onCopyBranch'>) => {
  const planning = isPlanning(useAgent(thread.agent), thread.mode);
  const context = contextPercent(thread.usage);
  const signal = threadSignal(thread);
  return (
    <div className="flex min-w-0 flex-wrap items-center gap-x-2.5 gap-y-0.5 text-sm text-muted">
      <span className="inline-flex tablet:hidden">
        <Signal tone={signal.tone} word={signal.word} moving={signal.moving} />
      </span>
      {thread.policy === 'full-access' && <FullAccessMark />}
      {project !== null && <span className="hidden max-w-40 truncate tablet:inline">{project}</span>}
      <span className="hidden max-w-60 truncate tablet:inline">{agent}</span>
      {thread.worktree.branch !== null && (
        <button
          type="button"
          onClick={onCopyBranch}
          title={`Copy ${thread.worktree.branch}`}
          className="inline-flex min-h-6 min-w-0 items-center gap-1 rounded-sm hover:text-fg"
        >
          <GitBranch size={12} aria-hidden className="shrink-0" />
          <span className="max-w-56 truncate font-mono">{thread.worktree.branch}</span>
          <span className="sr-only">: copy the branch name</span>
        </button>
      )}
      {thread.worktree.place === 'checkout' && <span>in your own checkout</span>}
      {planning && (
        <span title="Nothing is changed until you have approved a plan" className="inline-flex items-center gap-1 text-review">
          <ListTodo size={12} aria-hidden /> plan mode
        </span>
      )}
      {thread.goal !== undefined && (
        <button
          type="button"
          onClick={() => openDialog({ kind: 'goal', thread: thread.id })}
          className="inline-flex min-h-6 max-w-72 min-w-0 rounded-sm hover:text-fg"
        >
          <GoalText goal={thread.goal} />
        </button>
      )}
      {context !== null && context > 0 && (
        <button
          type="button"
          onClick={() => openDialog({ kind: 'context', thread: thread.id })}
          className={cx('inline-flex min-h-6 items-center gap-1.5 rounded-sm hover:text-fg', context >= 85 && 'text-needs')}
          title={`${thread.usage.contextTokens?.toLocaleString()} of ${thread.usage.contextWindow?.toLocaleString()} tokens: what fills them`}
        >
          <span aria-hidden className="h-1 w-9 overflow-hidden rounded-full bg-active">
            <span className={cx('block h-full rounded-full', context >= 85 ? 'bg-needs' : 'bg-idle')} style={{ width: `${context}%` }} />
          </span>
          {context}% context
        </button>
      )}
      {thread.workflow !== undefined && (
        <a
          href={hashOf({ screen: 'long', workflow: thread.workflow.id })}
          className="inline-flex min-h-6 items-center gap-1 text-accent-text hover:underline"
        >
          <ListChecks size={12} aria-hidden /> {longTaskWord(thread.workflow)}
        </a>
      )}
      {thread.landed !== null && (
        <span className="text-run">
          landed in {thread.landed.into} ({thread.landed.how})
        </span>
      )}
    </div>
  );
};

export const ThreadHead = (props: ThreadHeadProps) => {
  const { thread, panels, readOnly, renaming, onRenaming, onRename, onStop, menu } = props;
  const signal = threadSignal(thread);
  return (
    <header className="flex items-start gap-2 border-b border-line px-3 py-2 tablet:px-5">
      <div className="grid min-w-0 flex-1 gap-0.5">
        <div className="flex min-w-0 items-center gap-x-2.5 ">
          <span className="inline-flex max-tablet:hidden">
            <Signal tone={signal.tone} word={signal.word} moving={signal.moving} />
          </span>
          <ThreadTitle title={thread.title} editing={renaming && !readOnly} onEditing={onRenaming} onRename={onRename} />
        </div>
        <Facts {...props} />
      </div>
      <span role="status" className="sr-only">
        {signal.word}
      </span>
      <div className="flex shrink-0 items-center gap-0.5">
        {isActive(thread.state) && (
          <Button disabled={readOnly} onClick={onStop} className="me-1">
            <Square size={11} aria-hidden /> Stop
          </Button>
        )}
        {panels !== null && (
          <>
            <IconButton
              label={panels.conversation ? 'Hide the conversation' : 'Show the conversation'}
              aria-pressed={panels.conversation}
              icon={<PanelLeft size={15} aria-hidden />}
              onClick={panels.toggleConversation}
            />
            <IconButton
              label={panels.changes ? 'Hide changes' : 'Show changes'}
              keys={panels.changesKeys}
              aria-pressed={panels.changes}
              icon={<PanelRight size={15} aria-hidden />}
              onClick={panels.toggleChanges}
            />
            <IconButton
              label={panels.terminals ? 'Hide terminals' : 'Show terminals'}
              keys={panels.terminalKeys}
              aria-pressed={panels.terminals}
              icon={<PanelBottom size={15} aria-hidden />}
              onClick={panels.toggleTerminals}
            />
          </>
        )}
        <Menu align="end" trigger={<IconButton label="Thread actions" icon={<Ellipsis size={15} aria-hidden />} />} entries={menu} />
      </div>
    </header>
  );
};
