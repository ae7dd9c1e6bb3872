/** What the program around the core can do for it: a desktop window, or a web server with nothing of the kind. */
import type { ThreadId } from '#contract/ids.ts';

export interface Notification {
  readonly thread: ThreadId;
  readonly title: string;
  readonly body: string;
}

/** The system's keychain. What is protected can be read only by this user's own programs. */
export interface SecretProtection {
  readonly protect: (text: string) => string;
  /** Throws when the keychain is locked, or the text was not protected by it. */
  readonly unprotect: (text: string) => string;
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
  /** Null where the system has no keychain that protects anything. */
  readonly secrets?: () => SecretProtection | null;
}
