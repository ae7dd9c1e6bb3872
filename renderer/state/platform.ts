/** Which keyboard is before us, and whether this page runs in the desktop app. */
import { DESKTOP_GLOBAL, type DesktopGlobal } from '#contract/desktop.ts';

const desktop = (globalThis as unknown as Record<string, DesktopGlobal | undefined>)[DESKTOP_GLOBAL];

export const isDesktop: boolean = desktop !== undefined;
/** The keyboard's side: a phone or browser may be a Mac while the core is not. */
export const isMac: boolean =
  desktop === undefined ? /Mac|iPhone|iPad/.test(globalThis.navigator?.platform ?? '') : desktop.platform === 'darwin';
