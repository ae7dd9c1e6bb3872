/** The tabs of the drawer: one per terminal, or per few that stand beside each other. Dragged, moved and renamed here. */
import { Bot, Play, ShieldCheck, SquareTerminal } from 'lucide-react';
import { useRef, useState, type KeyboardEvent } from 'react';
import type { Terminal } from '#contract/terminals.ts';
import { closeTerminal, moveTerminal, renameTerminal } from '#renderer/state/terminals.ts';
import { cx } from '#renderer/ui/class-names.ts';
import { kindTexts, labelOf, type TerminalTab } from './terminal-texts.ts';

const icons = { shell: SquareTerminal, sandboxed: ShieldCheck, run: Play, agent: Bot, conversation: Bot } as const;

interface TabsProps {
  readonly tabs: readonly TerminalTab[];
  readonly shown: string | null;
  readonly readOnly: boolean;
  readonly onShow: (group: string) => void;
  /** Enter in a tab: the terminal takes the keys. */
  readonly onEnter: () => void;
}

/** What the dot of a tab says, in a word. */
const stateOf = ({ state, command, rang }: Terminal): { readonly word: string; readonly look: string } => {
  if (rang) return { word: 'rang', look: 'bg-needs' };
  if (state.kind === 'running') {
    const failed = command !== null && !command.running && (command.exitCode ?? 0) !== 0;
    return failed ? { word: `last command failed with ${command.exitCode}`, look: 'bg-fail' } : { word: 'running', look: 'bg-run' };
  }
  const wentWrong = state.how === 'lost' || (state.how === 'exited' && state.code !== 0);
  return wentWrong
    ? { word: state.how === 'lost' ? 'cut off' : `ended with ${state.code}`, look: 'bg-fail' }
    : { word: 'ended', look: 'bg-idle' };
};

const TabName = ({ terminal, onDone }: { readonly terminal: Terminal; readonly onDone: () => void }) => {
  const over = useRef(false);
  const finish = (name: string | null): void => {
    if (over.current) return;
    over.current = true;
    if (name !== null && name !== labelOf(terminal)) void renameTerminal(terminal.id, name.trim() === '' ? null : name);
    onDone();
  };
  return (
    <input
      aria-label="Name of the terminal"
      // oxlint-disable-next-line jsx-a11y/no-autofocus
      autoFocus
      defaultValue={labelOf(terminal)}
      maxLength={100}
      className="w-32 rounded-sm border border-line-input bg-bg px-1.5 text-sm"
      onFocus={(event) => event.target.select()}
      onBlur={(event) => finish(event.target.value)}
      onKeyDown={(event) => {
        event.stopPropagation();
        if (event.key === 'Enter') finish(event.currentTarget.value);
        if (event.key === 'Escape') finish(null);
      }}
    />
  );
};

const TabLabel = ({ terminals }: { readonly terminals: readonly Terminal[] }) =>
  terminals.map((terminal) => {
    const Icon = icons[terminal.kind];
    const { word, look } = stateOf(terminal);
    return (
      <span
        key={terminal.id}
        className="flex min-w-0 items-center gap-1.5"
        title={`${kindTexts[terminal.kind].word}. ${kindTexts[terminal.kind].hint}`}
      >
        <Icon size={12} aria-hidden className={cx('shrink-0', terminal.kind === 'sandboxed' ? 'text-run' : 'text-faint')} />
        <span dir="auto" className="max-w-40 truncate">
          {labelOf(terminal)}
        </span>
        <span aria-hidden className={cx('size-1.5 shrink-0 rounded-full', look)} />
        <span className="sr-only">{`, ${kindTexts[terminal.kind].word.toLowerCase()}, ${word}`}</span>
      </span>
    );
  });

export const TerminalTabs = ({ tabs, shown, readOnly, onShow, onEnter }: TabsProps) => {
  const [renaming, setRenaming] = useState<string | null>(null);
  const [dragged, setDragged] = useState<string | null>(null);
  const move = (group: string, to: number): void => {
    const first = tabs.find((tab) => tab.group === group)?.terminals[0];
    if (first !== undefined && to >= 0 && to < tabs.length) void moveTerminal(first.id, to);
  };
  const onKey = (event: KeyboardEvent, tab: TerminalTab, index: number): void => {
    const first = tab.terminals[0];
    const step = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
    if (step !== 0 && event.altKey && !readOnly) move(tab.group, index + step);
    else if (step !== 0) {
      const next = tabs[(index + step + tabs.length) % tabs.length];
      if (next !== undefined) {
        onShow(next.group);
        document.getElementById(`terminal-tab-${next.group}`)?.focus();
      }
    } else if (event.key === 'F2' && !readOnly) setRenaming(tab.group);
    else if (event.key === 'Delete' && !readOnly && first !== undefined) void closeTerminal(first.id);
    else if (event.key === 'Enter') onEnter();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <div role="tablist" aria-label="Terminals" className="flex min-w-0 items-stretch overflow-x-auto">
      {tabs.map((tab, index) => {
        const first = tab.terminals[0];
        if (first === undefined) return null;
        if (renaming === tab.group)
          return (
            <span key={tab.group} className="flex items-center px-2">
              <TabName terminal={first} onDone={() => setRenaming(null)} />
            </span>
          );
        return (
          <button
            key={tab.group}
            id={`terminal-tab-${tab.group}`}
            type="button"
            role="tab"
            aria-selected={tab.group === shown}
            aria-controls="terminal-panel"
            tabIndex={tab.group === shown ? 0 : -1}
            draggable={!readOnly}
            className={cx(
              'ring-inset-focus flex min-h-8 shrink-0 items-center gap-3 border-b-2 px-3 text-sm transition-colors coarse:min-h-11',
              tab.group === shown ? 'border-accent text-fg' : 'border-transparent text-muted hover:bg-hover hover:text-fg',
              dragged === tab.group && 'opacity-50',
            )}
            onClick={() => onShow(tab.group)}
            onDoubleClick={() => !readOnly && setRenaming(tab.group)}
            onKeyDown={(event) => onKey(event, tab, index)}
            onAuxClick={(event) => {
              if (event.button === 1 && !readOnly) void closeTerminal(first.id);
            }}
            onDragStart={(event) => {
              event.dataTransfer.effectAllowed = 'move';
              setDragged(tab.group);
            }}
            onDragOver={(event) => {
              if (dragged !== null) event.preventDefault();
            }}
            onDrop={() => {
              if (dragged !== null && dragged !== tab.group) move(dragged, index);
            }}
            onDragEnd={() => setDragged(null)}
          >
            <TabLabel terminals={tab.terminals} />
          </button>
        );
      })}
    </div>
  );
};
