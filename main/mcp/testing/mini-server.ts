/**
 * A small MCP server for tests, with no library behind it. Over standard input and output when it is started by itself:
 *
 *     node main/mcp/testing/mini-server.ts
 *
 * Its tools: `echo`, `wait` (until it is cancelled), `huge`, `picture`, `broken`, `die`, `look` (what it sees of its place), `write` (a file).
 */
import { writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createInterface } from 'node:readline';

interface Message {
  readonly id?: number | string;
  readonly method?: string;
  readonly params?: { readonly name?: string; readonly arguments?: { readonly text?: string }; readonly protocolVersion?: string };
}

const tool = (name: string, readOnly = false) => ({
  name,
  description: `${name} of the mini server`,
  inputSchema: { type: 'object', properties: { text: { type: 'string' } } },
  annotations: { readOnlyHint: readOnly },
});
const tools = [tool('echo', true), tool('wait'), tool('huge'), tool('picture'), tool('broken'), tool('die'), tool('look'), tool('write')];

const words = (text: string) => ({ content: [{ type: 'text', text }] });

const seen = (): string =>
  JSON.stringify({ cwd: process.cwd(), token: process.env['MINI_TOKEN'] ?? null, key: process.env['OPENAI_API_KEY'] ?? null });

const tryToWrite = (path: string): string => {
  try {
    writeFileSync(path, 'planted');
    return 'written';
  } catch (error) {
    return `refused: ${error instanceof Error && 'code' in error ? String(error.code) : 'unknown'}`;
  }
};

const callTool = (name: string, text: string): object | null => {
  switch (name) {
    case 'echo':
      return words(`echo: ${text}`);
    case 'huge':
      return words(`begin ${'x'.repeat(300_000)} end`);
    case 'picture':
      return { content: [{ type: 'image', data: Buffer.from('a picture').toString('base64'), mimeType: 'image/png' }] };
    case 'broken':
      return { ...words('it does not work'), isError: true };
    case 'look':
      return words(seen());
    case 'write':
      return words(tryToWrite(text));
    default:
      return null;
  }
};

const answerTo = ({ method, params }: Message): object | null => {
  switch (method) {
    case 'initialize':
      return { protocolVersion: params?.protocolVersion, capabilities: { tools: {} }, serverInfo: { name: 'mini', version: '1' } };
    case 'tools/list':
      return { tools };
    case 'tools/call':
      return callTool(params?.name ?? '', params?.arguments?.text ?? '');
    case 'ping':
      return {};
    default:
      return null;
  }
};

/** The same over HTTP. Requests without this token are refused. */
export const startHttpServer = async (token: string): Promise<{ readonly url: string; readonly close: () => Promise<void> }> => {
  const server: Server = createServer((request, response) => {
    const pieces: Buffer[] = [];
    request.on('data', (piece: Buffer) => pieces.push(piece));
    request.on('end', () => {
      if (request.headers.authorization !== `Bearer ${token}`) return void response.writeHead(401).end();
      if (request.method !== 'POST') return void response.writeHead(405).end();
      const message = JSON.parse(Buffer.concat(pieces).toString('utf8')) as Message;
      const result = answerTo(message);
      if (message.id === undefined || result === null) return void response.writeHead(202).end();
      response.writeHead(200, { 'content-type': 'application/json' });
      response.end(JSON.stringify({ jsonrpc: '2.0', id: message.id, result }));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/mcp`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
};

if (import.meta.main) {
  process.stdout.write('Mini server, at your service\n');
  process.stderr.write('these are my last words\n');
  createInterface({ input: process.stdin }).on('line', (line) => {
    const message = JSON.parse(line) as Message;
    if (message.method === 'tools/call' && message.params?.name === 'die') process.exit(3);
    const result = answerTo(message);
    if (message.id !== undefined && result !== null)
      process.stdout.write(`${JSON.stringify({ jsonrpc: '2.0', id: message.id, result })}\n`);
  });
}
