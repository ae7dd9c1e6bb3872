/** Holds something between lines at its place and tells how high it is. */
import { useLayoutEffect, useRef, type ReactNode } from 'react';
import type { Block } from '#renderer/features/review/diff/list-model.ts';

interface BlockBoxProps {
  readonly path: string;
  readonly block: Block;
  readonly top: number;
  readonly onMeasure: (path: string, key: string, px: number) => void;
  readonly children: ReactNode;
}

export const BlockBox = ({ path, block, top, onMeasure, children }: BlockBoxProps) => {
  const box = useRef<HTMLDivElement>(null);
  // What stands for lines that are on their way is as high as it is guessed to be.
  const fixed = block.key === 'wait';
  useLayoutEffect(() => {
    const element = box.current;
    if (element === null || fixed) return;
    const measure = (): void => onMeasure(path, block.key, Math.ceil(element.getBoundingClientRect().height));
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, [path, block.key, fixed, onMeasure]);
  return (
    <div ref={box} className="pointer-events-auto absolute inset-x-0" style={{ top, ...(fixed ? { height: block.guessPx } : {}) }}>
      {children}
    </div>
  );
};
