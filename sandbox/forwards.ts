/**
 * Ports of the host's loopback that the user listed: inside they stand at the same place, for programs that know no proxy
 * (databases, test servers). Each connection is asked about anew, so a port that is taken off the list is closed at once.
 */
import { connect, type Server, type Socket } from 'node:net';
import type { RefusedHost } from './door.ts';
import { matchingRule, type HostRule } from './host-rules.ts';
import type { SandboxNetwork } from './network.ts';
import { INNER_PROXY_PORT } from './wrap.ts';

/** Ports that are listed by number for this machine's loopback. */
export const loopbackPorts = (rules: readonly HostRule[]): readonly number[] => {
  const ports = rules.flatMap(({ host, port }) => (host === '127.0.0.1' || host === 'localhost' ? (port ?? []) : []));
  return [...new Set(ports)].filter((port) => port !== INNER_PROXY_PORT);
};

const isListed = (rules: readonly HostRule[], port: number): boolean =>
  ['127.0.0.1', 'localhost'].some((host) => matchingRule(rules, host, port) !== null);

const join = (inside: Socket, port: number): void => {
  const outside = connect(port, '127.0.0.1');
  for (const [from, to] of [
    [inside, outside],
    [outside, inside],
  ] as const) {
    from.on('error', () => to.destroy());
    from.on('close', () => to.destroy());
    from.pipe(to);
  }
};

export interface ForwardOptions {
  readonly rules: () => readonly HostRule[];
  readonly onRefused: (refused: RefusedHost) => void;
}

export interface Forwards {
  /** Opens what is listed and not open yet. A port that is taken inside stays as it is. Never rejects. */
  readonly open: () => Promise<void>;
}

export const makeForwards = (network: Pick<SandboxNetwork, 'listen'>, { rules, onRefused }: ForwardOptions): Forwards => {
  const opened = new Map<number, Promise<Server | null>>();
  const serve = (server: Server, port: number): Server =>
    server.on('connection', (client: Socket) => {
      client.on('error', () => client.destroy());
      if (isListed(rules(), port)) return join(client, port);
      onRefused({ host: '127.0.0.1', port, why: 'not-listed' });
      client.destroy();
    });
  const openOne = (port: number): Promise<Server | null> =>
    network.listen(port).then(
      (server) => serve(server, port),
      () => {
        // Tried again with the next command.
        opened.delete(port);
        return null;
      },
    );
  return {
    open: async () => {
      const ports = loopbackPorts(rules());
      for (const port of ports) if (!opened.has(port)) opened.set(port, openOne(port));
      await Promise.all(ports.flatMap((port) => opened.get(port) ?? []));
    },
  };
};
