/** One terminal on the screen: what it is, its screen, and what is said when it has ended. */
import { CircleStop, Play, RotateCw, Search, ShieldCheck, SquareSplitHorizontal, X } from 'lucide-react';
import { useEffect, useEffectEvent, useRef, useState } from 'react';
import type { Failure } from '#contract/failure.ts';
import type { Terminal } from '#contract/terminals.ts';
import { call } from '#renderer/state/core.ts';
import { useAppInfo } from '#renderer/state/app-state.ts';
import { say } from '#renderer/state/notices.ts';
import { closeTerminal, endTerminal, openTerminal, restartTerminal } from '#renderer/state/terminals.ts';
import { Button, IconButton } from '#renderer/ui/button.tsx';
import { cx } from '#renderer/ui/class-names.ts';
import { ConfirmPaste } from './confirm-paste.tsx';
import { FindBar } from './find-bar.tsx';
import { KeyRow } from './key-row.tsx';
import type { MountedTerminal } from './mount-terminal.ts';
import { endedText, kindTexts, labelOf } from './terminal-texts.ts';
import { Loading, ProblemNote, Skeleton } from '#renderer/ui/states.tsx';

export interface PaneProps {
  readonly terminal: Terminal;
  readonly readOnly: boolean;
  readonly phone: boolean;
  /** Rises when the terminal shall take the keys. */
  readonly focus: number;
  /** A file of the thread's folder; null where there is no view for it. */
  readonly onOpenFile: ((path: string, line: number | null) => void) | null;
  readonly onMounted: (terminal: MountedTerminal | null) => void;
  readonly onFocus: () => void;
  /** Starts a run command again; null where it cannot be. */
  readonly onRunAgain: (() => void) | null;
}

interface AskedPaste {
  readonly lines: number;
  readonly paste: () => void;
}

type FileLookup = (path: string) => ReturnType<typeof lookUp>;
const lookUp = (terminal: Terminal['id'], path: string) => call('terminals.file', { terminal, path }).catch(() => null);

/** Asked once per path for as long as the terminal is shown: a pointer passes a line many times. */
const useFileLookup = (id: Terminal['id']): FileLookup => {
  const known = useRef(new Map<string, ReturnType<typeof lookUp>>());
  return (path) => {
    const asked = known.current.get(path) ?? lookUp(id, path);
    known.current.set(path, asked);
    return asked;
  };
};

const useMounted = (props: PaneProps) => {
  const { terminal, onMounted, onOpenFile } = props;
  const element = useRef<HTMLDivElement>(null);
  const mounted = useRef<MountedTerminal | null>(null);
  const [isReady, setReady] = useState(false);
  const [failure, setFailure] = useState<Failure | null>(null);
  const [asked, setAsked] = useState<AskedPaste | null>(null);
  const canOpen = useAppInfo((state) => state.info?.canOpenPaths ?? false);
  const find = useFileLookup(terminal.id);
  const openFile = useEffectEvent(async (path: string, line: number | null) => {
    const found = await find(path);
    if (found === null) return say({ text: 'The file is not there any more.', more: path });
    if (found.inWorktree !== null && onOpenFile !== null) return onOpenFile(found.inWorktree, line);
    if (canOpen) await call('app.open-path', { path: found.path }).catch(() => undefined);
    else say({ text: 'That file is outside of the thread’s folder.', more: found.path });
  });
  const tellMounted = useEffectEvent(onMounted);
  const fileExists = useEffectEvent(async (path: string) => (await find(path)) !== null);
  useEffect(() => {
    let isOver = false;
    const host = element.current;
    if (host === null) return;
    const inner = document.createElement('div');
    inner.className = 'h-full';
    host.append(inner);
    void import('./mount-terminal.ts').then(async ({ mountTerminal }) => {
      if (isOver) return;
      const made = await mountTerminal({
        id: terminal.id,
        element: inner,
        confirmPaste: (lines, paste) => setAsked({ lines, paste }),
        openFile: (path, line) => void openFile(path, line),
        fileExists: (path) => fileExists(path),
        onReady: () => setReady(true),
        onFailed: setFailure,
      });
      if (isOver) return made.dispose();
      mounted.current = made;
      tellMounted(made);
    });
    return () => {
      isOver = true;
      mounted.current?.dispose();
      mounted.current = null;
      tellMounted(null);
      inner.remove();
      setReady(false);
      setFailure(null);
    };
  }, [terminal.id]);
  return { element, mounted, isReady, failure, asked, setAsked };
};

/** Says whose it is: a shell of the user is outside of every sandbox, and that must never be in doubt. */
const KindMark = ({ kind }: { readonly kind: Terminal['kind'] }) => (
  <span
    title={kindTexts[kind].hint}
    className={cx('inline-flex items-center gap-1 text-xs', kind === 'sandboxed' ? 'text-run' : 'text-faint')}
  >
    {kind === 'sandboxed' && <ShieldCheck size={12} aria-hidden />}
    {kindTexts[kind].word}
    {(kind === 'shell' || kind === 'run') && <span className="sr-only">, outside the sandbox</span>}
  </span>
);

