/** The mouse and the finger on rows: buttons of a hunk, numbers that choose lines, the plus that begins a comment. */
import { useEffect, useRef, type RefObject } from 'react';
import type { DiffView } from '#renderer/features/review/diff/diff-view.ts';
import { PAIR } from '#renderer/features/review/diff/file-rows.ts';
import type { Entry } from '#renderer/features/review/diff/list-model.ts';
import type { Side } from './chosen-lines.ts';

export type RowAct =
  'open-top' | 'open-bottom' | 'open-all' | 'longer' | 'view' | 'unfold' | 'stage' | 'unstage' | 'revert' | 'comment-hunk' | 'comment-line';

export interface RowPlace {
  readonly path: string;
  readonly entry: Entry;
  readonly row: number;
  readonly side: Side | null;
}

export interface RowEvents {
  readonly onAct: (act: RowAct, at: RowPlace) => void;
  /** `extend`: to here from where choosing began. */
  readonly onChoose: (at: RowPlace, extend: boolean) => void;
}

const placeOf = (view: DiffView, target: Element): RowPlace | null => {
  const element = target.closest<HTMLElement>('[data-row]');
  const { model } = view;
  if (element === null || model === null) return null;
  const path = element.dataset['path'] ?? '';
  const row = Number(element.dataset['row']);
  const entry = model.entries[model.byPath.get(path) ?? -1];
  if (entry === undefined) return null;
  const half = target.closest('.diff-half');
  const side = entry.rows.types[row] === PAIR && half !== null ? (half === element.firstElementChild ? 'before' : 'after') : null;
  return { path, entry, row, side };
};

/** One button for all rows, shown at the row under the mouse. */
const makePlus = (): HTMLButtonElement => {
  const plus = document.createElement('button');
  plus.type = 'button';
  plus.className = 'diff-plus';
  plus.dataset['act'] = 'comment-line';
  plus.textContent = '+';
  plus.title = 'Comment on this line';
  plus.setAttribute('aria-label', 'Comment on this line');
  plus.tabIndex = -1;
  return plus;
};

export const useRowPointer = (layer: RefObject<HTMLElement | null>, view: RefObject<DiffView | null>, events: RowEvents): void => {
  const latest = useRef(events);
  useEffect(() => {
    latest.current = events;
  });
  useEffect(() => {
    const element = layer.current;
    if (element === null) return;
    const plus = makePlus();
    let choosing = false;
    const at = (target: EventTarget | null): RowPlace | null =>
      view.current === null || !(target instanceof Element) ? null : placeOf(view.current, target);
    const onClick = (event: MouseEvent): void => {
      const act = event.target instanceof Element ? event.target.closest<HTMLElement>('[data-act]') : null;
      const place = at(act ?? event.target);
      if (act !== null && place !== null) latest.current.onAct(act.dataset['act'] as RowAct, place);
    };
    const onDown = (event: PointerEvent): void => {
      const gutter = event.target instanceof Element && event.target.closest('i') !== null;
      const place = at(event.target);
      if (!gutter || place === null || event.button !== 0) return;
      choosing = event.pointerType === 'mouse';
      latest.current.onChoose(place, event.shiftKey);
    };
    const onOver = (event: PointerEvent): void => {
      const row = event.target instanceof Element ? event.target.closest<HTMLElement>('.diff-row') : null;
      const place = at(event.target);
      if (row === null || place === null || event.pointerType !== 'mouse') return plus.remove();
      if (choosing && event.buttons === 1) latest.current.onChoose(place, true);
      const gutter = (event.target as Element).closest('.diff-half') ?? row;
      const numbers = gutter.querySelector<HTMLElement>('i');
      if (plus.parentElement === gutter || numbers === null) return;
      plus.style.insetInlineStart = `${numbers.offsetWidth - 20}px`;
      gutter.append(plus);
    };
    const onUp = (): void => {
      choosing = false;
    };
    const onLeave = (): void => plus.remove();
    element.addEventListener('click', onClick);
    element.addEventListener('pointerdown', onDown);
    element.addEventListener('pointerover', onOver);
    element.addEventListener('pointerleave', onLeave);
    window.addEventListener('pointerup', onUp);
    return () => {
      element.removeEventListener('click', onClick);
      element.removeEventListener('pointerdown', onDown);
      element.removeEventListener('pointerover', onOver);
      element.removeEventListener('pointerleave', onLeave);
      window.removeEventListener('pointerup', onUp);
    };
  }, [layer, view]);
};
