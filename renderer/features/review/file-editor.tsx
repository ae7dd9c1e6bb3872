/** One file in Monaco: before beside after where it changed, alone where it did not. What is written is told as text. */
import { useEffect, useId, useRef } from 'react';
import type { FileText } from '#contract/review.ts';
import { applyTheme, monaco } from '#renderer/ui/monaco.ts';
import { useTheme } from '#renderer/ui/use-theme.ts';

export interface FileEditorProps {
  readonly file: FileText;
  readonly split: boolean;
  readonly wrap: boolean;
  readonly line: number | null;
  readonly editable: boolean;
  readonly onText: (text: string) => void;
  readonly onSave: () => void;
}

const shared: monaco.editor.IEditorOptions & monaco.editor.IGlobalEditorOptions = {
  automaticLayout: true,
  fontFamily: 'JetBrains Mono Variable, JetBrains Mono, monospace',
  fontSize: 12,
  lineHeight: 20,
  fontLigatures: false,
  minimap: { enabled: false },
  scrollBeyondLastLine: false,
};

type CodeEditor = monaco.editor.IStandaloneCodeEditor;
interface Opened {
  /** The one that shows the file as it is now. */
  readonly code: CodeEditor;
  readonly diff: monaco.editor.IStandaloneDiffEditor | null;
}

/** A file that did not change needs one column: two would say the same with two rows of numbers. */
const open = (box: HTMLElement, changed: boolean): Opened => {
  if (!changed) return { code: monaco.editor.create(box, { ...shared, ariaLabel: 'Whole file' }), diff: null };
  const diff = monaco.editor.createDiffEditor(box, {
    ...shared,
    originalEditable: false,
    renderOverviewRuler: false,
    ignoreTrimWhitespace: false,
    hideUnchangedRegions: { enabled: false },
    ariaLabel: 'Whole file, before and after',
  });
  return { code: diff.getModifiedEditor(), diff };
};

/** Puts the texts into the editor; gives how to take them out. The path tells Monaco the language, `id` keeps editors apart. */
const fill = ({ code, diff }: Opened, file: FileText, id: string): (() => void) => {
  const side = (scheme: string, text: string | null) =>
    monaco.editor.createModel(text ?? '', undefined, monaco.Uri.from({ scheme, path: `/${file.path}`, query: id }));
  const modified = side('after', file.after);
  const original = diff === null ? null : side('before', file.before);
  if (diff !== null && original !== null) diff.setModel({ original, modified });
  else code.setModel(modified);
  return () => {
    if (diff === null) code.setModel(null);
    else diff.setModel(null);
    original?.dispose();
    modified.dispose();
  };
};

export const FileEditor = ({ file, split, wrap, line, editable, onText, onSave }: FileEditorProps) => {
  const box = useRef<HTMLDivElement>(null);
  const opened = useRef<Opened>(null);
  const latest = useRef({ onText, onSave });
  const theme = useTheme();
  const changed = file.before !== file.after;
  const emptied = useRef<(() => void) | null>(null);
  const id = useId();
  useEffect(() => {
    latest.current = { onText, onSave };
  });
  useEffect(() => applyTheme(theme), [theme]);
  useEffect(() => {
    if (box.current === null) return;
    const made = open(box.current, changed);
    opened.current = made;
    made.code.addCommand(monaco.KeyMod.CtrlCmd | monaco.KeyCode.KeyS, () => latest.current.onSave());
    const listening = made.code.onDidChangeModelContent(() => latest.current.onText(made.code.getValue()));
    return () => {
      opened.current = null;
      listening.dispose();
      emptied.current?.();
      emptied.current = null;
      (made.diff ?? made.code).dispose();
    };
  }, [changed]);
  useEffect(() => {
    const options = { wordWrap: wrap ? ('on' as const) : ('off' as const), readOnly: !editable };
    opened.current?.code.updateOptions(options);
    opened.current?.diff?.updateOptions({ ...options, renderSideBySide: split, useInlineViewWhenSpaceIsLimited: true });
  }, [split, wrap, editable, changed]);
  useEffect(() => {
    const now = opened.current;
    if (now === null) return;
    // What was just saved is in the editor already: the cursor stays.
    if (emptied.current !== null && now.code.getValue() === (file.after ?? '')) return;
    const before = emptied.current === null ? null : now.code.saveViewState();
    emptied.current?.();
    emptied.current = fill(now, file, id);
    if (before !== null) now.code.restoreViewState(before);
    else if (line !== null) now.code.revealLineInCenter(line);
  }, [file, line, changed, id]);
  return <div ref={box} dir="ltr" className="min-h-0 flex-1" />;
};
