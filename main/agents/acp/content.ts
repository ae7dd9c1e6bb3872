/** Blocks of content: what of them is text, an image, the place that something comes from. */
import type { Citation } from '#contract/items.ts';
import type { AgentImage } from '#main/agents/agent-backend.ts';
import { inner, rawOf, text, type Fields } from '#main/agents/fields.ts';

export interface Told {
  readonly text: string;
  readonly images: readonly AgentImage[];
  readonly citations: readonly Citation[];
}

const only = (told: Partial<Told>): Told => ({ text: '', images: [], citations: [], ...told });

const citation = (url: string, title: string | null): Citation => ({ title: title ?? url, url });

/** Null for a kind that is not known. */
export const readBlock = (block: Fields): Told | null => {
  switch (text(block, 'type')) {
    case 'text':
      return only({ text: text(block, 'text') ?? '' });
    case 'image': {
      const base64 = text(block, 'data') ?? '';
      return only(base64 === '' ? {} : { images: [{ mime: text(block, 'mimeType') ?? 'image/png', base64 }] });
    }
    case 'audio':
      return only({ text: `(sound, ${text(block, 'mimeType') ?? 'of a kind that is not told'})` });
    case 'resource_link': {
      const url = text(block, 'uri') ?? '';
      return only({ citations: url === '' ? [] : [citation(url, text(block, 'title') ?? text(block, 'name'))] });
    }
    case 'resource': {
      const resource = inner(block, 'resource');
      const url = text(resource, 'uri');
      return only({ text: text(resource, 'text') ?? '', citations: url === null ? [] : [citation(url, null)] });
    }
    default:
      return null;
  }
};

/** What is not known is shown as it came. */
export const readBlocks = (blocks: readonly Fields[]): Told => {
  const told = blocks.map((block) => readBlock(block) ?? only({ text: rawOf(block) }));
  return {
    text: told
      .map((each) => each.text)
      .filter((each) => each !== '')
      .join('\n'),
    images: told.flatMap(({ images }) => images),
    citations: told.flatMap(({ citations }) => citations),
  };
};
