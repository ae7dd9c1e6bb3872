/** Use over time, stacked by agent. The pointer or the arrow keys choose a bar; its figures stand beside it, and in a table. */
import { useLayoutEffect, useRef, useState, type KeyboardEvent, type PointerEvent } from 'react';
import type { UsageMeasure } from '#renderer/state/route.ts';
import { cx } from '#renderer/ui/class-names.ts';
import { colourOf, lineText, measureText, type Bar, type Layer, type Picture } from './picture-shape.ts';
import { bucketText, tickText } from './usage-range.ts';

export interface PictureProps {
  readonly picture: Picture;
  readonly measure: UsageMeasure;
  /** What the measure is called: “Cost”. */
  readonly title: string;
  /** All agents on record, in their order: it gives the colours. */
  readonly order: readonly string[];
  readonly nameOf: (agent: string) => string;
}

const HEIGHT = 236;
const TOP = 10;
const FOOT = 22;
const MARGIN = 52;
const FLOOR = HEIGHT - FOOT;
/** Room for the words below a bar. */
const TICK_PX = 62;

const useWidth = () => {
  const box = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState(0);
  useLayoutEffect(() => {
    const element = box.current;
    if (element === null) return;
    setWidth(element.clientWidth);
    const observer = new ResizeObserver(() => setWidth(element.clientWidth));
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  return { box, width };
};

/** A bar in words: what it stands for, its sum, and who had a part in it. */
export const barWords = (bar: Bar, { picture, measure, nameOf }: Pick<PictureProps, 'picture' | 'measure' | 'nameOf'>): string => {
  const parts = bar.layers.filter(({ value }) => value > 0).map(({ agent, value }) => `${nameOf(agent)} ${measureText(value, measure)}`);
  return `${bucketText(bar.bucket, picture.step)}: ${[bar.total === 0 ? 'nothing' : measureText(bar.total, measure), ...(parts.length > 1 ? parts : [])].join(', ')}`;
};

const Figures = ({ bar, props }: { readonly bar: Bar; readonly props: PictureProps }) => {
  const { picture, measure, order, nameOf } = props;
  return (
    <>
      <p className="flex justify-between gap-4 font-medium">
        <span>{bucketText(bar.bucket, picture.step)}</span>
        <span className="tabular-nums">{bar.total === 0 ? 'nothing' : measureText(bar.total, measure)}</span>
      </p>
      {bar.layers
        .filter(({ value }) => value > 0)
        .toReversed()
        .map(({ agent, value }) => (
          <p key={agent} className="flex items-center gap-2 text-muted">
            <i aria-hidden className="size-2.25 shrink-0 rounded-[2px]" style={{ background: colourOf(agent, order) }} />
            <span className="min-w-0 flex-1 truncate">{nameOf(agent)}</span>
            <span className="text-fg tabular-nums">{measureText(value, measure)}</span>
          </p>
        ))}
    </>
  );
};

interface Scale {
  readonly width: number;
  readonly slot: number;
  readonly x: (index: number) => number;
  readonly y: (value: number) => number;
}

const scaleOf = (width: number, bars: number, top: number): Scale => {
  const slot = (width - MARGIN) / Math.max(1, bars);
  return { width, slot, x: (index) => MARGIN + index * slot, y: (value) => FLOOR - (top === 0 ? 0 : (value / top) * (FLOOR - TOP)) };
};

const Lines = ({ picture, measure, scale }: { readonly picture: Picture; readonly measure: UsageMeasure; readonly scale: Scale }) => {
  const every = Math.max(1, Math.ceil(TICK_PX / scale.slot));
  return (
    <g aria-hidden className="fill-(--fg-faint) text-xs">
      {picture.lines.map((value) => (
        <g key={value}>
          <line
            x1={MARGIN}
            x2={scale.width}
            y1={Math.round(scale.y(value)) + 0.5}
            y2={Math.round(scale.y(value)) + 0.5}
            stroke={value === 0 ? 'var(--line-strong)' : 'var(--line)'}
          />
          <text x={MARGIN - 8} y={scale.y(value) + 3.5} textAnchor="end">
            {lineText(value, measure)}
          </text>
        </g>
      ))}
      {picture.bars.map(({ bucket }, index) =>
        // Counted from the end: the newest bar always says when it is.
        (picture.bars.length - 1 - index) % every === 0 && scale.x(index) + scale.slot / 2 > MARGIN + TICK_PX / 3 ? (
          <text
            key={bucket.from}
            x={Math.min(scale.x(index) + scale.slot / 2, scale.width - TICK_PX / 3)}
            y={HEIGHT - 6}
            textAnchor="middle"
          >
            {tickText(bucket, picture.step)}
          </text>
        ) : null,
      )}
    </g>
  );
};

/** What stands below each layer. */
const stacked = ({ layers }: Bar): readonly (Layer & { readonly below: number })[] =>
  layers
    .map((layer, index) => ({ ...layer, below: layers.slice(0, index).reduce((sum, { value }) => sum + value, 0) }))
    .filter(({ value }) => value > 0);

/** Layers from the floor up with a gap between them; what is there is at least a line. */
const Stack = ({
  bar,
  index,
  scale,
  order,
  faded,
}: {
  readonly bar: Bar;
  readonly index: number;
  readonly scale: Scale;
  readonly order: readonly string[];
  readonly faded: boolean;
}) => {
  const gap = scale.slot > 12 ? Math.min(8, scale.slot * 0.28) : Math.min(1.5, scale.slot * 0.2);
  const width = Math.min(44, scale.slot - gap);
  const x = scale.x(index) + (scale.slot - width) / 2;
  return (
    <g aria-hidden opacity={faded ? 0.45 : 1}>
      {stacked(bar).map(({ agent, value, below }) => {
        const to = scale.y(below + value);
        const height = Math.max(1.5, scale.y(below) - to - (below === 0 ? 0 : 1.5));
        return <rect key={agent} x={x} y={to} width={width} height={height} rx={Math.min(2, height / 2)} fill={colourOf(agent, order)} />;
      })}
    </g>
  );
};

const keyMoves: Readonly<Record<string, (index: number, last: number) => number>> = {
  ArrowLeft: (index) => index - 1,
  ArrowRight: (index) => index + 1,
  Home: () => 0,
  End: (_, last) => last,
  PageUp: (index) => index - 7,
  PageDown: (index) => index + 7,
};

export const UsagePicture = (props: PictureProps) => {
  const { picture, title, order } = props;
  const { box, width } = useWidth();
  const [chosen, setChosen] = useState<number | null>(null);
  const svg = useRef<SVGSVGElement>(null);
  const last = picture.bars.length - 1;
  const bar = chosen === null ? undefined : picture.bars[chosen];
  const scale = scaleOf(width, picture.bars.length, picture.lines.at(-1) ?? 0);
  const onPointer = (event: PointerEvent<SVGSVGElement>): void => {
    const x = event.clientX - event.currentTarget.getBoundingClientRect().left;
    setChosen(x < MARGIN ? null : Math.max(0, Math.min(last, Math.floor((x - MARGIN) / scale.slot))));
  };
  const onKey = (event: KeyboardEvent): void => {
    if (event.key === 'Escape') setChosen(null);
    const move = keyMoves[event.key];
    if (move === undefined) return;
    event.preventDefault();
    const next = Math.max(0, Math.min(last, move(chosen ?? last + 1, last)));
    setChosen(next);
    svg.current?.querySelector<SVGRectElement>(`[data-bar="${next}"]`)?.focus();
  };
  const middle = chosen === null ? 0 : scale.x(chosen) + scale.slot / 2;
  return (
    <div ref={box} className="relative min-h-59 min-w-0">
      {width > MARGIN && (
        <svg
          ref={svg}
          width={width}
          height={HEIGHT}
          role="group"
          aria-label={`${title} over time by agent`}
          className="block touch-pan-y"
          onPointerMove={onPointer}
          onPointerDown={onPointer}
          onPointerLeave={() => setChosen(null)}
          onKeyDown={onKey}
        >
          <Lines picture={picture} measure={props.measure} scale={scale} />
          {bar !== undefined && chosen !== null && (
            <rect aria-hidden x={scale.x(chosen)} y={TOP} width={scale.slot} height={FLOOR - TOP} fill="var(--bg-hover)" />
          )}
          {picture.bars.map((one, index) => (
            <Stack key={one.bucket.from} bar={one} index={index} scale={scale} order={order} faded={chosen !== null && chosen !== index} />
          ))}
          {picture.bars.map((one, index) => (
            <rect
              key={one.bucket.from}
              data-bar={index}
              role="img"
              aria-label={barWords(one, props)}
              tabIndex={index === (chosen ?? last) ? 0 : -1}
              x={scale.x(index)}
              y={TOP}
              width={Math.max(0, scale.slot)}
              height={FLOOR - TOP}
              fill="transparent"
              className="outline-offset-0"
              onFocus={() => setChosen(index)}
              onBlur={() => setChosen(null)}
            />
          ))}
        </svg>
      )}
      {bar !== undefined && (
        <div
          className={cx(
            'pointer-events-none absolute top-1 z-10 grid w-64 max-w-[70%] gap-0.5 rounded-md border border-line-strong bg-raised px-2.5 py-1.5 text-sm shadow-pop',
          )}
          style={
            middle > width / 2 ? { insetInlineEnd: width - middle + scale.slot / 2 + 8 } : { insetInlineStart: middle + scale.slot / 2 + 8 }
          }
        >
          <Figures bar={bar} props={props} />
        </div>
      )}
    </div>
  );
};

/** The same figures in rows: what the picture shows, for those who do not see it or want to read it. */
export const PictureTable = (props: PictureProps) => {
  const { picture, measure, title, nameOf } = props;
  const bars = picture.bars.filter(({ total }) => total > 0).toReversed();
  return (
    <div
      tabIndex={0}
      role="region"
      aria-label={`${title} over time, as a table`}
      className="ring-inset-focus max-h-80 overflow-auto rounded-md border border-line"
    >
      <table className="w-full text-sm tabular-nums">
        <thead className="sticky top-0 bg-raised text-start text-faint">
          <tr>
            <th scope="col" className="px-3 py-1.5 text-start font-medium">
              When
            </th>
            {picture.agents.map((agent) => (
              <th key={agent} scope="col" className="px-3 py-1.5 text-end font-medium whitespace-nowrap">
                {nameOf(agent)}
              </th>
            ))}
            <th scope="col" className="px-3 py-1.5 text-end font-medium">
              All
            </th>
          </tr>
        </thead>
        <tbody>
          {bars.map((bar) => (
            <tr key={bar.bucket.from} className="border-t border-line">
              <th scope="row" className="px-3 py-1 text-start font-normal whitespace-nowrap">
                {bucketText(bar.bucket, picture.step)}
              </th>
              {bar.layers.map(({ agent, value }) => (
                <td key={agent} className="px-3 py-1 text-end whitespace-nowrap text-muted">
                  {value === 0 ? '–' : measureText(value, measure)}
                </td>
              ))}
              <td className="px-3 py-1 text-end whitespace-nowrap">{measureText(bar.total, measure)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
};
