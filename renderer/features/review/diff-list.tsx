/** All changed files in one scrolled list: rows are drawn by `DiffView`, headers and what stands between lines by the page. */
import { useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState, type ReactNode } from 'react';
import ColorWorker from '#renderer/features/review/diff/color-worker.ts?worker';
import { DiffView, type Shown } from '#renderer/features/review/diff/diff-view.ts';
import { languageOf } from '#renderer/features/review/diff/language-of.ts';
import { createColorSource, type ColorSource } from '#renderer/features/review/diff/line-colors.ts';
import { BAR_PX, LINE_SHOWN_CHARS, TOUCH_BAR_PX } from '#renderer/features/review/diff/list-layout.ts';
import { createListBuilder, type Block, type Entry, type FileInput, type ListModel } from '#renderer/features/review/diff/list-model.ts';
import type { RowLook } from '#renderer/features/review/diff/row-element.ts';
import { BlockBox } from './block-box.tsx';
import { FileHeader, type FileAct } from './file-header.tsx';
import { contentWidth, fittingColumns, useListSize } from './use-list-size.ts';
import { useRowPointer, type RowEvents } from './use-row-pointer.ts';
import '#renderer/ui/code-colors.css';
import '#renderer/features/review/diff/diff.css';

export interface DiffListProps {
  readonly inputs: readonly FileInput[];
  readonly split: boolean;
  readonly wrap: boolean;
  readonly touch: boolean;
  readonly acts: RowLook['acts'];
  readonly marksOf: (path: string) => string;
  readonly commentsOf: (path: string) => number;
  /** Classes of a row, as the reader stands; another function when they are others. */
  readonly classesOf: (entry: Entry, row: number) => string;
  readonly current: string | null;
  readonly renderBlock: (input: FileInput, block: Block) => ReactNode;
  readonly onTop: (path: string) => void;
  /** Files in view and near it. */
  readonly onNear: (paths: readonly string[]) => void;
  readonly onFileAct: (act: FileAct, path: string, from: HTMLElement) => void;
  readonly rowEvents: RowEvents;
  /** Called with the view when it is there, and with null when it goes. */
  readonly onView: (view: DiffView | null) => void;
}

/** More files than are ever in view at once. */
const HEAD_SLOTS = 64;
const NOTHING: Shown = { files: [], blocks: [] };
/** The button that shows more of a line. */
const CUT_COLUMNS = 28;

/** Colours follow what is near; the view is painted again as they come, once per frame. */
const useColors = (repaint: () => void): ColorSource => {
  const [source] = useState(() => {
    let due = false;
    return createColorSource(
      () => new ColorWorker(),
      () => {
        if (due) return;
        due = true;
        requestAnimationFrame(() => {
          due = false;
          repaint();
        });
      },
    );
  });
  useEffect(() => () => source.dispose(), [source]);
  return source;
};

const useModel = (props: DiffListProps, size: ReturnType<typeof useListSize>) => {
  const { inputs, split, wrap } = props;
  const barPx = props.touch ? TOUCH_BAR_PX : BAR_PX;
  const [builder] = useState(createListBuilder);
  const [measured, setMeasured] = useState(0);
  const digits = useRef(4);
  const model = useMemo<ListModel | null>(() => {
    if (size === null) return null;
    const columns = fittingColumns(size, split, digits.current);
    const made = builder.of(inputs, { split, columns: wrap ? columns : null, longColumns: columns, barPx });
    if (made.digits === digits.current) return made;
    digits.current = made.digits;
    const again = fittingColumns(size, split, made.digits);
    return builder.of(inputs, { split, columns: wrap ? again : null, longColumns: again, barPx });
    // `measured` stands for what the builder was told.
    // oxlint-disable-next-line react/exhaustive-deps
  }, [builder, inputs, split, wrap, barPx, size, measured]);
  const onMeasure = useCallback(
    (path: string, key: string, px: number) => {
      if (builder.measured(path, key, px)) setMeasured((before) => before + 1);
    },
    [builder],
  );
  return { model, onMeasure };
};

