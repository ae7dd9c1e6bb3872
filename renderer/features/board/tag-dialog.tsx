/** The tags of one thread, or those that several have in common. */
import { useState, type FormEvent } from 'react';
import type { ThreadId } from '#contract/ids.ts';
import { boardNow } from '#renderer/state/board.ts';
import { patchThreads } from '#renderer/state/thread-actions.ts';
import { Button } from '#renderer/ui/button.tsx';
import { Dialog } from '#renderer/ui/dialog.tsx';
import { TextField } from '#renderer/ui/field.tsx';
import { plural } from '#renderer/ui/units.ts';
import { filterChoices } from './board-columns.ts';
import { commonTags, parseTags, retag } from './tags.ts';

const tagsOf = (id: ThreadId): readonly string[] => boardNow().threads.get(id)?.tags ?? [];

export const TagDialog = ({ threads, onClose }: { readonly threads: readonly ThreadId[]; readonly onClose: () => void }) => {
  const [common] = useState(() => commonTags(threads.map(tagsOf)));
  const [text, setText] = useState(() => common.join(', '));
  const known = filterChoices(boardNow()).tags.filter((tag) => !parseTags(text).includes(tag));
  const save = (event: FormEvent): void => {
    event.preventDefault();
    const next = parseTags(text);
    for (const id of threads) void patchThreads([id], { tags: retag(tagsOf(id), common, next) });
    onClose();
  };
  return (
    <Dialog
      open
      onClose={onClose}
      title={threads.length === 1 ? 'Tags' : `Tags of ${plural(threads.length, 'thread')}`}
      width="narrow"
      footer={
        <Button size="md" look="primary" type="submit" form="tag-threads">
          Save
        </Button>
      }
    >
      <form id="tag-threads" onSubmit={save} className="grid gap-2">
        <TextField
          label="Tags"
          hint="Separated by commas. The board can be filtered by them."
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
        />
        {known.length > 0 && (
          <div className="flex flex-wrap gap-1.5">
            {known.slice(0, 20).map((tag) => (
              <Button key={tag} onClick={() => setText([...parseTags(text), tag].join(', '))}>
                + {tag}
              </Button>
            ))}
          </div>
        )}
      </form>
    </Dialog>
  );
};
