/**
 * The network of a sandbox: nothing but loopback, and one listening socket in it that is answered from outside. Starts the
 * short-lived holder that makes both.
 */
import { spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import type { Server } from 'node:net';
import { INNER_PROXY_PORT, type BubblewrapPlan } from './wrap.ts';

/** A network with nothing but loopback, and one listening socket in it. */
export interface SandboxNetwork {
  /** Paths for nsenter, good as long as this process holds the network open. */
  readonly userNamespace: string;
  readonly netNamespace: string;
  /** Where the door stands. */
  readonly server: Server;
  /** Opens a further listening socket inside, on loopback. Rejects when the port is taken there. */
  readonly listen: (port: number) => Promise<Server>;
  readonly close: () => void;
}

/** Runs inside the network: opens the socket, hands it over, and ends when it was taken. */
const holderOf = (port: number): string => `
const server = require('node:net').createServer();
server.on('error', () => process.exit(1));
server.listen(${port}, '127.0.0.1', () => process.send('open', server));
process.on('message', () => process.exit(0));
process.on('disconnect', () => process.exit(0));
`;

const holderOptions: readonly string[] = [
  ...['--unshare-user', '--unshare-net', '--unshare-ipc', '--die-with-parent', '--uid', '0', '--gid', '0', '--cap-drop', 'ALL'],
  ...['--dev-bind', '/', '/', '--'],
];

const childOf = (pid: number): number => Number(readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ')[0] || pid);

type Held = Pick<BubblewrapPlan, 'bwrap' | 'nsenter' | 'outerEnvironment'>;

/** Starts a holder behind the given words and takes its socket. `whileItStands` is called before the holder ends. */
const takeSocket = <T>(words: readonly string[], environment: Held['outerEnvironment'], port: number, whileItStands: (pid: number) => T) =>
  new Promise<{ readonly server: Server; readonly found: T }>((resolve, reject) => {
    const [file, ...args] = [...words, process.execPath, '-e', holderOf(port)];
    const holder = spawn(file, args, {
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
      env: { ...environment, ELECTRON_RUN_AS_NODE: '1' },
    });
    holder.once('error', reject);
    holder.once('exit', (code) => reject(new Error(`the network could not be made (exit code ${code})`)));
    holder.once('message', (_, handle) => {
      const found = whileItStands(holder.pid as number);
      holder.send('taken');
      holder.unref();
      resolve({ server: handle as Server, found });
    });
  });

/** Opens a network for one thread. Rejects when namespaces cannot be had. */
export const openNetwork = async ({ bwrap, nsenter, outerEnvironment }: Held): Promise<SandboxNetwork> => {
  // The namespaces live on in these descriptors, so nobody has to stay inside to hold them.
  const hold = (pid: number): readonly number[] => {
    const inside = childOf(pid);
    return ['user', 'net'].map((name) => openSync(`/proc/${inside}/ns/${name}`, 'r'));
  };
  const { server, found: descriptors } = await takeSocket([bwrap, ...holderOptions], outerEnvironment, INNER_PROXY_PORT, hold);
  const [userNamespace, netNamespace] = descriptors.map((descriptor) => `/proc/${process.pid}/fd/${descriptor}`) as [string, string];
  const servers = new Set([server]);
  let closed = false;
  return {
    ...{ userNamespace, netNamespace, server },
    listen: async (port) => {
      if (closed || nsenter === null) throw new Error('the network is closed');
      const enter = [nsenter, `--user=${userNamespace}`, `--net=${netNamespace}`, '--preserve-credentials', '--'];
      const opened = (await takeSocket(enter, outerEnvironment, port, () => null)).server;
      servers.add(opened);
      return opened;
    },
    close: () => {
      if (closed) return;
      closed = true;
      for (const each of servers) each.close();
      descriptors.forEach(closeSync);
    },
  };
};
