/** A socket on this machine that programs of ours connect to from other processes. Only the user can reach it. */
import { randomBytes } from 'node:crypto';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

interface Listening {
  readonly server: Server;
  readonly address: string;
  readonly folder: string | null;
}

const listen = async (name: string, connectionsMax: number, take: (socket: Socket) => void): Promise<Listening> => {
  const server = createServer(take);
  server.maxConnections = connectionsMax;
  // The path of a socket may take about a hundred bytes: the data folder can lie deeper than that.
  const folder = process.platform === 'win32' ? null : await mkdtemp(join(tmpdir(), `switchyard-${name}-`));
  const address = folder === null ? `\\\\.\\pipe\\switchyard-${name}-${randomBytes(12).toString('hex')}` : join(folder, 's');
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(address, resolve);
  });
  if (folder !== null) await chmod(address, 0o600);
  server.unref();
  return { server, address, folder };
};

export class PrivateSocket {
  readonly #name: string;
  readonly #connectionsMax: number;
  readonly #take: (socket: Socket) => void;
  readonly #sockets = new Set<Socket>();
  #listening: Promise<Listening> | null = null;

  /** Listens from the first time that its address is asked for. An error of a connection is no more than its end. */
  constructor(name: string, connectionsMax: number, take: (socket: Socket) => void) {
    this.#name = name;
    this.#connectionsMax = connectionsMax;
    this.#take = take;
  }

  async address(): Promise<string> {
    this.#listening ??= listen(this.#name, this.#connectionsMax, (socket) => this.#connected(socket));
    return (await this.#listening).address;
  }

  async dispose(): Promise<void> {
    const listening = await this.#listening?.catch(() => null);
    for (const socket of this.#sockets) socket.destroy();
    listening?.server.close();
    if (listening?.folder != null) await rm(listening.folder, { recursive: true, force: true });
  }

  #connected(socket: Socket): void {
    this.#sockets.add(socket);
    socket.on('error', () => undefined);
    socket.on('close', () => this.#sockets.delete(socket));
    this.#take(socket);
  }
}
