/** A picture before and after: beside each other, or one over the other with a border to drag. */
import { useEffect, useState } from 'react';
import type { FileChange } from '#contract/review.ts';
import { call } from '#renderer/state/core.ts';
import { Segmented } from '#renderer/ui/segmented.tsx';
import { bytes } from '#renderer/ui/units.ts';
import type { ReviewPlace } from './review-actions.ts';

/** Larger pictures are not shown. */
const IMAGE_MAX_BYTES = 24_000_000;

type Side =
  | { readonly kind: 'loading' }
  | { readonly kind: 'none' }
  | { readonly kind: 'failed'; readonly text: string }
  | { readonly kind: 'there'; readonly address: string; readonly bytes: number };

const readSide = async ({ thread, scope }: ReviewPlace, path: string, side: 'before' | 'after', signal: AbortSignal): Promise<Side> => {
  const parts: string[] = [];
  let mime = '';
  for (let from = 0; ;) {
    const piece = await call('review.bytes', { thread, scope, path, side, from }, signal);
    if (piece === null) return { kind: 'none' };
    if (piece.totalBytes > IMAGE_MAX_BYTES) return { kind: 'failed', text: `Too large to show: ${bytes(piece.totalBytes)}` };
    parts.push(piece.base64);
    if (mime === '') mime = piece.mime;
    from += (piece.base64.length / 4) * 3 - (/=*$/.exec(piece.base64)?.[0].length ?? 0);
    if (from >= piece.totalBytes || piece.base64 === '') {
      const kind = path.toLowerCase().endsWith('.svg') ? 'image/svg+xml' : mime;
      return { kind: 'there', address: `data:${kind};base64,${parts.join('')}`, bytes: piece.totalBytes };
    }
  }
};

const useSide = (place: ReviewPlace, file: FileChange, side: 'before' | 'after'): Side => {
  const [state, setState] = useState<Side>({ kind: 'loading' });
  const { thread, scope } = place;
  useEffect(() => {
    const controller = new AbortController();
    readSide({ thread, scope, ignoreSpace: false }, file.path, side, controller.signal).then(
      setState,
      () => !controller.signal.aborted && setState({ kind: 'failed', text: 'Could not be read' }),
    );
    return () => controller.abort();
  }, [thread, scope, file.path, file.version, side]);
  return state;
};

const board = 'bg-[repeating-conic-gradient(var(--bg-active)_0_25%,var(--bg-raised)_0_50%)] bg-[length:16px_16px]';

const Picture = ({ label, side }: { readonly label: string; readonly side: Side }) => {
  const [size, setSize] = useState('');
  return (
    <figure className="grid min-w-0 flex-1 content-start justify-items-center gap-1.5">
      <figcaption className="text-sm text-muted">
        {label}
        {side.kind === 'there' && ` · ${bytes(side.bytes)}${size}`}
      </figcaption>
      {side.kind === 'there' ? (
        <img
          src={side.address}
          alt={label}
          onLoad={(event) => setSize(` · ${event.currentTarget.naturalWidth}×${event.currentTarget.naturalHeight}`)}
          className={`max-h-100 max-w-full border border-line object-contain ${board}`}
        />
      ) : (
        <p className="p-4 text-sm text-muted">
          {side.kind === 'failed' ? side.text : side.kind === 'none' ? 'Not there' : 'Loading the picture…'}
        </p>
      )}
    </figure>
  );
};

const Swipe = ({ before, after }: { readonly before: string; readonly after: string }) => {
  const [share, setShare] = useState(50);
  return (
    <div className="grid justify-items-center gap-2">
      <div className={`relative border border-line ${board}`}>
        <img src={after} alt="After" className="block max-h-100 max-w-full object-contain" />
        <img
          src={before}
          alt="Before"
          className="absolute inset-0 size-full object-fill"
          style={{ clipPath: `inset(0 ${100 - share}% 0 0)` }}
        />
        <span aria-hidden className="absolute inset-y-0 w-px bg-accent" style={{ insetInlineStart: `${share}%` }} />
      </div>
      <label className="flex w-full max-w-100 items-center gap-2 text-sm text-muted">
        After
        <input
          type="range"
          min={0}
          max={100}
          value={share}
          aria-label="How much of the picture before is shown"
          onChange={(event) => setShare(Number(event.currentTarget.value))}
          className="min-w-0 flex-1 accent-accent-solid"
        />
        Before
      </label>
    </div>
  );
};

export const ImageBlock = ({ place, file }: { readonly place: ReviewPlace; readonly file: FileChange }) => {
  const before = useSide(place, file, 'before');
  const after = useSide(place, file, 'after');
  const [how, setHow] = useState<'beside' | 'swipe'>('beside');
  const both = before.kind === 'there' && after.kind === 'there';
  return (
    <div className="grid gap-3 p-3 font-sans">
      {both && (
        <Segmented
          label="How the pictures are compared"
          value={how}
          onChange={setHow}
          options={[
            { value: 'beside', label: 'Beside each other' },
            { value: 'swipe', label: 'Swipe' },
          ]}
        />
      )}
      {both && how === 'swipe' ? (
        <Swipe before={before.address} after={after.address} />
      ) : (
        <div className="flex flex-wrap gap-3">
          {before.kind !== 'none' && <Picture label="Before" side={before} />}
          {after.kind !== 'none' && <Picture label="After" side={after} />}
        </div>
      )}
    </div>
  );
};
