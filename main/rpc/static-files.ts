/** The built page's files over HTTP: typed, compressed once, with tags for caching. Only what lies in the folder, whatever is asked. */
import { createHash } from 'node:crypto';
import { readFile, realpath, stat } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { extname, join, sep } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';

export const contentTypes: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.webmanifest': 'application/manifest+json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.wasm': 'application/wasm',
  '.woff2': 'font/woff2',
  '.woff': 'font/woff',
  '.ttf': 'font/ttf',
  '.txt': 'text/plain; charset=utf-8',
};
/** The others are compressed already. */
const compressible = new Set(['.html', '.js', '.mjs', '.css', '.json', '.webmanifest', '.svg', '.wasm', '.ttf', '.txt']);
const COMPRESS_FROM_BYTES = 1_024;
/** Quality that takes a tenth of a second for the largest chunk, and is near to the best. */
const BROTLI_QUALITY = 5;

const asBrotli = promisify(brotliCompress);
const asGzip = promisify(gzip);

type Encoding = 'br' | 'gzip' | 'identity';

interface Entry {
  readonly stamp: string;
  readonly tag: string;
  readonly whole: Buffer;
  readonly compressed: Map<Encoding, Promise<Buffer>>;
}

/** The path inside the folder that is asked for; null when it is none. */
export const askedPath = (url: string): string | null => {
  try {
    const path = decodeURIComponent(URL.parse(url, 'http://localhost')?.pathname ?? '/');
    const parts = path.split('/').filter((part) => part !== '');
    if (parts.some((part) => part.startsWith('.') || part.includes('\\') || part.includes('\0'))) return null;
    return parts.length === 0 ? 'index.html' : parts.join(sep);
  } catch {
    // A malformed escape.
    return null;
  }
};

const encodingFor = (request: IncomingMessage, path: string, bytes: number): Encoding => {
  if (bytes < COMPRESS_FROM_BYTES || !compressible.has(extname(path))) return 'identity';
  const accepted = String(request.headers['accept-encoding'] ?? '');
  if (/\bbr\b/.test(accepted)) return 'br';
  return /\bgzip\b/.test(accepted) ? 'gzip' : 'identity';
};

export class StaticFiles {
  readonly #folder: string;
  /** By path; as many as the folder has files. */
  readonly #entries = new Map<string, Entry>();

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** Answers with the file; false when there is none of that name. */
  async answer(request: IncomingMessage, response: ServerResponse): Promise<boolean> {
    const path = askedPath(request.url ?? '/');
    const entry = path === null ? null : await this.#load(path);
    if (path === null || entry === null) return false;
    const encoding = encodingFor(request, path, entry.whole.length);
    const tag = `"${entry.tag}-${encoding}"`;
    response.setHeader('ETag', tag);
    response.setHeader('Vary', 'Accept-Encoding');
    // Names in assets/ change with the content; everything else is asked for each time, and mostly answered with 304.
    response.setHeader('Cache-Control', path.startsWith(`assets${sep}`) ? 'private, max-age=31536000, immutable' : 'private, no-cache');
    if (request.headers['if-none-match'] === tag) {
      response.writeHead(304).end();
      return true;
    }
    const body = await this.#encoded(entry, encoding);
    response.setHeader('Content-Type', contentTypes[extname(path)] ?? 'application/octet-stream');
    response.setHeader('Content-Length', body.length);
    if (encoding !== 'identity') response.setHeader('Content-Encoding', encoding);
    response.writeHead(200).end(request.method === 'HEAD' ? undefined : body);
    return true;
  }

  #encoded(entry: Entry, encoding: Encoding): Promise<Buffer> {
    if (encoding === 'identity') return Promise.resolve(entry.whole);
    let body = entry.compressed.get(encoding);
    if (body === undefined) {
      const options = {
        params: { [constants.BROTLI_PARAM_QUALITY]: BROTLI_QUALITY, [constants.BROTLI_PARAM_SIZE_HINT]: entry.whole.length },
      };
      body = encoding === 'br' ? asBrotli(entry.whole, options) : asGzip(entry.whole);
      entry.compressed.set(encoding, body);
    }
    return body;
  }

  async #load(path: string): Promise<Entry | null> {
    try {
      const full = await realpath(join(this.#folder, path));
      // A symlink in the folder must not lead out of it.
      if (!full.startsWith((await realpath(this.#folder)) + sep)) return null;
      const { mtimeMs, size } = await stat(full);
      const stamp = `${mtimeMs}:${size}`;
      const known = this.#entries.get(path);
      if (known?.stamp === stamp) return known;
      const whole = await readFile(full);
      const tag = createHash('sha256').update(whole).digest('base64url').slice(0, 16);
      const entry: Entry = { stamp, tag, whole, compressed: new Map() };
      this.#entries.set(path, entry);
      return entry;
    } catch {
      // No such file, or a folder.
      return null;
    }
  }
}
