/** A message in the form of the protocol. */
import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { AgentMessage } from '#main/agents/agent-backend.ts';
import { imageKind } from '#main/agents/image-kinds.ts';

/** An agent that takes no images is told where each lies. */
export const promptOf = async ({ text, images }: AgentMessage, takesImages: boolean): Promise<readonly object[]> => {
  const blocks = await Promise.all(
    images.map(async (path) => {
      const mimeType = imageKind(path);
      if (!takesImages || mimeType === null) return { type: 'resource_link', name: basename(path), uri: pathToFileURL(path).href };
      return { type: 'image', mimeType, data: (await readFile(path)).toString('base64') };
    }),
  );
  return [...(text === '' ? [] : [{ type: 'text', text }]), ...blocks];
};
