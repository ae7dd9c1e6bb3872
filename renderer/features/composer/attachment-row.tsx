/** The files that go with the message, each with a way to take it back. */
import { FileText, LoaderCircle, X } from 'lucide-react';
import { bytes } from '#renderer/ui/units.ts';
import type { AddedFile } from './use-attachments.ts';

export const AttachmentRow = ({ files, onRemove }: { readonly files: readonly AddedFile[]; readonly onRemove: (key: string) => void }) => (
  <ul aria-label="Attachments" className="flex flex-wrap gap-1.5 px-3 pt-2.5">
    {files.map((file) => (
      <li key={file.key} className="flex max-w-full items-center gap-1.5 rounded-sm border border-line bg-bg ps-1.5 text-sm">
        {file.preview !== null ? (
          <img src={file.preview} alt="" className="-ms-1 my-0.5 size-8 rounded-[4px] object-cover" />
        ) : file.attachment === null ? (
          <LoaderCircle size={13} aria-label="being attached" className="animate-spin text-faint" />
        ) : (
          <FileText size={13} aria-hidden className="shrink-0 text-faint" />
        )}
        <span dir="auto" className="min-w-0 truncate">
          {file.name}
        </span>
        <span className="shrink-0 text-muted">{bytes(file.bytes)}</span>
        <button
          type="button"
          aria-label={`Remove ${file.name}`}
          onClick={() => onRemove(file.key)}
          className="ring-inset-focus grid size-6.5 place-items-center rounded-sm text-muted hover:bg-hover coarse:size-10"
        >
          <X size={12} aria-hidden />
        </button>
      </li>
    ))}
  </ul>
);
