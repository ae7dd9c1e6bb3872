/** An xterm on the page for one terminal of the core: drawing, typing, links, size. Loads with the first terminal that is shown. */
import '@xterm/xterm/css/xterm.css';
import './terminal.css';
import { FitAddon } from '@xterm/addon-fit';
import { SearchAddon } from '@xterm/addon-search';
import { Unicode11Addon } from '@xterm/addon-unicode11';
import { WebLinksAddon } from '@xterm/addon-web-links';
import { Terminal } from '@xterm/xterm';
import type { Failure } from '#contract/failure.ts';
import type { TerminalId } from '#contract/ids.ts';
import { MAX_COLUMNS, MAX_ROWS, SCROLLBACK_LINES } from '#contract/terminals.ts';
import { call } from '#renderer/state/core.ts';
import { settingsNow } from '#renderer/state/settings.ts';
import { rememberSize } from '#renderer/state/terminals.ts';
import { visibleText, watchCommands } from './command-marks.ts';
import { fileLinks } from './file-links.ts';
import { followTerminal } from './follow-terminal.ts';
import { riskOf } from './paste-lines.ts';
import { drawFast } from './renderer-choice.ts';
import { silenceReplies } from './silence-replies.ts';
import { leavesTerminal } from './terminal-keys.ts';
import { TERMINAL_FONT_PX, terminalFont, themeOf } from './terminal-theme.ts';

export interface MountOptions {
  readonly id: TerminalId;
  readonly element: HTMLElement;
  /** Asks whether so many lines shall be pasted. */
  readonly confirmPaste: (lines: number, paste: () => void) => void;
  readonly openFile: (path: string, line: number | null) => void;
  readonly fileExists: (path: string) => Promise<boolean>;
  readonly onReady: () => void;
  readonly onFailed: (failure: Failure) => void;
}

export interface MountedTerminal {
  readonly focus: () => void;
  /** As if typed. */
  readonly type: (text: string) => void;
  readonly find: (text: string, direction: 'next' | 'previous') => boolean;
  readonly clearFind: () => void;
  readonly selection: () => string;
  /** What was selected, else the last command's output, else what is on the screen. */
  readonly excerpt: () => string;
  readonly scrollToCommand: (direction: -1 | 1) => boolean;
  readonly copy: () => void;
  readonly paste: () => Promise<void>;
  readonly selectAll: () => void;
  readonly dispose: () => void;
}

const MAX_TEXT_CHARS = 1_000_000;

const openAddress = (address: string): void => {
  if (/^https?:/i.test(address)) window.open(address, '_blank', 'noopener,noreferrer');
};

/** `file://host/path` as a path; null when it is something else. */
const pathOfUrl = (address: string): string | null => (/^file:/i.test(address) ? decodeURIComponent(new URL(address).pathname) : null);

const makeTerminal = ({ element, openFile }: MountOptions): Terminal =>
  new Terminal({
    allowProposedApi: true,
    scrollback: SCROLLBACK_LINES,
    fontFamily: terminalFont(element),
    fontSize: TERMINAL_FONT_PX,
    lineHeight: 1.25,
    cursorBlink: false,
    minimumContrastRatio: 4.5,
    macOptionIsMeta: true,
    theme: themeOf(element),
    linkHandler: {
      activate: (_event, address) => {
        const path = pathOfUrl(address);
        if (path === null) openAddress(address);
        else openFile(path, null);
      },
      allowNonHttpProtocols: true,
    },
  });

/** The size that the element has room for; null while it has none. */
const roomFor = (fit: FitAddon): { readonly columns: number; readonly rows: number } | null => {
  const room = fit.proposeDimensions();
  if (room === undefined || Number.isNaN(room.cols) || Number.isNaN(room.rows)) return null;
  return { columns: Math.min(Math.max(room.cols, 2), MAX_COLUMNS), rows: Math.min(Math.max(room.rows, 1), MAX_ROWS) };
};

/** Who has the focus says how large the terminal is; the others show it as it is. */
const keepSize = (terminal: Terminal, { id, element }: MountOptions): (() => void) => {
  const fit = new FitAddon();
  terminal.loadAddon(fit);
  let told = '';
  const tell = (always: boolean): void => {
    const room = roomFor(fit);
    if (room === null || !document.hasFocus()) return;
    rememberSize(room.columns, room.rows);
    const size = `${room.columns}x${room.rows}`;
    if (size === told && !always) return;
    told = size;
    // The terminal may have been closed in this moment.
    call('terminals.resize', { terminal: id, ...room }).catch(() => undefined);
  };
  let timer: ReturnType<typeof setTimeout> | null = null;
  const observer = new ResizeObserver(() => {
    if (timer !== null) clearTimeout(timer);
    timer = setTimeout(() => tell(false), 60);
  });
  observer.observe(element);
  const focused = (): void => tell(true);
  element.addEventListener('focusin', focused);
  window.addEventListener('focus', focused);
  // Before it has drawn once, its letters have no size.
  const drawn = terminal.onRender(() => {
    drawn.dispose();
    tell(true);
  });
  return () => {
    drawn.dispose();
    if (timer !== null) clearTimeout(timer);
    observer.disconnect();
    element.removeEventListener('focusin', focused);
    window.removeEventListener('focus', focused);
  };
};

