/** What the blocks of a conversation can ask of the screen they stand on. */
import { createContext, useContext } from 'react';
import type { ItemOf } from '#contract/items.ts';
import type { AttachmentId, ItemId, ThreadId } from '#contract/ids.ts';
import type { HostScope } from '#renderer/state/allow-host.ts';

export type OutputItem = ItemOf<'command' | 'setup' | 'tool'>;

export interface ConversationPlace {
  readonly thread: ThreadId;
  /** Opens the panel of changes. */
  readonly showChanges: () => void;
  /** The thread's worktree. */
  readonly folder: string | null;
  readonly openFile: (path: string, line: number | null) => void;
  readonly openOutput: (item: OutputItem) => void;
  /** Gives the attachment as a `data:` address. */
  readonly readAttachment: (attachment: AttachmentId) => Promise<string>;
  readonly retry: () => void;
  readonly resume: () => void;
  /** Ends a setup, teardown or run command, with everything it started. */
  readonly endCommand: (item: ItemId) => void;
  /** By whose word the thread reaches the host; null when it does not. */
  readonly hostAllowed: (host: string) => HostScope | 'everywhere' | null;
  readonly allowHost: (host: string, scope: HostScope) => void;
  /** The turn stands still until the user has answered. */
  readonly waiting: boolean;
  /** Sends nothing and changes nothing: the core cannot be reached, or the data is read-only. */
  readonly readOnly: boolean;
}

const Place = createContext<ConversationPlace | null>(null);
export const ConversationPlaceProvider = Place.Provider;

export const useConversationPlace = (): ConversationPlace => {
  const place = useContext(Place);
  if (place === null) throw new Error('a conversation stands on no screen');
  return place;
};
