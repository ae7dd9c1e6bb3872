/** `switchyard://thread/ID`: opens a thread from anywhere. Nothing else can be asked for by a link. */
import { ThreadId } from '#contract/ids.ts';

export const linkScheme = 'switchyard';

/** The thread that a link names; null when it is no link of ours. */
export const threadOfLink = (link: string): ThreadId | null => {
  const named = /^switchyard:\/\/thread\/([^/?#]+)\/?$/i.exec(link)?.[1];
  return ThreadId.safeParse(named).data ?? null;
};

/** Windows and Linux hand a link over as an argument; it may stand anywhere among Chromium's own. */
export const threadOfArguments = (args: readonly string[]): ThreadId | null =>
  args.map(threadOfLink).find((thread) => thread !== null) ?? null;
