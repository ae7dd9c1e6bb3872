/** What the program around the core can do for it: a desktop window, or a web server with nothing of the kind. */
import type { ThreadId } from '#contract/ids.ts';

export interface Notification {
  readonly thread: ThreadId;
  readonly title: string;
  readonly body: string;
}

export interface HostAbilities {
  readonly kind: 'desktop' | 'serve';
  /** The system's folder dialog; null when the user closed it. */
  readonly pickFolder?: () => Promise<string | null>;
  /** Opens a file or folder with the system's own program. */
  readonly openPath?: (path: string) => Promise<void>;
  /** Shows a notification of the system; a click on it opens the thread. */
  readonly notify?: (notification: Notification) => void;
  /** Whether a window of the app has the focus; absent where the host cannot know. */
  readonly isFocused?: () => boolean;
}
