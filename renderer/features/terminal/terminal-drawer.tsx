/**
 * The drawer of terminals below a thread, or a project: tabs, what they show, run commands, processes. What is hidden
 * costs nothing: only the terminals of the tab that is shown are on the page.
 */
import { ChevronDown, Cpu, MessageSquareQuote, Plus, SquareTerminal } from 'lucide-react';
import { useEffect, useEffectEvent, useMemo, useRef, useState } from 'react';
import type { Terminal, TerminalOwner } from '#contract/terminals.ts';
import { useCommands, useKeyCaps } from '#renderer/state/commands.ts';
import { say } from '#renderer/state/notices.ts';
import { runCommand } from '#renderer/state/thread-actions.ts';
import {
  focusTerminal,
  isInTerminal,
  setTerminalDrawer,
  takeTerminalWish,
  useTerminalDrawer,
  wishOfTerminals,
  type DrawerWish,
} from '#renderer/state/terminal-drawer.ts';
import { closeTerminal, moveTerminal, openTerminal, ownerKey, useProcesses, useTerminals } from '#renderer/state/terminals.ts';
import { Button, IconButton } from '#renderer/ui/button.tsx';
import { Menu, type MenuEntry } from '#renderer/ui/menu.tsx';
import { Panes } from '#renderer/ui/panes.tsx';
import { Empty, ProblemNote } from '#renderer/ui/states.tsx';
import type { MountedTerminal } from './mount-terminal.ts';
import { ProcessesPanel } from './processes-panel.tsx';
import { RunButtons, runStates } from './run-buttons.tsx';
import { terminalCommands, type TerminalActions } from './terminal-commands.ts';
import { TerminalPane } from './terminal-pane.tsx';
import { TerminalTabs } from './terminal-tabs.tsx';
import { tabsOf, type TerminalTab } from './terminal-texts.ts';
import { PROCESSES, useTerminalTabs } from './use-terminal-tabs.ts';

export interface TerminalDrawerProps {
  readonly owner: TerminalOwner;
  /** Names of the project's run commands. */
  readonly runNames: readonly string[];
  readonly readOnly: boolean;
  /** The drawer is the whole screen, and there is no keyboard. */
  readonly phone: boolean;
  /** Shows a file of the owner's folder; null where there is no view for it. */
  readonly onOpenFile: ((path: string, line: number | null) => void) | null;
  /** Puts text into the message to the agent; null where there is none. */
  readonly onSend: ((text: string) => void) | null;
}

