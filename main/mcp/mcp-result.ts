/** What a tool of a server answers, in the form that a model is given: bounded text, and images. */
import type { ModelImage } from '#main/models/model-client.ts';

export interface McpResult {
  readonly text: string;
  readonly images: readonly ModelImage[];
  readonly failed: boolean;
}

const TEXT_MAX_CHARS = 100_000;
const IMAGES_MAX = 8;
const IMAGE_MAX_CHARS = 7_000_000;

/** The parts of an answer that are looked at; unknown ones are named and left out. */
export interface ResultContent {
  readonly type: string;
  readonly text?: string;
  readonly data?: string;
  readonly mimeType?: string;
  readonly uri?: string;
  readonly name?: string;
  readonly resource?: { readonly uri: string; readonly text?: string | undefined; readonly blob?: string | undefined };
}

const wordsOf = (content: ResultContent): string => {
  switch (content.type) {
    case 'text':
      return content.text ?? '';
    case 'image':
      return '';
    case 'resource':
      return content.resource?.text ?? `[${content.resource?.uri ?? 'a resource'}: not text]`;
    case 'resource_link':
      return `[${content.name ?? 'resource'}: ${content.uri ?? ''}]`;
    default:
      return `[${content.type}: not shown]`;
  }
};

const cut = (text: string): string => {
  if (text.length <= TEXT_MAX_CHARS) return text;
  const head = TEXT_MAX_CHARS / 4;
  const tail = TEXT_MAX_CHARS - head;
  return `${text.slice(0, head)}\n… ${text.length - TEXT_MAX_CHARS} characters are left out here …\n${text.slice(-tail)}`;
};

const isImage = ({ type, data = '' }: ResultContent): boolean => type === 'image' && data.length <= IMAGE_MAX_CHARS;

export const readResult = (content: readonly ResultContent[], structured: unknown, failed: boolean): McpResult => {
  const images = content.filter(isImage).slice(0, IMAGES_MAX);
  const left = content.filter(({ type }) => type === 'image').length - images.length;
  const said = [...content.map(wordsOf), ...(left > 0 ? [`[${left} more or larger images are left out]`] : [])].filter(
    (text) => text !== '',
  );
  const words = said.length === 0 && structured !== undefined ? JSON.stringify(structured, null, 2) : said.join('\n');
  return {
    text: cut(words.toWellFormed()),
    images: images.map(({ data = '', mimeType = 'image/png' }) => ({ mime: mimeType, base64: data })),
    failed,
  };
};
