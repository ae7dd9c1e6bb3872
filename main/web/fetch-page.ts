/**
 * Reads a page of the web for the native agent. Bounded in size and time, never through to this machine or its network
 * unless the user named that address, and a redirect to another host is told instead of followed: the policy judges hosts.
 */
import { lookup } from 'node:dns/promises';
import { request as requestPlain, type IncomingMessage, type RequestOptions } from 'node:http';
import { request as requestSecure } from 'node:https';
import { networkInterfaces } from 'node:os';
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';
import type { Readable } from 'node:stream';
import { AppError, failure } from '#contract/failure.ts';
import { addressToDial } from '#sandbox/host-rules.ts';
import { readableText, titleOf } from './readable-text.ts';

export interface Page {
  /** Where it was in the end. */
  readonly url: string;
  readonly title: string;
  readonly text: string;
  /** Set where it leads to another host: nothing was read. */
  readonly leadsTo: string | null;
}

const BODY_MAX_BYTES = 5_000_000;
const PATIENCE_MS = 30_000;
const REDIRECTS_MAX = 5;
const TEXT_MAX_CHARS = 100_000;

/** The address, when it is one that may be read. Throws AppError `invalid`. */
export const parseWebAddress = (text: string): URL => {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url === null || !['http:', 'https:'].includes(url.protocol))
    throw failure('invalid', `“${text.slice(0, 200)}” is no web address.`, 'It begins with https:// or http://.');
  if (url.username !== '' || url.password !== '') throw failure('invalid', 'An address with a password in it is not read.');
  return url;
};

export const hostOf = (url: URL): { readonly host: string; readonly port: number } => ({
  host: url.hostname.replace(/^\[|\]$/g, ''),
  port: url.port === '' ? (url.protocol === 'https:' ? 443 : 80) : Number(url.port),
});

const ownAddresses = (): readonly string[] =>
  Object.values(networkInterfaces()).flatMap((list) => list?.map(({ address }) => address) ?? []);

/** The checked address is the one that is dialled: a name that answers otherwise a moment later gains nothing. */
const addressOf = async (host: string): Promise<string> => {
  const addresses = await lookup(host, { all: true }).then(
    (found) => found.map(({ address }) => address),
    () => [],
  );
  if (addresses.length === 0) throw failure('unavailable', `There is no host “${host}”.`, 'Check the address, and the network.');
  const address = addressToDial(host, { addresses, own: ownAddresses() });
  if (address === null)
    throw failure('denied', `${host} leads to this computer or its own network.`, 'Name that address itself if you mean it.');
  return address;
};

const ask = async (url: URL, signal: AbortSignal): Promise<IncomingMessage> => {
  const { host, port } = hostOf(url);
  const address = await addressOf(host);
  const options: RequestOptions & { servername?: string } = {
    host: address,
    port,
    path: `${url.pathname}${url.search}`,
    headers: {
      host: url.host,
      'user-agent': 'Switchyard (reads a page for its user)',
      accept: 'text/html, text/plain, application/json;q=0.9, */*;q=0.1',
      'accept-encoding': 'gzip, deflate, br',
    },
    signal,
    ...(url.protocol === 'https:' ? { servername: host } : {}),
  };
  return await new Promise((resolve, reject) => {
    const request = url.protocol === 'https:' ? requestSecure(options, resolve) : requestPlain(options, resolve);
    request.once('error', reject);
    request.end();
  });
};

const unpacked = (response: IncomingMessage): Readable => {
  switch (response.headers['content-encoding']) {
    case 'gzip':
      return response.pipe(createGunzip());
    case 'deflate':
      return response.pipe(createInflate());
    case 'br':
      return response.pipe(createBrotliDecompress());
    default:
      return response;
  }
};

const bodyOf = async (response: IncomingMessage): Promise<{ readonly text: string; readonly isCut: boolean }> => {
  const pieces: Buffer[] = [];
  let bytes = 0;
  for await (const piece of unpacked(response) as AsyncIterable<Buffer>) {
    pieces.push(piece);
    bytes += piece.length;
    if (bytes > BODY_MAX_BYTES) break;
  }
  response.destroy();
  const charset = /charset="?([\w-]+)/i.exec(response.headers['content-type'] ?? '')?.[1] ?? 'utf-8';
  const whole = Buffer.concat(pieces).subarray(0, BODY_MAX_BYTES);
  try {
    return { text: new TextDecoder(charset).decode(whole), isCut: bytes > BODY_MAX_BYTES };
  } catch {
    return { text: whole.toString('utf8'), isCut: bytes > BODY_MAX_BYTES };
  }
};

const isText = (type: string): boolean => type === '' || /^(text\/|application\/(.*\+)?(json|xml|javascript|x-yaml|yaml|toml))/.test(type);

const readBody = async (url: URL, response: IncomingMessage): Promise<Page> => {
  const status = response.statusCode ?? 0;
  const type = (response.headers['content-type'] ?? '').split(';')[0]?.trim().toLowerCase() ?? '';
  if (!isText(type)) {
    response.destroy();
    throw failure('invalid', `${url.href} is ${type}, which is no text.`);
  }
  const { text: body, isCut } = await bodyOf(response);
  const isHtml = type === 'text/html' || type === 'application/xhtml+xml' || (type === '' && /^\s*<(!doctype|html)/i.test(body));
  const text = isHtml ? readableText(body) : body;
  if (status >= 400) throw failure('unavailable', `${url.host} answered ${status}.`, undefined, { details: text.slice(0, 1_000) });
  const cut = isCut || text.length > TEXT_MAX_CHARS ? `${text.slice(0, TEXT_MAX_CHARS)}\n… the rest is left out …` : text;
  return { url: url.href, title: isHtml ? titleOf(body) : '', text: cut.toWellFormed(), leadsTo: null };
};

const follow = async (first: URL, signal: AbortSignal): Promise<Page> => {
  let url = first;
  for (let step = 0; step <= REDIRECTS_MAX; step += 1) {
    const response = await ask(url, signal);
    const location = response.headers.location;
    const isRedirect = [301, 302, 303, 307, 308].includes(response.statusCode ?? 0) && location !== undefined;
    if (!isRedirect) return await readBody(url, response);
    response.destroy();
    const next = parseWebAddress(new URL(location, url).href);
    // A step up to https of the same name is followed.
    if (next.host !== url.host) return { url: url.href, title: '', text: '', leadsTo: next.href };
    url = next;
  }
  throw failure('unavailable', `${first.host} leads in circles.`);
};

/** Throws AppError; AbortError when stopped. */
export const fetchPage = async (address: string, signal: AbortSignal, patienceMs = PATIENCE_MS): Promise<Page> => {
  const late = AbortSignal.timeout(patienceMs);
  try {
    return await follow(parseWebAddress(address), AbortSignal.any([signal, late]));
  } catch (error) {
    signal.throwIfAborted();
    if (late.aborted) throw failure('unavailable', `${address} took longer than ${patienceMs / 1000} seconds.`, 'Try again later.');
    if (error instanceof AppError) throw error;
    const details = error instanceof Error ? error.message : String(error);
    throw failure('unavailable', `${address} cannot be reached.`, 'Check the address, and the network.', { details });
  }
};
