/** What the page may load and reach, for both hosts. There is no remote content and no code from text. */

/** `reachable` names what the page may connect to besides where it came from. */
export const contentPolicy = (reachable: readonly string[] = []): string =>
  [
    `default-src 'none'`,
    `script-src 'self'`,
    // Monaco writes style elements.
    `style-src 'self' 'unsafe-inline'`,
    `img-src 'self' data: blob:`,
    `font-src 'self' data:`,
    `connect-src ${["'self'", ...reachable].join(' ')}`,
    `worker-src 'self' blob:`,
    `manifest-src 'self'`,
    `base-uri 'none'`,
    `form-action 'self'`,
    `frame-ancestors 'none'`,
  ].join('; ');
