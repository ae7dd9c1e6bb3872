/** The theme in force, for what has to be told: diffs and the editor draw their own colours. */
import { useSyncExternalStore } from 'react';

const listen = (changed: () => void): (() => void) => {
  const observer = new MutationObserver(changed);
  observer.observe(document.documentElement, { attributes: true, attributeFilter: ['data-theme'] });
  return () => observer.disconnect();
};
const now = (): 'dark' | 'light' => (document.documentElement.dataset['theme'] === 'light' ? 'light' : 'dark');

export const useTheme = (): 'dark' | 'light' => useSyncExternalStore(listen, now);
