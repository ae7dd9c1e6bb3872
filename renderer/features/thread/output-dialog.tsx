/** The whole of an output, however long: pages are fetched as the reader scrolls, lines exist only where one looks. */
import { useVirtualizer } from '@tanstack/react-virtual';
import { useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react';
import type { Failure } from '#contract/failure.ts';
import { Button } from '#renderer/ui/button.tsx';
import { Dialog } from '#renderer/ui/dialog.tsx';
import { ProblemNote } from '#renderer/ui/states.tsx';
import { bytes } from '#renderer/ui/units.ts';
import { emptyWindow, endFrom, grow, linesOf, nextRange, PAGE_BYTES, toLines, type OutputWindow } from './output-window.ts';
import { readableOutput } from './terminal-text.ts';

const LINE_PX = 18;
const NEAR_PX = 800;

interface OutputDialogProps {
  readonly title: string;
  readonly totalBytes: number;
  readonly read: (
    from: number,
    bytes: number,
  ) => Promise<{ readonly text: string; readonly nextByte: number; readonly totalBytes: number }>;
  readonly toFailure: (error: unknown) => Failure;
  readonly onClose: () => void;
}

const useOutput = ({ read, toFailure }: Pick<OutputDialogProps, 'read' | 'toFailure'>) => {
  const [window, setWindow] = useState<OutputWindow>(emptyWindow);
  const [failure, setFailure] = useState<Failure | null>(null);
  const shift = useRef(0);
  const busy = useRef(false);
  const fetchRange = useCallback(
    async (base: OutputWindow, side: 'before' | 'after', from: number, length: number) => {
      if (busy.current) return;
      busy.current = true;
      try {
        const got = await read(from, length);
        const page = { from, to: got.nextByte, lines: toLines(readableOutput(got.text)) };
        const grown = grow(base, side, page, got.totalBytes);
        shift.current += grown.above;
        setWindow(grown.window);
        setFailure(null);
      } catch (error) {
        setFailure(toFailure(error));
      } finally {
        busy.current = false;
      }
    },
    [read, toFailure],
  );
  return { window, failure, shift, fetchRange };
};

export const OutputDialog = ({ title, totalBytes, read, toFailure, onClose }: OutputDialogProps) => {
  const { window, failure, shift, fetchRange } = useOutput({ read, toFailure });
  const scroller = useRef<HTMLDivElement>(null);
  const atEnd = useRef(true);
  const lines = useMemo(() => linesOf(window), [window]);
  const virtualizer = useVirtualizer({
    count: lines.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => LINE_PX,
    overscan: 20,
  });
  const show = useCallback(
    (from: number, end: boolean) => {
      atEnd.current = end;
      shift.current = 0;
      if (!end && scroller.current !== null) scroller.current.scrollTop = 0;
      void fetchRange(emptyWindow, 'after', from, PAGE_BYTES);
    },
    [fetchRange, shift],
  );
  useEffect(() => show(endFrom(totalBytes), true), [show, totalBytes]);
  useLayoutEffect(() => {
    const element = scroller.current;
    if (element === null) return;
    if (atEnd.current) element.scrollTop = element.scrollHeight;
    else if (shift.current !== 0) element.scrollTop += shift.current * LINE_PX;
    shift.current = 0;
  }, [window, shift]);
  const onScroll = (): void => {
    const element = scroller.current;
    if (element === null || window.pages.length === 0) return;
    const below = element.scrollHeight - element.scrollTop - element.clientHeight;
    atEnd.current = below < 4 && nextRange(window, 'after') === null;
    const side = element.scrollTop < NEAR_PX ? 'before' : below < NEAR_PX ? 'after' : null;
    const range = side === null ? null : nextRange(window, side);
    if (side !== null && range !== null) {
      atEnd.current = false;
      void fetchRange(window, side, range.from, range.bytes);
    }
  };
  return (
    <Dialog
      open
      onClose={onClose}
      width="wide"
      title="Output"
      description={<span className="font-mono text-sm">{title}</span>}
      footer={<Footer window={window} totalBytes={totalBytes} show={show} />}
    >
      {failure !== null && <ProblemNote problem={failure} onRetry={() => show(endFrom(totalBytes), true)} />}
      <div
        ref={scroller}
        onScroll={onScroll}
        dir="ltr"
        tabIndex={0}
        role="document"
        aria-label="Output"
        className="ring-inset-focus h-[60vh] overflow-auto rounded-md border border-line bg-sunken font-mono text-sm"
      >
        <div className="relative min-w-max" style={{ height: virtualizer.getTotalSize() }}>
          {virtualizer.getVirtualItems().map((item) => (
            <div
              key={item.key}
              className="absolute inset-x-0 top-0 px-3 whitespace-pre"
              style={{ height: LINE_PX, lineHeight: `${LINE_PX}px`, transform: `translateY(${item.start}px)` }}
            >
              {lines[item.index]}
            </div>
          ))}
        </div>
      </div>
    </Dialog>
  );
};

const Footer = ({
  window,
  totalBytes,
  show,
}: {
  readonly window: OutputWindow;
  readonly totalBytes: number;
  readonly show: (from: number, end: boolean) => void;
}) => {
  const total = Math.max(totalBytes, window.totalBytes);
  return (
    <>
      <span className="me-auto self-center text-sm text-muted tabular-nums">
        {bytes(window.pages[0]?.from ?? 0)} – {bytes(window.pages.at(-1)?.to ?? 0)} of {bytes(total)}
      </span>
      <Button onClick={() => show(0, false)}>Go to the start</Button>
      <Button onClick={() => show(endFrom(total), true)}>Go to the end</Button>
    </>
  );
};
