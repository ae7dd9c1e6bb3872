/** Adds tags to the new task: known ones from the list, new ones by writing them. */
import { Plus } from 'lucide-react';
import { useState, type ReactNode } from 'react';
import { boardNow } from '#renderer/state/board.ts';
import { ChipButton } from '#renderer/ui/chip.tsx';
import { OptionList, type Option } from '#renderer/ui/option-list.tsx';
import { Popover } from '#renderer/ui/popover.tsx';

const TAG_MAX_CHARS = 40;
const MOST_TAGS = 20;

const knownTags = (): readonly string[] =>
  [...new Set([...boardNow().threads.values()].flatMap((thread) => thread.tags))].toSorted((a, b) => a.localeCompare(b));

export const tagOptions = (known: readonly string[], query: string): readonly Option[] => {
  const text = query.trim().slice(0, TAG_MAX_CHARS);
  const fitting = known.filter((tag) => tag.toLocaleLowerCase().includes(text.toLocaleLowerCase()));
  const isNew = text !== '' && !known.includes(text);
  return [
    ...(isNew ? [{ id: text, label: `New tag “${text}”`, icon: <Plus size={14} aria-hidden /> }] : []),
    ...fitting.map((tag) => ({ id: tag, label: tag })),
  ];
};

export const TagsChip = ({
  icon,
  tags,
  onChange,
}: {
  readonly icon: ReactNode;
  readonly tags: readonly string[];
  readonly onChange: (tags: readonly string[]) => void;
}) => {
  const [open, setOpen] = useState(false);
  const [query, setQuery] = useState('');
  const toggle = (tag: string): void => {
    setQuery('');
    onChange(tags.includes(tag) ? tags.filter((other) => other !== tag) : [...tags, tag].slice(0, MOST_TAGS));
  };
  return (
    <Popover
      open={open}
      onOpenChange={setOpen}
      label="Tags"
      trigger={<ChipButton icon={icon}>{tags.length === 0 ? 'Tags' : 'Tags:'}</ChipButton>}
    >
      {() => (
        <OptionList
          label="Tags"
          options={tagOptions([...new Set([...knownTags(), ...tags])], query)}
          chosen={tags}
          query={query}
          onQuery={setQuery}
          placeholder="Find or write a tag…"
          empty="Write a tag and press Enter."
          onChoose={toggle}
        />
      )}
    </Popover>
  );
};
