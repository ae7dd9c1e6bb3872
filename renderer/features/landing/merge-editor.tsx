/** One conflicting file: the thread's side, the result to edit, the base's side. Loaded with the first conflict, as Monaco is large. */
import { ArrowDown, ArrowUp } from 'lucide-react';
import { useCallback, useEffect, useRef, useState } from 'react';
import type { ConflictFile } from '#contract/landing.ts';
import { Button, IconButton } from '#renderer/ui/button.tsx';
import { cx } from '#renderer/ui/class-names.ts';
import { applyTheme, monaco } from '#renderer/ui/monaco.ts';
import { Segmented } from '#renderer/ui/segmented.tsx';
import { useMedia } from '#renderer/ui/use-media.ts';
import { useTheme } from '#renderer/ui/use-theme.ts';
import { blockNear, conflictBlocks, linesOf, type BlockChoice, type ConflictBlock } from './conflict-blocks.ts';

type Side = 'thread' | 'result' | 'base';

const editorOptions = {
  automaticLayout: true,
  fontFamily: 'JetBrains Mono Variable, JetBrains Mono, monospace',
  fontSize: 12,
  lineHeight: 20,
  minimap: { enabled: false },
  scrollBeyondLastLine: false,
  overviewRulerLanes: 1,
} as const;

interface PaneProps {
  readonly path: string;
  readonly side: Side;
  readonly text: string;
  readonly label: string;
  readonly onEditor?: (editor: monaco.editor.IStandaloneCodeEditor | null) => void;
  readonly onText?: (text: string) => void;
}

const Pane = ({ path, side, text, label, onEditor, onText }: PaneProps) => {
  const box = useRef<HTMLDivElement>(null);
  const told = useRef({ onEditor, onText });
  useEffect(() => {
    told.current = { onEditor, onText };
  });
  useEffect(() => {
    if (box.current === null) return;
    const model = monaco.editor.createModel(text, undefined, monaco.Uri.from({ scheme: `conflict-${side}`, path: `/${path}` }));
    const editor = monaco.editor.create(box.current, { ...editorOptions, model, readOnly: side !== 'result', ariaLabel: label });
    const listening = model.onDidChangeContent(() => told.current.onText?.(model.getValue()));
    told.current.onEditor?.(editor);
    return () => {
      told.current.onEditor?.(null);
      listening.dispose();
      editor.dispose();
      model.dispose();
    };
    // The text is what it starts from; what is typed stays its own.
    // oxlint-disable-next-line react/exhaustive-deps
  }, [path, side]);
  return <div ref={box} dir="ltr" className="min-h-0 flex-1" />;
};

interface MergeEditorProps {
  readonly file: ConflictFile;
  readonly into: string;
  /** What the result begins with. */
  readonly start: string;
  readonly onText: (text: string) => void;
}

/** Replaces the block as one edit, so that undo brings it back. */
const replace = (editor: monaco.editor.IStandaloneCodeEditor, block: ConflictBlock, choice: BlockChoice): void => {
  const model = editor.getModel();
  if (model === null) return;
  const lines = linesOf(block, choice);
  const last = block.last === model.getLineCount();
  const range = last
    ? new monaco.Range(block.first, 1, block.last, model.getLineMaxColumn(block.last))
    : new monaco.Range(block.first, 1, block.last + 1, 1);
  const text = lines.map((line) => line.replace(/\r$/, '')).join(model.getEOL());
  editor.executeEdits('conflict', [{ range, text: last || lines.length === 0 ? text : text + model.getEOL() }]);
};

const shading = (blocks: readonly ConflictBlock[]): monaco.editor.IModelDeltaDecoration[] =>
  blocks.map(({ first, last }) => ({
    range: new monaco.Range(first, 1, last, 1),
    options: {
      isWholeLine: true,
      className: 'conflict-block',
      overviewRuler: { color: '#d99a2b', position: monaco.editor.OverviewRulerLane.Left },
    },
  }));

