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
  readonly server: Server;
  readonly close: () => void;
}

/** Runs inside the new network: opens the socket, hands it over, and ends when it was taken. */
const HOLDER = `
const server = require('node:net').createServer();
server.listen(${INNER_PROXY_PORT}, '127.0.0.1', () => process.send('open', server));
process.on('message', () => process.exit(0));
process.on('disconnect', () => process.exit(0));
`;

const holderOptions: readonly string[] = [
  ...['--unshare-user', '--unshare-net', '--unshare-ipc', '--die-with-parent', '--uid', '0', '--gid', '0', '--cap-drop', 'ALL'],
  ...['--dev-bind', '/', '/', '--'],
];

const childOf = (pid: number): number => Number(readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ')[0] || pid);

/** Opens a network for one thread. Rejects when namespaces cannot be had. */
export const openNetwork = ({ bwrap, outerEnvironment }: Pick<BubblewrapPlan, 'bwrap' | 'outerEnvironment'>): Promise<SandboxNetwork> =>
  new Promise((resolve, reject) => {
    const holder = spawn(bwrap, [...holderOptions, process.execPath, '-e', HOLDER], {
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
      env: { ...outerEnvironment, ELECTRON_RUN_AS_NODE: '1' },
    });
    holder.once('error', reject);
    holder.once('exit', (code) => reject(new Error(`the network could not be made (exit code ${code})`)));
    holder.once('message', (_, handle) => {
      const server = handle as Server;
      // The namespaces live on in these descriptors, so nobody has to stay inside to hold them.
      const inside = childOf(holder.pid as number);
      const descriptors = ['user', 'net'].map((name) => openSync(`/proc/${inside}/ns/${name}`, 'r'));
      const [userNamespace, netNamespace] = descriptors.map((descriptor) => `/proc/${process.pid}/fd/${descriptor}`) as [string, string];
      holder.send('taken');
      holder.unref();
      let closed = false;
      resolve({
        ...{ userNamespace, netNamespace, server },
        close: () => {
          if (closed) return;
          closed = true;
          server.close();
          descriptors.forEach(closeSync);
        },
      });
    });
  });
