/** Permissions. DevTools has no event for a request, so the handlers are asked once for each known permission when a page is loaded. */
import { EventEmitter } from 'node:events';
import { cdp, toChromium } from './page-host.ts';

/** Electron's name, and the one of the DevTools protocol. */
const permissions = [
  ['notifications', { name: 'notifications' }],
  ['clipboard-read', { name: 'clipboard-read' }],
  ['clipboard-sanitized-write', { name: 'clipboard-write', allowWithoutSanitization: false }],
  ['media', { name: 'microphone' }],
  ['geolocation', { name: 'geolocation' }],
] as const;

type RequestHandler = (contents: object, permission: string, answer: (granted: boolean) => void, details: object) => void;
type CheckHandler = (contents: object, permission: string, origin: string, details: object) => boolean;

export class Session extends EventEmitter {
  #request: RequestHandler | null = null;
  #check: CheckHandler | null = null;

  setPermissionRequestHandler(handler: RequestHandler | null): void {
    this.#request = handler;
  }
  setPermissionCheckHandler(handler: CheckHandler | null): void {
    this.#check = handler;
  }
  setDevicePermissionHandler(): void {
    // No page of ours asks for a device.
  }

  /** For a page that is at this address now. Without handlers Electron grants everything. */
  async applyPermissions(contents: object, address: string): Promise<void> {
    const { origin } = new URL(toChromium(address));
    const details = { requestingUrl: address, isMainFrame: true };
    for (const [permission, descriptor] of permissions) {
      const asked = new Promise<boolean>((resolve) =>
        this.#request === null ? resolve(true) : this.#request(contents, permission, resolve, details),
      );
      const checked = this.#check?.(contents, permission, new URL('/', address).href, details) ?? true;
      const setting = (await asked) && checked ? 'granted' : 'denied';
      await cdp().send('Browser.setPermission', { permission: descriptor, setting, origin });
    }
  }
}

export const session = { defaultSession: new Session() };
