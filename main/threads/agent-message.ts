/** A message of the user, as the agent gets it. */
import type { Attachment } from '#contract/items.ts';
import type { AgentMessage } from '#main/agents/agent-backend.ts';
import type { ThreadsContext } from './threads-context.ts';

const isImage = (attachment: Attachment): boolean => /^image\/(png|jpe?g|gif|webp)$/.test(attachment.mime);

/** Images go as images; other files are named, for the agent to read. */
export const agentMessage = (context: ThreadsContext, text: string, attachments: readonly Attachment[]): AgentMessage => {
  const files = attachments.filter((attachment) => !isImage(attachment));
  const listed = files.map((file) => `- ${file.name}: ${context.attachmentPath(file.id)}`).join('\n');
  return {
    text: listed === '' ? text : `${text}\n\nAttached files:\n${listed}`,
    images: attachments.filter(isImage).map((image) => context.attachmentPath(image.id)),
  };
};