const useBlocks = (start: string, onText: (text: string) => void) => {
  const [blocks, setBlocks] = useState<readonly ConflictBlock[]>(() => conflictBlocks(start));
  const [editor, setEditor] = useState<monaco.editor.IStandaloneCodeEditor | null>(null);
  const [line, setLine] = useState(1);
  const changed = useCallback(
    (text: string) => {
      setBlocks(conflictBlocks(text));
      onText(text);
    },
    [onText],
  );
  useEffect(() => {
    if (editor === null) return;
    const decorations = editor.createDecorationsCollection(shading(blocks));
    return () => decorations.clear();
  }, [editor, blocks]);
  useEffect(() => {
    const listening = editor?.onDidChangeCursorPosition(({ position }) => setLine(position.lineNumber));
    return () => listening?.dispose();
  }, [editor]);
  const goTo = useCallback(
    (block: ConflictBlock | undefined) => {
      if (editor === null || block === undefined) return;
      editor.setPosition({ lineNumber: block.first, column: 1 });
      editor.revealLineInCenter(block.first);
      editor.focus();
    },
    [editor],
  );
  return { blocks, editor, setEditor, changed, goTo, current: blockNear(blocks, line) };
};

export const MergeEditor = ({ file, into, start, onText }: MergeEditorProps) => {
  const theme = useTheme();
  useEffect(() => applyTheme(theme), [theme]);
  const wide = useMedia('(min-width: 70rem)');
  const [side, setSide] = useState<Side>('result');
  const { blocks, editor, setEditor, changed, goTo, current } = useBlocks(start, onText);
  const index = current === null ? -1 : blocks.indexOf(current);
  const settle = (choice: BlockChoice): void => {
    if (editor === null || current === null) return;
    replace(editor, current, choice);
    goTo(conflictBlocks(editor.getValue())[Math.max(0, index)]);
  };
  const of = (whose: 'thread' | 'base'): BlockChoice => (file.first === whose ? 'above' : 'below');
  const names: Readonly<Record<Side, string>> = { thread: 'This thread', result: 'Result', base: into };
  const texts: Readonly<Record<Side, string>> = { thread: file.thread ?? '', result: start, base: file.base ?? '' };
  const shown: readonly Side[] = wide ? ['thread', 'result', 'base'] : [side];
  return (
    <div className="flex min-h-0 min-w-0 flex-1 flex-col">
      <div className="flex flex-wrap items-center gap-1.5 border-b border-line px-2 py-1.5">
        {blocks.length === 0 ? (
          <span className="text-sm text-run">No conflict left in this file</span>
        ) : (
          <>
            <span className="text-sm text-muted tabular-nums">
              Conflict {index + 1} of {blocks.length}
            </span>
            <IconButton
              label="Previous conflict"
              icon={<ArrowUp size={14} aria-hidden />}
              disabled={index <= 0}
              onClick={() => goTo(blocks[index - 1])}
            />
            <IconButton
              label="Next conflict"
              icon={<ArrowDown size={14} aria-hidden />}
              disabled={index >= blocks.length - 1}
              onClick={() => goTo(blocks[index + 1])}
            />
            <Button onClick={() => settle(of('thread'))}>Use the thread’s lines</Button>
            <Button onClick={() => settle(of('base'))}>Use {into}’s lines</Button>
            <Button onClick={() => settle('both')}>Use both</Button>
          </>
        )}
      </div>
      {!wide && (
        <div className="border-b border-line px-2 py-1.5">
          <Segmented<Side>
            label="Side"
            wide
            value={side}
            onChange={setSide}
            options={(['thread', 'result', 'base'] as const).map((value) => ({ value, label: names[value] }))}
          />
        </div>
      )}
      <div className="flex min-h-0 flex-1">
        {(['thread', 'result', 'base'] as const).map((one) => (
          <section
            key={one}
            aria-label={names[one]}
            className={cx(
              'flex min-w-0 flex-1 flex-col border-line not-first:border-s',
              one === 'result' && 'grow-[1.3]',
              !shown.includes(one) && 'hidden',
            )}
          >
            {wide && (
              <h3 className="flex items-baseline gap-2 border-b border-line px-3 py-1 text-sm font-medium">
                {names[one]}
                {one !== 'result' && <span className="font-normal text-faint">read only</span>}
              </h3>
            )}
            <Pane
              path={file.path}
              side={one}
              text={texts[one]}
              label={`${names[one]}: ${file.path}`}
              {...(one === 'result' ? { onEditor: setEditor, onText: changed } : {})}
            />
          </section>
        ))}
      </div>
    </div>
  );
};
