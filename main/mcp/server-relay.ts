/**
 * Servers for agents that start their servers themselves: the agent is handed a command of ours (relay-process.ts) that connects
 * to the core, and the core runs the server where it belongs: in the thread's sandbox or the user's home. It ends with that
 * connection. So no agent is given a server's secrets, and none can take it out of its sandbox.
 */
import { randomBytes } from 'node:crypto';
import type { Socket } from 'node:net';
import type { HandedServer } from '#main/agents/agent-backend.ts';
import { childEntry } from '#main/base/child-entry.ts';
import { failureOf } from '#main/base/errors.ts';
import { log } from '#main/base/log.ts';
import { PrivateSocket } from '#main/base/private-socket.ts';
import type { ServerProcess } from './command-transport.ts';

const TOKEN_MAX_BYTES = 200;
/** Connections that wait for their server or have one; an agent starts each once per session. */
const CONNECTIONS_MAX = 200;

/** Starts the server as it is set up now. Throws AppError. */
export type StartServer = () => Promise<ServerProcess>;

export class ServerRelay {
  /** By token; and the token of what a server is called, so that it is the same for each session. */
  readonly #starts = new Map<string, StartServer>();
  readonly #tokens = new Map<string, string>();
  readonly #socket = new PrivateSocket('mcp', CONNECTIONS_MAX, (socket) => this.#take(socket));

  /** The command that an agent is handed. `key` names thread and server; a later call with it takes the place of the earlier. */
  async hand(key: string, name: string, start: StartServer): Promise<HandedServer> {
    const address = await this.#socket.address();
    const token = this.#tokens.get(key) ?? randomBytes(24).toString('hex');
    this.#tokens.set(key, token);
    this.#starts.set(token, start);
    return {
      name,
      command: process.execPath,
      args: [childEntry(import.meta, 'relay-process')],
      env: { ELECTRON_RUN_AS_NODE: '1', SWITCHYARD_RELAY: address, SWITCHYARD_RELAY_TOKEN: token },
    };
  }

  /** The thread is gone. */
  forget(startOfKey: string): void {
    for (const [key, token] of this.#tokens) {
      if (!key.startsWith(startOfKey)) continue;
      this.#tokens.delete(key);
      this.#starts.delete(token);
    }
  }

  async dispose(): Promise<void> {
    this.#starts.clear();
    await this.#socket.dispose();
  }

  #take(socket: Socket): void {
    let line = Buffer.alloc(0);
    const read = (bytes: Buffer): void => {
      line = Buffer.concat([line, bytes]);
      const end = line.indexOf(10);
      if (end < 0 && line.length <= TOKEN_MAX_BYTES) return;
      socket.off('data', read);
      socket.pause();
      const rest = line.subarray(end + 1);
      if (rest.length > 0) socket.unshift(rest);
      void this.#serve(socket, this.#starts.get(line.subarray(0, Math.max(0, end)).toString('utf8')));
    };
    socket.on('data', read);
  }

  async #serve(socket: Socket, start: StartServer | undefined): Promise<void> {
    if (start === undefined) return void socket.end('Switchyard does not know this server any more.\n');
    let running: ServerProcess;
    try {
      running = await start();
    } catch (error) {
      log.warning('mcp.relay', { error });
      return void socket.end(`${failureOf(error).message.replaceAll('\n', ' ')}\n`);
    }
    const end = (): void => void running.end();
    if (socket.destroyed) return end();
    socket.on('close', end);
    running.stdin.on('error', () => undefined);
    running.stderr.resume();
    socket.write('\n');
    socket.pipe(running.stdin);
    running.stdout.pipe(socket);
    void running.ended.then(() => socket.end());
  }
}