export const DiffList = (props: DiffListProps) => {
  const { split, wrap, acts, marksOf, classesOf, onNear, onTop, onView } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLDivElement>(null);
  const layer = useRef<HTMLDivElement>(null);
  const view = useRef<DiffView>(null);
  const [shown, setShown] = useState<Shown>(NOTHING);
  const size = useListSize(scroller);
  const { model, onMeasure } = useModel(props, size);
  const colors = useColors(useCallback(() => view.current?.repaint(), []));
  const latest = useRef({ onNear, onTop, model, colors });
  useLayoutEffect(() => {
    latest.current = { onNear, onTop, model, colors };
  });
  useLayoutEffect(() => {
    if (scroller.current === null || canvas.current === null || layer.current === null) return;
    const made = new DiffView(scroller.current, canvas.current, layer.current, {
      onShown: setShown,
      onTop: (path) => latest.current.onTop(path),
      onNear: (paths) => {
        const now = latest.current;
        now.onNear(paths);
        const entries = paths.flatMap((path) => now.model?.entries[now.model.byPath.get(path) ?? -1] ?? []);
        now.colors.want(entries.map(({ diff, input }) => ({ diff, language: languageOf(input.file.path) })));
      },
    });
    view.current = made;
    onView(made);
    return () => {
      onView(null);
      view.current = null;
      made.dispose();
    };
  }, [onView]);
  useLayoutEffect(() => {
    if (model === null || size === null) return;
    const columns = wrap ? 0 : Math.min(model.columns, LINE_SHOWN_CHARS + CUT_COLUMNS);
    view.current?.show(model, { colorsOf: colors.get, acts, marksOf, classesOf }, split, contentWidth(size, split, model.digits, columns));
    // Other classes alone do not make other rows; the effect below changes them.
    // oxlint-disable-next-line react/exhaustive-deps
  }, [model, size, split, wrap, acts, marksOf, colors]);
  useLayoutEffect(() => view.current?.reclass(classesOf), [classesOf]);
  useRowPointer(layer, view, props.rowEvents);
  return (
    <div
      ref={scroller}
      dir="ltr"
      data-diff
      role="group"
      aria-label="Changed lines"
      tabIndex={0}
      className={`diff-scroller ring-inset-focus min-h-0 flex-1 bg-bg${wrap ? ' diff-wrap' : ''}`}
    >
      <div ref={canvas} className="diff-canvas">
        <div ref={layer} className="diff-layer" />
        <Overlay {...props} model={model} shown={shown} width={size?.width ?? 0} onMeasure={onMeasure} />
      </div>
    </div>
  );
};

interface OverlayProps extends DiffListProps {
  readonly model: ListModel | null;
  readonly shown: Shown;
  readonly width: number;
  readonly onMeasure: (path: string, key: string, px: number) => void;
}

/** Headers, which stick to the upper edge while their file is in view, and blocks. */
const Overlay = ({ model, shown, width, current, marksOf, commentsOf, onFileAct, renderBlock, onMeasure }: OverlayProps) => (
  <div className="diff-layer diff-overlay" style={{ width, height: model?.height ?? 0 }}>
    {shown.files.map(({ path, top, height }) => {
      const index = model?.byPath.get(path) ?? -1;
      const input = model?.entries[index]?.input;
      if (input === undefined) return null;
      return (
        // Heads that leave the view are taken again for those that come: to change one is cheaper than to make one.
        <div key={index % HEAD_SLOTS} className="pointer-events-none absolute inset-x-0" style={{ top, height }}>
          <div className="pointer-events-auto sticky top-0 z-2">
            <FileHeader
              file={input.file}
              folded={input.folded}
              current={path === current}
              marks={marksOf(path)}
              comments={commentsOf(path)}
              onAct={onFileAct}
            />
          </div>
        </div>
      );
    })}
    {shown.blocks.map(({ path, index, top }) => {
      const input = model?.entries[model.byPath.get(path) ?? -1]?.input;
      const block = input?.blocks[index];
      if (input === undefined || block === undefined) return null;
      return (
        <BlockBox key={`${path}|${block.key}`} path={path} block={block} top={top} onMeasure={onMeasure}>
          {renderBlock(input, block)}
        </BlockBox>
      );
    })}
  </div>
);