const PaneHead = ({
  terminal,
  readOnly,
  onFind,
}: {
  readonly terminal: Terminal;
  readonly readOnly: boolean;
  readonly onFind: () => void;
}) => {
  const running = terminal.state.kind === 'running';
  const shell = terminal.kind === 'shell' || terminal.kind === 'sandboxed';
  return (
    <div className="flex min-h-7 items-center gap-2 ps-3 pe-1">
      <KindMark kind={terminal.kind} />
      <span dir="auto" className="min-w-0 flex-1 truncate text-xs text-faint" title={terminal.cwd}>
        {terminal.kind === 'shell' || terminal.kind === 'sandboxed' ? terminal.cwd : terminal.program}
      </span>
      <IconButton label="Find in this terminal" icon={<Search size={13} aria-hidden />} onClick={onFind} />
      {shell && !readOnly && (
        <IconButton
          label="Split: another one beside it"
          icon={<SquareSplitHorizontal size={13} aria-hidden />}
          onClick={() => void openTerminal(terminal.owner, terminal.kind === 'sandboxed' ? 'sandboxed' : 'shell', terminal.id)}
        />
      )}
      {running && !readOnly && (
        <IconButton
          label={`End ${labelOf(terminal)}`}
          icon={<CircleStop size={13} aria-hidden />}
          onClick={() => void endTerminal(terminal.id)}
        />
      )}
      {!readOnly && terminal.kind !== 'conversation' && (
        <IconButton
          label={`Close ${labelOf(terminal)}`}
          icon={<X size={13} aria-hidden />}
          onClick={() => void closeTerminal(terminal.id)}
        />
      )}
    </div>
  );
};

const EndedBar = ({ terminal, readOnly, onRunAgain }: Pick<PaneProps, 'terminal' | 'readOnly' | 'onRunAgain'>) => {
  const { state, kind } = terminal;
  if (state.kind !== 'ended') return null;
  const failed = state.how === 'lost' || (state.how === 'exited' && state.code !== 0);
  const again = kind === 'shell' || kind === 'sandboxed' ? () => void restartTerminal(terminal.id) : kind === 'run' ? onRunAgain : null;
  return (
    <div role="status" className="flex flex-wrap items-center gap-2 border-t border-line bg-raised px-3 py-1.5 text-sm">
      <span className={cx('min-w-0 flex-1', failed ? 'text-fail' : 'text-muted')}>{endedText(state)}</span>
      {again !== null && !readOnly && (
        <Button onClick={again}>
          {kind === 'run' ? <Play size={12} aria-hidden /> : <RotateCw size={12} aria-hidden />}{' '}
          {kind === 'run' ? 'Run again' : 'Start again'}
        </Button>
      )}
    </div>
  );
};

export const TerminalPane = (props: PaneProps) => {
  const { terminal, readOnly, phone, focus, onFocus } = props;
  const { element, mounted, isReady, failure, asked, setAsked } = useMounted(props);
  const [finding, setFinding] = useState(false);
  useEffect(() => {
    if (focus > 0 && isReady) mounted.current?.focus();
  }, [focus, isReady, mounted]);
  const focusTerminal = (): void => mounted.current?.focus();
  return (
    <section
      data-terminal={terminal.id}
      aria-label={`Terminal ${labelOf(terminal)}, ${kindTexts[terminal.kind].word.toLowerCase()}`}
      className="relative flex min-h-0 min-w-0 flex-1 flex-col bg-sunken"
      onFocus={onFocus}
      onKeyDown={(event) => {
        const mod = event.metaKey || (event.ctrlKey && event.shiftKey);
        if (mod && event.key.toLowerCase() === 'f') {
          event.preventDefault();
          setFinding(true);
        } else if (event.ctrlKey && event.shiftKey && event.key.toLowerCase() === 'c') {
          event.preventDefault();
          mounted.current?.copy();
        }
      }}
    >
      <PaneHead terminal={terminal} readOnly={readOnly} onFind={() => setFinding(true)} />
      {finding && (
        <FindBar
          find={(text, direction) => mounted.current?.find(text, direction) ?? false}
          onClose={() => {
            setFinding(false);
            mounted.current?.clearFind();
            focusTerminal();
          }}
        />
      )}
      {failure !== null && (
        <div className="p-3">
          <ProblemNote problem={failure} />
        </div>
      )}
      {!isReady && failure === null && (
        <div className="absolute inset-x-3 top-9">
          <Loading what="the terminal">
            <Skeleton className="h-4 w-64" />
          </Loading>
        </div>
      )}
      {/* Whoever has the focus sets the size; elsewhere what does not fit is scrolled to. */}
      <div ref={element} className={cx('min-h-0 min-w-0 flex-1 overflow-auto ps-3', failure !== null && 'hidden')} />
      <EndedBar {...props} />
      {phone && !readOnly && terminal.state.kind === 'running' && (
        <KeyRow
          onKey={(text) => mounted.current?.type(text)}
          onKeyboard={focusTerminal}
          onPaste={() => void mounted.current?.paste().catch(() => undefined)}
        />
      )}
      <ConfirmPaste
        lines={asked?.lines ?? null}
        onAnswer={(yes) => {
          if (yes) asked?.paste();
          setAsked(null);
          focusTerminal();
        }}
      />
    </section>
  );
};
