/**
 * Draws the rows in view of a list model into a scrolled element, without React: a row is a few nodes, made when it comes
 * into view. Headers of files and blocks between lines are the page's own; it is told which of them are in view.
 */
import { BLOCK } from './file-rows.ts';
import { lastAtMost } from './list-layout.ts';
import type { LineColors } from './line-colors.ts';
import type { Entry, ListModel } from './list-model.ts';
import { fileAt, placeAt, topOf, type Place } from './list-place.ts';
import { rowElement, type RowLook } from './row-element.ts';
import type { ParsedDiff } from './parsed-diff.ts';

/** Drawn beyond both edges, so that a quick scroll meets rows. */
const OVERSCAN_PX = 240;
/** Files whose patches and colours come along. */
const NEAR_PX = 2_400;
const FILE_ROWS_MAX = 2 ** 24;
/** A scroll that leaps further than this share of the view within a frame reads nothing: rows are drawn plain until it rests. */
const LEAP_SHARE = 0.8;
const REST_MS = 90;
/** While it does not rest, what is near is told this often all the same. */
const TELL_EVERY_MS = 160;

export interface ShownFile {
  readonly path: string;
  readonly top: number;
  readonly height: number;
}
export interface ShownBlock {
  readonly path: string;
  readonly index: number;
  readonly top: number;
}
export interface Shown {
  readonly files: readonly ShownFile[];
  readonly blocks: readonly ShownBlock[];
}

export interface DiffViewEvents {
  /** Headers and blocks in view are others, or stand elsewhere. */
  readonly onShown: (shown: Shown) => void;
  /** Another file stands at the upper edge. */
  readonly onTop: (path: string) => void;
  /** After each drawing: files in view and near it, nearest first. */
  readonly onNear: (paths: readonly string[]) => void;
}

/** How rows look beyond what the model says. */
export interface DiffLook {
  readonly colorsOf: (diff: ParsedDiff) => LineColors | undefined;
  readonly acts: RowLook['acts'];
  readonly marksOf: (path: string) => string;
  /** Classes of a row: chosen lines, the cursor, the hunk that is read. */
  readonly classesOf: (entry: Entry, row: number) => string;
}

interface DrawnRow {
  readonly element: HTMLElement;
  readonly base: string;
  /** What it was made of: it stays while these stay. */
  readonly entry: Entry;
  readonly colors: LineColors | undefined;
  readonly marks: string;
  top: number;
  stamp: number;
}

const sameShown = (a: Shown, b: Shown): boolean =>
  a.files.length === b.files.length &&
  a.blocks.length === b.blocks.length &&
  a.files.every((file, index) => {
    const other = b.files[index];
    return other?.path === file.path && other.top === file.top && other.height === file.height;
  }) &&
  a.blocks.every((block, index) => {
    const other = b.blocks[index];
    return other?.path === block.path && other.index === block.index && other.top === block.top;
  });

export class DiffView {
  readonly #scroller: HTMLElement;
  readonly #canvas: HTMLElement;
  readonly #layer: HTMLElement;
  readonly #events: DiffViewEvents;
  #model: ListModel | null = null;
  #look: DiffLook | null = null;
  #split = false;
  readonly #drawn = new Map<number, DrawnRow>();
  #stamp = 0;
  #frame: number | null = null;
  #shown: Shown = { files: [], blocks: [] };
  #top: string | null = null;
  #left = 0;
  #height = 0;
  #drawnAt = 0;
  #leaping = false;
  #resting: ReturnType<typeof setTimeout> | null = null;
  #toldAt = 0;
  readonly #sizes: ResizeObserver;

