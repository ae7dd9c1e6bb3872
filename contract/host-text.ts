/** Hosts as people write them. For the page, which asks whether one of its entries lets a host through; the door asks for itself. */

interface Parts {
  readonly host: string;
  readonly port: string | null;
}

const partsOf = (text: string): Parts => {
  const lower = text.toLowerCase();
  const bracketed = /^\[([^\]]*)\](?::(\d+))?$/.exec(lower);
  if (bracketed !== null) return { host: bracketed[1] ?? '', port: bracketed[2] ?? null };
  const plain = /^([^:]*):(\d+)$/.exec(lower);
  return plain === null
    ? { host: lower.replace(/\.$/, ''), port: null }
    : { host: (plain[1] ?? '').replace(/\.$/, ''), port: plain[2] ?? null };
};

/** Whether the entry of a list lets the host through. An entry without a port stands for every port; so does a host without one. */
export const matchesHost = (entry: string, host: string): boolean => {
  const [rule, asked] = [partsOf(entry), partsOf(host)];
  if (rule.port !== null && asked.port !== null && rule.port !== asked.port) return false;
  return rule.host === asked.host || (rule.host.startsWith('*.') && asked.host.endsWith(rule.host.slice(1)));
};
