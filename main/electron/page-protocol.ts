/** `app://switchyard/`: the built page, served from the app's own files with the policy that the web host sends too. */
import { readFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { protocol } from 'electron';
import { pageFolder } from '#main/rpc/app-root.ts';
import { contentPolicy } from '#main/rpc/content-policy.ts';
import { askedPath, contentTypes } from '#main/rpc/static-files.ts';

const scheme = 'app';
export const pageOrigin = `${scheme}://switchyard`;
export const pageAddress = `${pageOrigin}/`;

/** Whether an address is the page's own. */
export const isPage = (address: string): boolean => address === pageOrigin || address.startsWith(pageAddress);

/** Has to be said before the app is ready. */
export const registerPageScheme = (): void =>
  protocol.registerSchemesAsPrivileged([{ scheme, privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true } }]);

const headers = (path: string): Record<string, string> => ({
  'Content-Type': contentTypes[extname(path)] ?? 'application/octet-stream',
  'Content-Security-Policy': contentPolicy(),
  'X-Content-Type-Options': 'nosniff',
  'Cache-Control': 'no-cache',
});

const notFound = (): Response => new Response('There is no such file.', { status: 404, headers: { 'Content-Type': 'text/plain' } });

export const servePage = (): void =>
  protocol.handle(scheme, async (request) => {
    const path = isPage(request.url) ? askedPath(request.url.slice(pageOrigin.length) || '/') : null;
    if (path === null) return notFound();
    try {
      return new Response(await readFile(join(pageFolder, path)), { headers: headers(path) });
    } catch {
      return notFound();
    }
  });
