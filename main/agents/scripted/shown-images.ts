/** Pictures and sources that a step shows. */
import { isAbsolute, join } from 'node:path';
import { crc32, deflateSync } from 'node:zlib';
import type { Citation } from '#contract/items.ts';
import type { AgentImage } from '#main/agents/agent-backend.ts';
import type { Stage } from './stage.ts';

const WIDTH_PX = 480;
const HEIGHT_PX = 300;
const CHECK_PX = 30;

const chunk = (kind: string, data: Buffer): Buffer => {
  const named = Buffer.concat([Buffer.from(kind), data]);
  const frame = Buffer.alloc(8);
  frame.writeUInt32BE(data.length, 0);
  frame.writeUInt32BE(crc32(named), 4);
  return Buffer.concat([frame.subarray(0, 4), named, frame.subarray(4)]);
};

/** A chequered PNG: the colour beside a lighter one. */
const madeUp = (color: string): AgentImage => {
  const rgb = [1, 3, 5].map((at) => Number.parseInt(color.slice(at, at + 2), 16));
  const lighter = rgb.map((value) => Math.round(value + (255 - value) / 5));
  const header = Buffer.alloc(13);
  header.writeUInt32BE(WIDTH_PX, 0);
  header.writeUInt32BE(HEIGHT_PX, 4);
  header.set([8, 2, 0, 0, 0], 8);
  const rows = Array.from({ length: HEIGHT_PX }, (_, y) =>
    Buffer.from([
      0,
      ...Array.from({ length: WIDTH_PX }, (__, x) =>
        (Math.floor(x / CHECK_PX) + Math.floor(y / CHECK_PX)) % 2 === 0 ? rgb : lighter,
      ).flat(),
    ]),
  );
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  const png = Buffer.concat([
    signature,
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(Buffer.concat(rows))),
    chunk('IEND', Buffer.alloc(0)),
  ]);
  return { mime: 'image/png', base64: png.toString('base64') };
};

interface Shows {
  readonly images?: readonly (string | { readonly color: string })[] | undefined;
  readonly citations?: readonly Citation[] | undefined;
}

export const shownOf = (
  { place }: Stage,
  { images, citations }: Shows,
): { readonly images?: readonly AgentImage[]; readonly citations?: readonly Citation[] } => ({
  ...(images === undefined
    ? {}
    : {
        images: images.map((image): AgentImage =>
          typeof image === 'string' ? { path: isAbsolute(image) ? image : join(place.cwd, image) } : madeUp(image.color),
        ),
      }),
  ...(citations === undefined ? {} : { citations }),
});