  /** `canvas` takes the size of the whole list, `layer` the rows; both stand within `scroller`. */
  constructor(scroller: HTMLElement, canvas: HTMLElement, layer: HTMLElement, events: DiffViewEvents) {
    this.#scroller = scroller;
    this.#canvas = canvas;
    this.#layer = layer;
    this.#events = events;
    scroller.addEventListener('scroll', this.#onScroll, { passive: true });
    this.#sizes = new ResizeObserver(() => {
      layer.style.width = `${scroller.clientWidth}px`;
      this.#height = scroller.clientHeight;
      this.#soon();
    });
    this.#sizes.observe(scroller);
  }

  dispose(): void {
    this.#scroller.removeEventListener('scroll', this.#onScroll);
    this.#sizes.disconnect();
    if (this.#frame !== null) cancelAnimationFrame(this.#frame);
    if (this.#resting !== null) clearTimeout(this.#resting);
  }

  get model(): ListModel | null {
    return this.#model;
  }
  get top(): number {
    return this.#scroller.scrollTop;
  }
  get height(): number {
    if (this.#height === 0) this.#height = this.#scroller.clientHeight;
    return this.#height;
  }

  /** Takes another model; what stood at the upper edge stays there. */
  show(model: ListModel, look: DiffLook, split: boolean, contentWidth: number): void {
    const before = this.#model;
    const place = before === null ? null : placeAt(before, this.#scroller.scrollTop);
    const alike = before?.digits === model.digits && this.#split === split && this.#look?.acts === look.acts;
    this.#look = look;
    this.#split = split;
    if (before !== model) {
      this.#model = model;
      this.#canvas.style.height = `${model.height}px`;
      this.#canvas.style.width = `${contentWidth}px`;
      this.#layer.style.height = `${model.height}px`;
      this.#layer.style.width = `${this.#scroller.clientWidth}px`;
      this.#layer.style.setProperty('--diff-gutter', `${(split ? model.digits : model.digits * 2 + 1) + 4}ch`);
      if (place !== null) this.#stand(place);
    }
    if (alike) this.#dropOthers(model, look);
    else this.#clear();
    this.draw();
  }

  /** Colours came. While the view leaps they wait till it rests. */
  repaint(): void {
    if (this.#leaping || this.#model === null || this.#look === null) return;
    this.#dropOthers(this.#model, this.#look);
    this.draw();
  }

  /** Takes away the drawn rows that would be others now; those that only stand elsewhere move. */
  #dropOthers(model: ListModel, look: DiffLook): void {
    for (const [key, row] of this.#drawn) {
      const [index, at] = [Math.floor(key / FILE_ROWS_MAX), key % FILE_ROWS_MAX];
      const { entry } = row;
      const same =
        model.entries[index] === entry && look.colorsOf(entry.diff) === row.colors && look.marksOf(entry.input.file.path) === row.marks;
      if (!same) {
        row.element.remove();
        this.#drawn.delete(key);
        continue;
      }
      const top = (model.tops[index] ?? 0) + (entry.tops[at] ?? 0);
      if (top !== row.top) row.element.style.top = `${top}px`;
      row.top = top;
    }
  }

  /** Only the classes of drawn rows are other ones: the cursor moved, lines were chosen. */
  reclass(classesOf: DiffLook['classesOf']): void {
    const model = this.#model;
    if (model === null || this.#look === null) return;
    this.#look = { ...this.#look, classesOf };
    for (const [key, row] of this.#drawn) {
      const entry = model.entries[Math.floor(key / FILE_ROWS_MAX)];
      if (entry !== undefined) row.element.className = `${row.base}${classesOf(entry, key % FILE_ROWS_MAX)}`;
    }
  }

  scrollTo(top: number): void {
    this.#scroller.scrollTop = top;
    this.draw();
  }

  draw(): void {
    const model = this.#model;
    if (model === null) return;
    const top = this.#scroller.scrollTop;
    const bottom = top + this.height;
    const files: ShownFile[] = [];
    const blocks: ShownBlock[] = [];
    this.#stamp += 1;
    const fragment = document.createDocumentFragment();
    // Rows beyond the edges are for the next frame of a scroll; after a leap the next frame is elsewhere.
    const over = this.#leaping ? 0 : OVERSCAN_PX;
    for (let index = fileAt(model, top - over); index < model.entries.length; index += 1) {
      const entry = model.entries[index];
      const y = model.tops[index] ?? 0;
      if (entry === undefined || y > bottom + over) break;
      files.push({ path: entry.input.file.path, top: y, height: entry.height });
      this.#drawFile(entry, index, y, { top: top - over, bottom: bottom + over }, fragment, blocks);
    }
    for (const [key, row] of this.#drawn) {
      if (row.stamp === this.#stamp) continue;
      row.element.remove();
      this.#drawn.delete(key);
    }
    if (fragment.firstChild !== null) this.#layer.append(fragment);
    this.#drawnAt = top;
    const shown = { files, blocks };
    if (!sameShown(shown, this.#shown)) {
      this.#shown = shown;
      this.#events.onShown(shown);
    }
    const now = performance.now();
    if (this.#leaping && now - this.#toldAt < TELL_EVERY_MS) return;
    this.#toldAt = now;
    this.#tell(model, top, bottom);
  }

  #drawFile(
    entry: Entry,
    index: number,
    y: number,
    view: { top: number; bottom: number },
    into: DocumentFragment,
    blocks: ShownBlock[],
  ): void {
    const { rows, tops, input } = entry;
    if (rows.count === 0) return;
    for (let row = lastAtMost(tops, view.top - y, rows.count); row < rows.count; row += 1) {
      const at = y + (tops[row] ?? 0);
      if (at > view.bottom) break;
      if (rows.types[row] === BLOCK) {
        blocks.push({ path: input.file.path, index: rows.a[row] ?? 0, top: at });
        continue;
      }
      const key = index * FILE_ROWS_MAX + row;
      const known = this.#drawn.get(key);
      if (known !== undefined) {
        known.stamp = this.#stamp;
        continue;
      }
      const element = this.#make(entry, row, at, (tops[row + 1] ?? 0) - (tops[row] ?? 0));
      if (element === null) continue;
      this.#drawn.set(key, element);
      into.append(element.element);
    }
  }

  #make(entry: Entry, row: number, top: number, height: number): DrawnRow | null {
    const look = this.#look;
    const model = this.#model;
    if (look === null || model === null) return null;
    const colors = this.#leaping ? undefined : look.colorsOf(entry.diff);
    const marks = look.marksOf(entry.input.file.path);
    const element = rowElement(entry, row, { digits: model.digits, split: this.#split, colors, acts: look.acts, marks });
    if (element === null) return null;
    const base = element.className;
    const more = look.classesOf(entry, row);
    if (more !== '') element.className = `${base}${more}`;
    element.style.cssText = `top:${top}px;height:${height}px`;
    element.dataset['row'] = String(row);
    element.dataset['path'] = entry.input.file.path;
    return { element, base, entry, colors, marks, top, stamp: this.#stamp };
  }

  #tell(model: ListModel, top: number, bottom: number): void {
    const current = model.entries[fileAt(model, top)]?.input.file.path ?? null;
    if (current !== null && current !== this.#top) {
      this.#top = current;
      this.#events.onTop(current);
    }
    const near: string[] = [];
    const first = fileAt(model, top);
    for (let index = first; index < model.entries.length && (model.tops[index] ?? 0) < bottom + NEAR_PX; index += 1)
      near.push(model.entries[index]?.input.file.path ?? '');
    for (let index = first - 1; index >= 0 && (model.tops[index + 1] ?? 0) > top - NEAR_PX; index -= 1)
      near.push(model.entries[index]?.input.file.path ?? '');
    this.#events.onNear(near);
  }

  #stand(place: Place): void {
    const model = this.#model;
    const top = model === null ? null : topOf(model, place);
    if (top !== null && Math.abs(top - this.#scroller.scrollTop) >= 1) this.#scroller.scrollTop = top;
  }

  #clear(): void {
    this.#layer.replaceChildren();
    this.#drawn.clear();
  }

  readonly #onScroll = (): void => {
    const left = this.#scroller.scrollLeft;
    if (left !== this.#left) {
      this.#scroller.style.setProperty('--diff-shift', `${-left}px`);
      this.#scroller.classList.toggle('diff-shifted', left > 0);
    }
    this.#left = left;
    if (Math.abs(this.#scroller.scrollTop - this.#drawnAt) > this.height * LEAP_SHARE) this.#leap();
    this.#soon();
  };

  #leap(): void {
    this.#leaping = true;
    if (this.#resting !== null) clearTimeout(this.#resting);
    this.#resting = setTimeout(() => {
      this.#resting = null;
      this.#leaping = false;
      this.repaint();
    }, REST_MS);
  }

  #soon(): void {
    this.#frame ??= requestAnimationFrame(() => {
      this.#frame = null;
      this.draw();
    });
  }
}
