/** Images of a message or a result: small in the flow, large in a dialog that goes through all of them. */
import { ChevronLeft, ChevronRight, ImageOff } from 'lucide-react';
import { useEffect, useState } from 'react';
import type { Attachment } from '#contract/items.ts';
import { Button } from '#renderer/ui/button.tsx';
import { cx } from '#renderer/ui/class-names.ts';
import { Dialog } from '#renderer/ui/dialog.tsx';
import { Skeleton } from '#renderer/ui/states.tsx';
import { bytes } from '#renderer/ui/units.ts';
import { useConversationPlace } from './conversation-place.ts';

type Loaded = { readonly kind: 'loading' } | { readonly kind: 'there'; readonly address: string } | { readonly kind: 'gone' };

export const useImage = (attachment: Attachment): Loaded => {
  const { readAttachment } = useConversationPlace();
  const [loaded, setLoaded] = useState<Loaded>({ kind: 'loading' });
  useEffect(() => {
    let current = true;
    readAttachment(attachment.id).then(
      (address) => current && setLoaded({ kind: 'there', address }),
      () => current && setLoaded({ kind: 'gone' }),
    );
    return () => {
      current = false;
    };
  }, [attachment.id, readAttachment]);
  return loaded;
};

const Large = ({ attachment }: { readonly attachment: Attachment }) => {
  const image = useImage(attachment);
  if (image.kind === 'gone') return <p className="text-muted">The image is not in the data folder any more.</p>;
  if (image.kind === 'loading') return <Skeleton className="h-60 w-full" />;
  return <img src={image.address} alt={attachment.name} className="max-h-full max-w-full object-contain" />;
};

interface LightboxProps {
  readonly images: readonly Attachment[];
  readonly at: number;
  readonly onAt: (at: number) => void;
  readonly onClose: () => void;
}

/** The arrow keys go to the image before and after. */
const Lightbox = ({ images, at, onAt, onClose }: LightboxProps) => {
  const image = images[at];
  if (image === undefined) return null;
  const several = images.length > 1;
  const go = (by: number): void => onAt((at + by + images.length) % images.length);
  return (
    <Dialog
      open
      onClose={onClose}
      title={image.name}
      description={`${several ? `${at + 1} of ${images.length} · ` : ''}${bytes(image.bytes)}`}
      width="full"
      footer={
        several ? (
          <>
            <Button onClick={() => go(-1)}>
              <ChevronLeft size={13} aria-hidden className="rtl:rotate-180" /> Previous
            </Button>
            <Button onClick={() => go(1)}>
              Next <ChevronRight size={13} aria-hidden className="rtl:rotate-180" />
            </Button>
          </>
        ) : undefined
      }
    >
      {/* Keys of the dialog's content; the buttons below do the same. */}
      <div
        className="grid h-full min-h-60 place-items-center"
        onKeyDown={(event) => {
          if (several && event.key === 'ArrowLeft') go(-1);
          if (several && event.key === 'ArrowRight') go(1);
        }}
        ref={(element) => element?.focus()}
        tabIndex={-1}
        role="group"
        aria-label={image.name}
        style={{ outline: 'none' }}
      >
        <Large key={image.id} attachment={image} />
      </div>
    </Dialog>
  );
};

interface ThumbnailProps {
  readonly attachment: Attachment;
  readonly onOpen: () => void;
  readonly small: boolean;
}

const Thumbnail = ({ attachment, onOpen, small }: ThumbnailProps) => {
  const image = useImage(attachment);
  const size = small ? 'h-24' : 'h-40';
  if (image.kind === 'gone')
    return (
      <span className="inline-flex items-center gap-1.5 rounded-sm border border-line px-2 py-1 text-sm text-muted">
        <ImageOff size={13} aria-hidden /> {attachment.name} is not in the data folder any more
      </span>
    );
  return (
    <button
      type="button"
      aria-label={`Open ${attachment.name}`}
      onClick={onOpen}
      // A height of its own: what is below does not move when the picture comes.
      className={cx(size, 'max-w-full min-w-24 overflow-hidden rounded-md border border-line bg-sunken hover:border-line-strong')}
    >
      {image.kind === 'there' && <img src={image.address} alt="" className="h-full max-w-full object-contain" />}
    </button>
  );
};

export const ShownImages = ({ images, small = false }: { readonly images: readonly Attachment[]; readonly small?: boolean }) => {
  const [at, setAt] = useState<number | null>(null);
  if (images.length === 0) return null;
  return (
    <div className="flex flex-wrap gap-2">
      {images.map((image, index) => (
        <Thumbnail key={image.id} attachment={image} small={small} onOpen={() => setAt(index)} />
      ))}
      {at !== null && <Lightbox images={images} at={at} onAt={setAt} onClose={() => setAt(null)} />}
    </div>
  );
};
