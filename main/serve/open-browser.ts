/** Opens an address in the user's browser. */
import { spawn } from 'node:child_process';
import { ownerVariableName } from '#main/base/warden.ts';

const opener = (): readonly [string, readonly string[]] => {
  switch (process.platform) {
    case 'darwin':
      return ['open', []];
    case 'win32':
      return ['rundll32', ['url.dll,FileProtocolHandler']];
    default:
      return ['xdg-open', []];
  }
};

/**
 * Resolves to whether the opener could be started. Not through base/command on purpose: the browser this may bring up is
 * the user's own and must not end with the core.
 */
export const openBrowser = (address: string): Promise<boolean> =>
  new Promise((resolve) => {
    const [file, args] = opener();
    const child = spawn(file, [...args, address], {
      stdio: 'ignore',
      detached: true,
      windowsHide: true,
      env: { ...process.env, [ownerVariableName]: undefined },
    });
    child.once('error', () => resolve(false));
    child.once('spawn', () => {
      child.unref();
      resolve(true);
    });
  });
