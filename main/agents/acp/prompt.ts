/** A message in the form of the protocol. */
import { readFile } from 'node:fs/promises';
import { basename, extname } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { AgentMessage } from '#main/agents/agent-backend.ts';

const kinds: Readonly<Record<string, string>> = {
  ...{ '.png': 'image/png', '.jpg': 'image/jpeg', '.jpeg': 'image/jpeg', '.gif': 'image/gif', '.webp': 'image/webp' },
};

/** An agent that takes no images is told where each lies. */
export const promptOf = async ({ text, images }: AgentMessage, takesImages: boolean): Promise<readonly object[]> => {
  const blocks = await Promise.all(
    images.map(async (path) => {
      const mimeType = kinds[extname(path).toLowerCase()];
      if (!takesImages || mimeType === undefined) return { type: 'resource_link', name: basename(path), uri: pathToFileURL(path).href };
      return { type: 'image', mimeType, data: (await readFile(path)).toString('base64') };
    }),
  );
  return [...(text === '' ? [] : [{ type: 'text', text }]), ...blocks];
};
