/** A message of the user in the form of the Messages API. */
import { readFile } from 'node:fs/promises';
import type { AgentMessage } from '#main/agents/agent-backend.ts';
import { imageKind } from '#main/agents/image-kinds.ts';

export const contentOf = async (message: AgentMessage): Promise<unknown> => {
  if (message.images.length === 0) return message.text;
  const images = message.images.map(async (path) => {
    const data = (await readFile(path)).toString('base64');
    return { type: 'image', source: { type: 'base64', media_type: imageKind(path) ?? 'image/png', data } };
  });
  return [...(await Promise.all(images)), ...(message.text === '' ? [] : [{ type: 'text', text: message.text }])];
};
