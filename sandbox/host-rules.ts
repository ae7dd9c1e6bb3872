/** Which hosts may be reached, by name and by the address a name resolves to. */
import { BlockList, isIP, isIPv4 } from 'node:net';

export interface HostRule {
  /** Lower case. `*.example.org` stands for every name below, not for `example.org` itself. An address stands for itself. */
  readonly host: string;
  /** Null: every port. */
  readonly port: number | null;
}

const withoutBrackets = (host: string): string => host.replace(/^\[(.*)\]$/, '$1');

const normalHost = (host: string): string => withoutBrackets(host).toLowerCase().replace(/\.$/, '');

/** `HOST`, `HOST:PORT`, `*.HOST`, `[IPv6]:PORT`; null when it is none of these. */
export const parseHostRule = (text: string): HostRule | null => {
  const whole = isIP(text) === 6 ? [text, text, undefined] : /^(\[[^\]]+\]|[^:[\]]+)(?::(\d{1,5}))?$/.exec(text);
  if (!whole) return null;
  const host = normalHost(whole[1] as string);
  const port = whole[2] === undefined ? null : Number(whole[2]);
  if (port !== null && (port < 1 || port > 65_535)) return null;
  if (isIP(host) !== 0) return { host, port };
  return /^(\*\.)?[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?(\.[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?)*$/.test(host) ? { host, port } : null;
};

export const hostRuleText = ({ host, port }: HostRule): string =>
  port === null ? host : `${isIP(host) === 6 ? `[${host}]` : host}:${port}`;

/** The rule that lets this host and port through; null when none does. */
export const matchingRule = (rules: readonly HostRule[], host: string, port: number): HostRule | null => {
  const name = normalHost(host);
  const matches = (rule: HostRule): boolean =>
    (rule.port === null || rule.port === port) &&
    (rule.host === name || (rule.host.startsWith('*.') && isIP(name) === 0 && name.endsWith(rule.host.slice(1))));
  return rules.find(matches) ?? null;
};

const covers = (rule: string, other: string): boolean =>
  rule === other || (rule.startsWith('*.') && isIP(other) === 0 && other.replace(/^\*/, '').endsWith(rule.slice(1)));

/** Whether there is a host and port that both speak of. */
export const overlap = (a: HostRule, b: HostRule): boolean =>
  (a.port === null || b.port === null || a.port === b.port) && (covers(a.host, b.host) || covers(b.host, a.host));

// Two lists, as one would take every IPv4 address for the mapped IPv6 one.
const inner = new BlockList();
const inner6 = new BlockList();
for (const [network, bits] of [
  ...([
    ['0.0.0.0', 8],
    ['10.0.0.0', 8],
    ['100.64.0.0', 10],
    ['127.0.0.0', 8],
    ['169.254.0.0', 16],
    ['172.16.0.0', 12],
  ] as const),
  ...([
    ['192.0.0.0', 24],
    ['192.168.0.0', 16],
    ['198.18.0.0', 15],
    ['224.0.0.0', 4],
    ['240.0.0.0', 4],
  ] as const),
])
  inner.addSubnet(network, bits, 'ipv4');
// Loopback, unique local, link local, multicast, and the forms that carry an IPv4 address inside (mapped, NAT64, 6to4, Teredo).
for (const [network, bits] of [
  ...([
    ['::', 96],
    ['fc00::', 7],
    ['fe80::', 10],
    ['fec0::', 10],
    ['ff00::', 8],
    ['::ffff:0:0', 96],
  ] as const),
  ...([
    ['64:ff9b::', 96],
    ['64:ff9b:1::', 48],
    ['2002::', 16],
    ['2001::', 32],
  ] as const),
])
  inner6.addSubnet(network, bits, 'ipv6');

/** Whether an address leads to this machine, its own network or a cloud's metadata: never where a public name should lead. */
export const isInnerAddress = (address: string): boolean =>
  isIPv4(address) ? inner.check(address, 'ipv4') : inner6.check(address, 'ipv6');

export interface NameResolution {
  readonly addresses: readonly string[];
  /** Addresses of this machine's own interfaces, public ones included. */
  readonly own: readonly string[];
}

/**
 * The address to dial for a host that a rule allowed, or null when the name leads where it must not. An address the user
 * listed himself, and `localhost`, mean what they say; a name has to lead to the outside with all it resolves to, as a
 * name that leads to both is how a check is talked around.
 */
export const addressToDial = (host: string, { addresses, own }: NameResolution): string | null => {
  const name = normalHost(host);
  if (isIP(name) !== 0) return name;
  if (name === 'localhost') return '127.0.0.1';
  if (addresses.some((address) => isInnerAddress(address) || own.includes(address))) return null;
  return addresses[0] ?? null;
};
