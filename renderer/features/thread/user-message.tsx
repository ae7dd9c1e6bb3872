/** What the user said: a bubble at the end side, with its attachments. */
import { Check, Copy, FileText } from 'lucide-react';
import { memo, useState } from 'react';
import type { Attachment, ItemOf } from '#contract/items.ts';
import { Button, IconButton } from '#renderer/ui/button.tsx';
import { exactTime } from '#renderer/ui/age.ts';
import { bytes } from '#renderer/ui/units.ts';
import { ShownImages } from './shown-images.tsx';
import { TurnMenu } from './turn-menu.tsx';
import { useCopied } from './use-copied.ts';

/** Longer messages are folded until the reader asks for all of it. */
const FOLD_OVER_CHARS = 4_000;

const AttachedFile = ({ attachment }: { readonly attachment: Attachment }) => (
  <span className="inline-flex max-w-full items-center gap-1.5 rounded-sm border border-line bg-bg px-2 py-1 text-sm">
    <FileText size={13} aria-hidden className="shrink-0 text-faint" />
    <span dir="auto" className="truncate">
      {attachment.name}
    </span>
    <span className="shrink-0 text-muted">{bytes(attachment.bytes)}</span>
  </span>
);

const isImage = ({ mime }: Attachment): boolean => mime.startsWith('image/');

export const UserMessage = memo(({ item }: { readonly item: ItemOf<'user'> }) => {
  const [all, setAll] = useState(false);
  const { copied, copy } = useCopied();
  const folded = !all && item.text.length > FOLD_OVER_CHARS;
  return (
    <div className="group/message flex flex-col items-end gap-1.5" title={exactTime(item.startedAt)}>
      {item.delivery === 'steer' && <span className="text-xs text-faint">Steered while it ran</span>}
      <div className="flex max-w-[85%] min-w-0 items-start gap-1">
        <div className="flex opacity-0 transition-opacity group-hover/message:opacity-100 focus-within:opacity-100 has-data-popup-open:opacity-100 coarse:opacity-100">
          {item.turn !== null && item.delivery === 'turn' && <TurnMenu turn={item.turn} />}
          <IconButton
            label={copied ? 'Copied' : 'Copy message'}
            icon={copied ? <Check size={13} aria-hidden /> : <Copy size={13} aria-hidden />}
            onClick={() => copy(item.text)}
          />
        </div>
        <div className="min-w-0 rounded-lg rounded-ee-[3px] bg-active px-3.25 py-2.25">
          <span className="sr-only">You: </span>
          <p dir="auto" className="whitespace-pre-wrap wrap-anywhere">
            {folded ? `${item.text.slice(0, FOLD_OVER_CHARS)}…` : item.text}
          </p>
          {folded && (
            <Button look="quiet" className="mt-1" onClick={() => setAll(true)}>
              Show all of it
            </Button>
          )}
        </div>
      </div>
      {item.attachments.length > 0 && (
        <div className="flex max-w-[85%] flex-wrap justify-end gap-1.5">
          <ShownImages images={item.attachments.filter(isImage)} />
          {item.attachments
            .filter((attachment) => !isImage(attachment))
            .map((attachment) => (
              <AttachedFile key={attachment.id} attachment={attachment} />
            ))}
        </div>
      )}
    </div>
  );
});