const fenced = (text: string): string => {
  const fence = '`'.repeat(Math.max(3, ...[...text.matchAll(/`+/g)].map(([run]) => run.length + 1)));
  return `${fence}\n${text}\n${fence}\n\n`;
};

/** What of a terminal goes to the agent at most: its end is what counts. */
const MAX_SENT_CHARS = 20_000;

/** The keys and the palette reach the drawer that is on the screen. */
const useTerminalCommands = (owner: TerminalOwner, actions: TerminalActions): void => {
  const latest = useRef(actions);
  useEffect(() => {
    latest.current = actions;
  });
  const canSandbox = owner.kind === 'thread';
  useCommands(useMemo(() => terminalCommands(() => latest.current, canSandbox), [canSandbox]));
};

const useDrawer = ({ owner, onSend, readOnly }: TerminalDrawerProps) => {
  const { value, failure } = useTerminals(owner);
  // The program that is the agent is shown where the conversation is.
  const terminals = useMemo(() => (value ?? []).filter(({ kind }) => kind !== 'conversation'), [value]);
  const tabs = useMemo(() => tabsOf(terminals), [terminals]);
  const { shown, index, show } = useTerminalTabs(ownerKey(owner), tabs);
  const [last, setLast] = useState<Terminal['id'] | null>(null);
  const mounted = useRef(new Map<Terminal['id'], MountedTerminal>());
  const tab = tabs[index];
  const active = tab?.terminals.find(({ id }) => id === last) ?? tab?.terminals[0] ?? null;
  const open = async (kind: 'shell' | 'sandboxed', beside: boolean): Promise<void> => {
    const made = await openTerminal(owner, kind, beside ? (active?.id ?? null) : null);
    if (made === null) return;
    show(made.group);
    setLast(made.id);
    focusTerminal();
  };
  const actions: TerminalActions = {
    toggle: () => {
      if (isInTerminal(document.activeElement)) setTerminalDrawer(false);
      else wishOfTerminals('focus');
    },
    open: (kind, beside) => void open(kind, beside),
    show: (step) => {
      const next = tabs[(index + step + tabs.length) % Math.max(tabs.length, 1)];
      if (next === undefined) return false;
      show(next.group);
      focusTerminal();
      return true;
    },
    move: (step) => {
      if (active === null || index + step < 0 || index + step >= tabs.length) return false;
      void moveTerminal(active.id, index + step);
      return true;
    },
    scrollToCommand: (direction) => (active === null ? false : (mounted.current.get(active.id)?.scrollToCommand(direction) ?? false)),
    send: () => {
      const text = active === null ? '' : (mounted.current.get(active.id)?.excerpt() ?? '').slice(-MAX_SENT_CHARS);
      if (onSend === null || text.trim() === '') {
        say({ text: 'There is nothing in a terminal to send' });
        return false;
      }
      onSend(fenced(text));
      say({ text: 'Put into your message' });
      return true;
    },
    processes: () => show(PROCESSES),
    close: () => {
      if (active === null) return false;
      void closeTerminal(active.id);
      return true;
    },
  };
  const fulfil = useEffectEvent((wish: DrawerWish) => {
    takeTerminalWish();
    if (wish === 'processes') return show(PROCESSES);
    if (wish !== 'focus' || terminals.length === 0) return void open(wish === 'sandboxed' ? wish : 'shell', false);
    if (shown === PROCESSES && tabs[0] !== undefined) show(tabs[0].group);
    return focusTerminal();
  });
  const wish = useTerminalDrawer((state) => state.wish);
  const isLoaded = value !== null;
  useEffect(() => {
    if (isLoaded && wish !== null && !readOnly) fulfil(wish);
  }, [isLoaded, wish, readOnly]);
  return { isLoaded, failure, terminals, tabs, tab, shown, show, active, setLast, mounted, actions };
};

const newEntries = ({ owner, runNames }: TerminalDrawerProps, actions: TerminalActions): readonly MenuEntry[] => [
  { id: 'shell', label: 'Shell', hint: 'Yours, outside the sandbox', run: () => actions.open('shell', false) },
  ...(owner.kind === 'thread'
    ? [{ id: 'sandboxed', label: 'Sandboxed shell', hint: 'Under the policy of this thread', run: () => actions.open('sandboxed', false) }]
    : []),
  ...(owner.kind === 'thread' && runNames.length > 0
    ? [
        { kind: 'line' as const, id: 'line' },
        ...runNames.map((name) => ({ id: `run-${name}`, label: `Run ${name}`, run: () => void runCommand(owner.thread, name) })),
      ]
    : []),
];

const NothingOpen = ({ props, actions }: { readonly props: TerminalDrawerProps; readonly actions: TerminalActions }) => (
  <div className="min-h-0 flex-1 overflow-auto">
    <Empty
      icon={SquareTerminal}
      title="No terminal is open"
      action={
        props.readOnly ? undefined : (
          <span className="flex flex-wrap justify-center gap-2">
            <Button look="primary" onClick={() => actions.open('shell', false)}>
              New shell
            </Button>
            {props.owner.kind === 'thread' && <Button onClick={() => actions.open('sandboxed', false)}>Sandboxed shell</Button>}
          </span>
        )
      }
    >
      A shell starts in {props.owner.kind === 'thread' ? 'the folder of this thread, with its ports' : 'the folder of the project'}. It is
      yours and runs outside the sandbox.
    </Empty>
  </div>
);

interface TabContentProps {
  readonly props: TerminalDrawerProps;
  readonly drawer: ReturnType<typeof useDrawer>;
  readonly tab: TerminalTab;
}

const TabContent = ({ props, drawer, tab }: TabContentProps) => {
  const { owner, readOnly, phone, onOpenFile } = props;
  const focus = useTerminalDrawer((state) => state.focus);
  const { active, setLast, mounted } = drawer;
  const pane = (terminal: Terminal) => (
    <TerminalPane
      key={terminal.id}
      terminal={terminal}
      readOnly={readOnly}
      phone={phone}
      focus={terminal.id === active?.id ? focus : 0}
      onOpenFile={onOpenFile}
      onMounted={(made) => (made === null ? mounted.current.delete(terminal.id) : mounted.current.set(terminal.id, made))}
      onFocus={() => setLast(terminal.id)}
      onRunAgain={owner.kind === 'thread' && terminal.run !== null ? () => void runCommand(owner.thread, terminal.run ?? '') : null}
    />
  );
  const [first] = tab.terminals;
  if (first === undefined) return null;
  if (tab.terminals.length === 1) return pane(first);
  return (
    <Panes
      name={`terminal-${tab.terminals.length}`}
      direction={phone ? 'column' : 'row'}
      panes={tab.terminals.map((terminal, index) => ({ id: `terminal ${index + 1}`, min: '120px', children: pane(terminal) }))}
    />
  );
};

const closedActions: TerminalActions = {
  toggle: () => wishOfTerminals('focus'),
  open: (kind) => wishOfTerminals(kind),
  processes: () => wishOfTerminals('processes'),
  show: () => false,
  move: () => false,
  scrollToCommand: () => false,
  send: () => false,
  close: () => false,
};

/** Stands where the drawer is closed, so that it can be opened. */
export const ClosedTerminals = ({ owner }: Pick<TerminalDrawerProps, 'owner'>) => {
  useTerminalCommands(owner, closedActions);
  return null;
};

export const TerminalDrawer = (props: TerminalDrawerProps) => {
  const { owner, runNames, readOnly, phone, onSend } = props;
  const drawer = useDrawer(props);
  const { terminals, tabs, tab, shown, show, failure, isLoaded, actions } = drawer;
  const caps = useKeyCaps('terminal.toggle');
  const sendCaps = useKeyCaps('terminal.send');
  const thread = owner.kind === 'thread' ? owner.thread : null;
  const runsNow = terminals.some(({ kind, state }) => kind === 'run' && state.kind === 'running');
  const processes = useProcesses(runsNow ? thread : null).value ?? [];
  useTerminalCommands(owner, actions);
  return (
    <div className="flex min-h-0 min-w-0 flex-1 flex-col bg-sunken" aria-label="Terminals" role="region">
      <div className="flex items-stretch border-b border-line bg-bg">
        <TerminalTabs tabs={tabs} shown={shown} readOnly={readOnly} onShow={show} onEnter={focusTerminal} />
        {!readOnly && (
          <span className="flex items-center px-1">
            <Menu
              trigger={<IconButton label="New terminal" icon={<Plus size={14} aria-hidden />} />}
              entries={() => newEntries(props, actions)}
            />
          </span>
        )}
        <span className="flex-1" />
        <span className="flex shrink-0 items-center gap-1 pe-2">
          {thread !== null && !readOnly && <RunButtons thread={thread} runs={runStates(runNames, terminals, processes)} phone={phone} />}
          {onSend !== null && tab !== undefined && (
            <IconButton
              label="Send the selection or the last output to the agent"
              keys={sendCaps}
              icon={<MessageSquareQuote size={14} aria-hidden />}
              onClick={() => actions.send()}
            />
          )}
          {thread !== null && (
            <IconButton
              label="Processes of this thread"
              aria-pressed={shown === PROCESSES}
              className={shown === PROCESSES ? 'bg-active text-fg' : ''}
              icon={<Cpu size={14} aria-hidden />}
              onClick={() => (shown === PROCESSES && tabs[0] !== undefined ? show(tabs[0].group) : show(PROCESSES))}
            />
          )}
          {!phone && (
            <IconButton
              label="Hide the terminals"
              keys={caps}
              icon={<ChevronDown size={14} aria-hidden />}
              onClick={() => setTerminalDrawer(false)}
            />
          )}
        </span>
      </div>
      <div id="terminal-panel" role="tabpanel" aria-label="Terminal" className="flex min-h-0 min-w-0 flex-1 flex-col">
        {failure !== null && !isLoaded && (
          <div className="p-3">
            <ProblemNote problem={failure} />
          </div>
        )}
        {shown === PROCESSES && thread !== null ? (
          <ProcessesPanel thread={thread} readOnly={readOnly} />
        ) : tab !== undefined ? (
          <TabContent key={tab.group} props={props} drawer={drawer} tab={tab} />
        ) : (
          isLoaded && <NothingOpen props={props} actions={actions} />
        )}
      </div>
    </div>
  );
};
