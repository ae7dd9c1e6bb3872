/**
 * A core's door to the rest of the machine: token, web server and `core.json`, opened and closed as one. Both hosts open it;
 * without it the command line would not find a core that runs in the desktop app.
 */
import { Lifetime, type Disposable } from '#main/base/disposable.ts';
import type { Handlers } from '#main/base/handlers.ts';
import { dataPaths } from '#main/base/paths.ts';
import { pageFolder } from './app-root.ts';
import { writeCoreFile } from './core-file.ts';
import { ensureToken } from './token.ts';
import { startWebServer, type WebServer } from './web-server.ts';

export interface DoorOptions {
  readonly dataFolder: string;
  readonly handlers: Handlers;
  readonly kind: 'desktop' | 'serve';
  /** Default: this machine only. */
  readonly host?: string;
  /** 0 takes any free port. */
  readonly port: number;
}

export interface Door extends Disposable {
  readonly server: WebServer;
  /** Address that signs a browser in; for the owner's eyes only. */
  readonly addressWithToken: string;
}

/** Opens the door. Throws AppError when the address cannot be had; then nothing is left open. */
export const openDoor = async (options: DoorOptions): Promise<Door> => {
  const paths = dataPaths(options.dataFolder);
  const token = await ensureToken(paths.token);
  const lifetime = new Lifetime();
  const server = lifetime.own(
    await startWebServer({ handlers: options.handlers, token, host: options.host ?? '127.0.0.1', port: options.port, page: pageFolder }),
  );
  try {
    const { address, port } = server;
    const started = new Date().toISOString();
    lifetime.own(await writeCoreFile(paths.core, { pid: process.pid, port, address, started, host: options.kind }));
  } catch (error) {
    await lifetime.dispose();
    throw error;
  }
  return { server, addressWithToken: `${server.address}?token=${token}`, dispose: () => lifetime.dispose() };
};