const watchTheme = (terminal: Terminal, element: HTMLElement): (() => void) => {
  const observer = new MutationObserver(() => {
    terminal.options.theme = themeOf(element);
  });
  observer.observe(document.documentElement, { attributes: true, attributeFilter: ['data-theme', 'class'] });
  return () => observer.disconnect();
};

const guardPaste = (terminal: Terminal, { element, confirmPaste }: MountOptions): ((text: string) => void) => {
  const take = (text: string): void => {
    const { lines, ask } = riskOf(text, terminal.modes.bracketedPasteMode);
    if (ask) confirmPaste(lines, () => terminal.paste(text));
    else terminal.paste(text);
  };
  element.addEventListener(
    'paste',
    (event) => {
      event.preventDefault();
      event.stopPropagation();
      take(event.clipboardData?.getData('text/plain') ?? '');
    },
    { capture: true },
  );
  return take;
};

const typeInto = (id: TerminalId, text: string): void => {
  for (let from = 0; from < text.length; from += MAX_TEXT_CHARS)
    // What ran there may have ended in this moment; its state says so.
    call('terminals.write', { terminal: id, text: text.slice(from, from + MAX_TEXT_CHARS) }).catch(() => undefined);
};

const copyText = (text: string): void => {
  // Without the right to, the selection is still there to be copied by hand.
  if (text !== '') navigator.clipboard.writeText(text).catch(() => undefined);
};

const listen = (terminal: Terminal, options: MountOptions): void => {
  const { id } = options;
  terminal.onData((text) => typeInto(id, text));
  // Some mouse reports are bytes that are no text; the core takes text.
  terminal.onBinary((text) => typeInto(id, text));
  terminal.attachCustomKeyEventHandler((event) => !leavesTerminal(event));
  terminal.onSelectionChange(() => {
    if (settingsNow().terminalCopyOnSelect) copyText(terminal.getSelection());
  });
  terminal.registerLinkProvider(fileLinks(terminal, { exists: options.fileExists, open: options.openFile }));
};

const load = (terminal: Terminal): SearchAddon => {
  const search = new SearchAddon();
  terminal.loadAddon(search);
  terminal.loadAddon(new Unicode11Addon());
  terminal.unicode.activeVersion = '11';
  terminal.loadAddon(new WebLinksAddon((_event, address) => openAddress(address)));
  return search;
};

/** The letters must be there before the terminal measures them. */
const lettersLoaded = async (element: HTMLElement): Promise<void> => {
  const font = `${TERMINAL_FONT_PX}px ${terminalFont(element).split(',')[0] ?? 'monospace'}`;
  await Promise.all([document.fonts.load(font), document.fonts.load(`bold ${font}`)]).catch(() => undefined);
};

export const mountTerminal = async (options: MountOptions): Promise<MountedTerminal> => {
  const { id, element, onReady, onFailed } = options;
  await lettersLoaded(element);
  const terminal = makeTerminal(options);
  const search = load(terminal);
  terminal.open(element);
  silenceReplies(terminal);
  const marks = watchCommands(terminal);
  await drawFast(terminal);
  listen(terminal, options);
  const paste = guardPaste(terminal, options);
  const unfollow = followTerminal(terminal, id, { onScreen: onReady, onFailed });
  const unsize = keepSize(terminal, options);
  const untheme = watchTheme(terminal, element);
  return {
    focus: () => terminal.focus(),
    type: (text) => typeInto(id, text),
    find: (text, direction) => (direction === 'next' ? search.findNext(text) : search.findPrevious(text)),
    clearFind: () => search.clearDecorations(),
    selection: () => terminal.getSelection(),
    excerpt: () => terminal.getSelection() || marks.lastOutput() || visibleText(terminal),
    scrollToCommand: marks.scrollToCommand,
    copy: () => copyText(terminal.getSelection()),
    paste: async () => paste(await navigator.clipboard.readText()),
    selectAll: () => terminal.selectAll(),
    dispose: () => {
      unfollow();
      unsize();
      untheme();
      terminal.dispose();
    },
  };
};
