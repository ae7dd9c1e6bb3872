/**
 * What an agent starts in the place of an MCP server: it connects its standard input and output to the core, which runs the
 * server where it belongs (server-relay.ts). It knows nothing else, and ends with the server.
 *
 * Reads from the environment: SWITCHYARD_RELAY, where the core listens; SWITCHYARD_RELAY_TOKEN, which server is meant.
 */
import { connect } from 'node:net';

const socket = connect(process.env['SWITCHYARD_RELAY'] ?? '');
const fail = (why: string): never => {
  process.stderr.write(`${why}\n`);
  process.exit(1);
};

socket.on('error', (error) => fail(`Switchyard is not there: ${error.message}`));
socket.write(`${process.env['SWITCHYARD_RELAY_TOKEN'] ?? ''}\n`);

/** The core's first line says why it did not work; an empty one that it did. */
let greeting: Buffer | null = Buffer.alloc(0);
socket.on('data', (bytes: Buffer) => {
  if (greeting === null) return void (process.stdout.write(bytes) || (socket.pause(), process.stdout.once('drain', () => socket.resume())));
  const all: Buffer = Buffer.concat([greeting, bytes]);
  greeting = all;
  const end = all.indexOf(10);
  if (end < 0) return;
  if (end > 0) fail(all.subarray(0, end).toString('utf8'));
  greeting = null;
  process.stdout.write(all.subarray(1));
  process.stdin.pipe(socket);
});
socket.on('end', () => process.exit(0));
process.stdout.on('error', () => process.exit(0));
