/** One file, before and after, in Monaco; read only. */
import { useEffect, useRef } from 'react';
import type { FileText } from '#contract/review.ts';
import { applyTheme, monaco } from '#renderer/ui/monaco.ts';
import { useTheme } from '#renderer/ui/use-theme.ts';

interface FileEditorProps {
  readonly file: FileText;
  readonly split: boolean;
  readonly wrap: boolean;
  readonly line: number | null;
}

export const FileEditor = ({ file, split, wrap, line }: FileEditorProps) => {
  const box = useRef<HTMLDivElement>(null);
  const editor = useRef<monaco.editor.IStandaloneDiffEditor>(null);
  const theme = useTheme();
  useEffect(() => applyTheme(theme), [theme]);
  useEffect(() => {
    if (box.current === null) return;
    const created = monaco.editor.createDiffEditor(box.current, {
      readOnly: true,
      originalEditable: false,
      automaticLayout: true,
      fontFamily: 'JetBrains Mono Variable, JetBrains Mono, monospace',
      fontSize: 12,
      lineHeight: 20,
      minimap: { enabled: false },
      renderOverviewRuler: false,
      scrollBeyondLastLine: false,
      ignoreTrimWhitespace: false,
      hideUnchangedRegions: { enabled: false },
      ariaLabel: 'Whole file, before and after',
    });
    editor.current = created;
    return () => {
      editor.current = null;
      created.dispose();
    };
  }, []);
  useEffect(
    () => editor.current?.updateOptions({ renderSideBySide: split, useInlineViewWhenSpaceIsLimited: true, wordWrap: wrap ? 'on' : 'off' }),
    [split, wrap],
  );
  useEffect(() => {
    const created = editor.current;
    if (created === null) return;
    // The path tells Monaco the language; the scheme keeps the two sides apart.
    const side = (scheme: string, text: string | null) =>
      monaco.editor.createModel(text ?? '', undefined, monaco.Uri.from({ scheme, path: `/${file.path}` }));
    const model = { original: side('before', file.before), modified: side('after', file.after) };
    created.setModel(model);
    if (line !== null) created.getModifiedEditor().revealLineInCenter(line);
    return () => {
      // When the whole view goes, the editor is gone before its models.
      if (editor.current === created) created.setModel(null);
      model.original.dispose();
      model.modified.dispose();
    };
  }, [file, line]);
  return <div ref={box} dir="ltr" className="min-h-0 flex-1" />;
};
