/** Files and images that are pasted, dropped or chosen: sent to the core at once, so that they survive like the text does. */
import { useState, type ClipboardEvent, type DragEvent } from 'react';
import type { Attachment } from '#contract/items.ts';
import { call, failureOf } from '#renderer/state/core.ts';
import { sayFailure } from '#renderer/state/notices.ts';

/** The core takes 30,000,000 characters of base64: three bytes in four characters. */
export const FILE_MAX_BYTES = 22_000_000;

const base64Of = (file: Blob): Promise<string> =>
  new Promise((resolve, reject) => {
    const reader = new FileReader();
    // Read as a data address, the result is a text.
    reader.addEventListener('load', () => resolve((reader.result as string).replace(/^[^,]*,/, '')));
    reader.addEventListener('error', () => reject(reader.error ?? new Error('the file could not be read')));
    reader.readAsDataURL(file);
  });

const upload = async (file: File): Promise<Attachment | null> => {
  const name = file.name === '' ? 'pasted' : file.name;
  if (file.size > FILE_MAX_BYTES) {
    sayFailure({ kind: 'invalid', message: `“${name}” is larger than 22 MB.`, action: 'Name its path in the prompt instead.' });
    return null;
  }
  try {
    return await call('attachments.add', {
      name: name.slice(0, 300),
      mime: file.type === '' ? 'application/octet-stream' : file.type,
      base64: await base64Of(file),
    });
  } catch (error) {
    sayFailure(failureOf(error), `“${name}” was not attached.`);
    return null;
  }
};

export const useFiles = (attach: (attachments: readonly Attachment[]) => void) => {
  const [uploading, setUploading] = useState(0);
  const [over, setOver] = useState(false);
  const add = async (files: readonly File[]): Promise<void> => {
    setUploading((count) => count + files.length);
    const added = await Promise.all(files.map(upload));
    setUploading((count) => count - files.length);
    attach(added.filter((one) => one !== null));
  };
  const take = (data: DataTransfer | null): boolean => {
    const files = [...(data?.files ?? [])];
    if (files.length > 0) void add(files);
    return files.length > 0;
  };
  return {
    uploading,
    over,
    add,
    onPaste: (event: ClipboardEvent): void => {
      if (take(event.clipboardData)) event.preventDefault();
    },
    dropZone: {
      onDragOver: (event: DragEvent): void => {
        if (!event.dataTransfer.types.includes('Files')) return;
        event.preventDefault();
        setOver(true);
      },
      onDragLeave: (): void => setOver(false),
      onDrop: (event: DragEvent): void => {
        setOver(false);
        if (take(event.dataTransfer)) event.preventDefault();
      },
    },
  };
};
