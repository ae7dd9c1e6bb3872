/** Files that go with the next message: sent to the core when they are added, shown while that is under way. */
import { useCallback, useRef, useState } from 'react';
import type { Attachment } from '#contract/items.ts';
import { call, failureOf } from '#renderer/state/core.ts';
import { say, sayFailure } from '#renderer/state/notices.ts';
import { ATTACHMENT_MAX_BYTES, pasteName, toBase64 } from './paste.ts';

export interface AddedFile {
  readonly key: string;
  readonly name: string;
  readonly mime: string;
  readonly bytes: number;
  /** Null until the core has it. */
  readonly attachment: Attachment | null;
  /** A `data:` address of a picture; null when it is none or was added in an earlier session. */
  readonly preview: string | null;
}

const added = (attachment: Attachment): AddedFile => ({
  key: attachment.id,
  name: attachment.name,
  mime: attachment.mime,
  bytes: attachment.bytes,
  attachment,
  preview: null,
});

export interface Attachments {
  readonly files: readonly AddedFile[];
  readonly uploading: boolean;
  readonly add: (files: readonly File[]) => void;
  readonly addText: (text: string) => void;
  readonly addKnown: (attachments: readonly Attachment[]) => void;
  readonly remove: (key: string) => void;
  readonly reset: (attachments: readonly Attachment[]) => void;
}

let lastKey = 0;

/** `onChange` gets the attachments the core has, whenever they change. */
export const useAttachments = (initial: readonly Attachment[], onChange: (attachments: readonly Attachment[]) => void): Attachments => {
  const [files, setFiles] = useState<readonly AddedFile[]>(() => initial.map(added));
  const now = useRef(files);
  const set = useCallback(
    (next: readonly AddedFile[], tell = true) => {
      now.current = next;
      setFiles(next);
      if (tell) onChange(next.flatMap((file) => (file.attachment === null ? [] : [file.attachment])));
    },
    [onChange],
  );
  const upload = useCallback(
    async (file: File) => {
      if (file.size > ATTACHMENT_MAX_BYTES)
        return say({
          text: `${file.name} is too large to attach.`,
          more: 'The limit is 22 MB. Put it into the worktree and name its path instead.',
          tone: 'fail',
        });
      lastKey += 1;
      const key = `added-${lastKey}`;
      const mime = file.type === '' ? 'application/octet-stream' : file.type;
      set([...now.current, { key, name: file.name, mime, bytes: file.size, attachment: null, preview: null }], false);
      try {
        const base64 = toBase64(new Uint8Array(await file.arrayBuffer()));
        const attachment = await call('attachments.add', { name: file.name.slice(0, 300), mime: mime.slice(0, 100), base64 });
        const preview = mime.startsWith('image/') ? `data:${mime};base64,${base64}` : null;
        set(now.current.map((one) => (one.key === key ? { ...one, attachment, preview } : one)));
      } catch (error) {
        set(now.current.filter((one) => one.key !== key));
        sayFailure(failureOf(error), `${file.name} was not attached.`);
      }
    },
    [set],
  );
  return {
    files,
    uploading: files.some((file) => file.attachment === null),
    add: useCallback((list) => list.forEach((file) => void upload(file)), [upload]),
    addText: useCallback(
      (text) => void upload(new File([text], pasteName(now.current.map((file) => file.name)), { type: 'text/plain' })),
      [upload],
    ),
    addKnown: useCallback((list) => list.length > 0 && set([...now.current, ...list.map(added)]), [set]),
    remove: useCallback((key) => set(now.current.filter((file) => file.key !== key)), [set]),
    reset: useCallback((list) => set(list.map(added), false), [set]),
  };
};
