/**
 * Who may talk to the web host. Every request, page and WebSocket alike, passes three checks: it was meant for us (Host:
 * a name that a hostile site points at this machine is refused), it comes from our own page or from no page (Origin), and
 * it knows the token (cookie, bearer header, or once in the address, which is exchanged for the cookie).
 */
import { randomBytes } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { hostname, networkInterfaces } from 'node:os';
import { sameSecret } from './token.ts';

export interface GateOptions {
  readonly token: string;
  /** Address the server is bound to. */
  readonly host: string;
  readonly port: number;
}

export type Verdict =
  | { readonly kind: 'granted' }
  /** The token stood in the address: set this cookie and send the browser to the address without it. */
  | { readonly kind: 'exchange'; readonly cookie: string; readonly location: string }
  | { readonly kind: 'refused'; readonly status: 401 | 403; readonly why: 'host' | 'origin' | 'token' };

type AskedBy = Pick<IncomingMessage, 'headers' | 'url' | 'method'>;

/** Path and query of a request; `/` for what is no address at all. Never throws, whatever the peer sent. */
export const addressOf = (request: Pick<IncomingMessage, 'url'>): URL =>
  URL.parse(request.url ?? '/', 'http://localhost') ?? new URL('http://localhost/');

/** Longest that browsers keep a cookie: 400 days. */
const COOKIE_SECONDS = 400 * 24 * 60 * 60;
const TICKET_GOOD_FOR_MS = 60_000;

const loopback: readonly string[] = ['127.0.0.1', 'localhost', '[::1]'];
const bracketed = (address: string): string => (address.includes(':') ? `[${address.replace(/%.*$/, '')}]` : address).toLowerCase();

/** Names under which a browser reaches a server bound to this address. No name from outside is ever one of them. */
const namesOf = (host: string): readonly string[] => {
  if (['127.0.0.1', '::1', 'localhost'].includes(host)) return loopback;
  if (host !== '0.0.0.0' && host !== '::') return [bracketed(host)];
  // Looked up each time: a laptop's addresses change while the server runs.
  const addresses = Object.values(networkInterfaces()).flatMap((list) => (list ?? []).map(({ address }) => bracketed(address)));
  const own = hostname().toLowerCase();
  return [...loopback, ...addresses, own, `${own.replace(/\.local$/, '')}.local`];
};

export const isLoopback = (host: string): boolean => namesOf(host) === loopback;

/** Cookies do not know ports: the name keeps two servers on one machine apart. */
export const cookieName = (port: number): string => `switchyard_${port}`;

const cookieOf = (header: string | undefined, name: string): string | null => {
  for (const part of (header ?? '').split(';')) {
    const [key, ...value] = part.split('=');
    if (key?.trim() === name) return value.join('=').trim();
  }
  return null;
};

const bearerOf = (header: string | undefined): string | null => /^Bearer (\S+)$/i.exec(header ?? '')?.[1] ?? null;

const refused = (status: 401 | 403, why: 'host' | 'origin' | 'token'): Verdict => ({ kind: 'refused', status, why });

export class Gate {
  readonly #options: GateOptions;
  /** Tickets not used yet, with the time until which they are good. */
  readonly #tickets = new Map<string, number>();

  constructor(options: GateOptions) {
    this.#options = options;
  }

  /**
   * Stands for the token in an address, once and for a minute. For addresses that others can see: the arguments of the
   * program that opens a browser are in every user's list of processes.
   */
  issueTicket(): string {
    for (const [ticket, until] of this.#tickets) if (until < performance.now()) this.#tickets.delete(ticket);
    const ticket = randomBytes(32).toString('base64url');
    this.#tickets.set(ticket, performance.now() + TICKET_GOOD_FOR_MS);
    return ticket;
  }

  /** For a page or one of its files. */
  checkPage(request: AskedBy): Verdict {
    return (
      this.#checkPlace(request) ?? this.#exchange(request) ?? (this.#knowsToken(request) ? { kind: 'granted' } : refused(401, 'token'))
    );
  }

  /** For a WebSocket. A browser always names the origin; what names none has to bring the token itself, a cookie is not enough. */
  checkSocket(request: AskedBy): Verdict {
    const wrongPlace = this.#checkPlace(request);
    if (wrongPlace !== null) return wrongPlace;
    const { authorization, origin } = request.headers;
    const known = origin === undefined ? this.#isToken(bearerOf(authorization)) : this.#knowsToken(request);
    return known ? { kind: 'granted' } : refused(401, 'token');
  }

  #checkPlace({ headers }: AskedBy): Verdict | null {
    const host = headers.host?.toLowerCase() ?? '';
    const { port } = this.#options;
    const names = namesOf(this.#options.host);
    if (!names.some((name) => host === `${name}:${port}` || (port === 80 && host === name))) return refused(403, 'host');
    if (headers.origin !== undefined && headers.origin.toLowerCase() !== `http://${host}`) return refused(403, 'origin');
    return null;
  }

  #exchange(request: AskedBy): Verdict | null {
    const address = addressOf(request);
    const given = address.searchParams.get('token');
    const ticket = address.searchParams.get('ticket');
    if (given === null && ticket === null) return null;
    if (!this.#isToken(given) && !this.#takeTicket(ticket)) return refused(401, 'token');
    address.searchParams.delete('token');
    address.searchParams.delete('ticket');
    const cookie = `${cookieName(this.#options.port)}=${this.#options.token}; HttpOnly; SameSite=Strict; Path=/; Max-Age=${COOKIE_SECONDS}`;
    // A path that begins with two slashes would lead to another host.
    return { kind: 'exchange', cookie, location: `/${address.pathname.replace(/^\/+/, '')}${address.search}` };
  }

  #knowsToken({ headers }: AskedBy): boolean {
    return this.#isToken(cookieOf(headers.cookie, cookieName(this.#options.port))) || this.#isToken(bearerOf(headers.authorization));
  }

  #takeTicket(given: string | null): boolean {
    const until = given === null ? undefined : this.#tickets.get(given);
    if (given === null || until === undefined) return false;
    this.#tickets.delete(given);
    return performance.now() < until;
  }

  #isToken(given: string | null): boolean {
    return given !== null && sameSecret(given, this.#options.token);
  }
}
