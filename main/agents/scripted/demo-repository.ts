/**
 * The code base of the demo: a small service that quotes prices for parcels. It has two faults and two gaps that
 * `demo-scripts.ts` works on. Its tests run by plain `node --test`, without anything installed.
 */

const packageJson = `{
  "name": "parcel-desk",
  "version": "1.3.0",
  "private": true,
  "type": "module",
  "scripts": { "start": "node src/server.ts", "test": "node --test" },
  "engines": { "node": ">=24.2" }
}
`;

const readme = `# Parcel desk

Quotes prices for parcels over HTTP.

    npm start            # listens on PORT, 8080 when unset
    npm test

    GET /quote?grams=1250&zone=eu
    {"cents":1340,"currency":"EUR","text":"13.40 EUR"}
`;

const money = `export type Currency = 'EUR' | 'USD' | 'JPY';

export interface Money {
  readonly cents: number;
  readonly currency: Currency;
}

/** Adds a share to an amount: 0.19 is 19 percent more. */
export const withTax = (amount: Money, share: number): Money => ({
  ...amount,
  cents: Math.floor(amount.cents * (1 + share)),
});

export const format = ({ cents, currency }: Money): string => \`\${(cents / 100).toFixed(2)} \${currency}\`;
`;

const rates = `import type { Money } from './money.ts';

export type Zone = 'domestic' | 'eu' | 'world';

export interface Band {
  /** Heaviest parcel of the band, in grams. */
  readonly upToGrams: number;
  readonly price: Money;
}

const eur = (cents: number): Money => ({ cents, currency: 'EUR' });

export const rates: Readonly<Record<Zone, readonly Band[]>> = {
  domestic: [
    { upToGrams: 500, price: eur(395) },
    { upToGrams: 2000, price: eur(549) },
    { upToGrams: 10000, price: eur(899) },
  ],
  eu: [
    { upToGrams: 500, price: eur(745) },
    { upToGrams: 2000, price: eur(1126) },
    { upToGrams: 10000, price: eur(1999) },
  ],
  world: [
    { upToGrams: 500, price: eur(1195) },
    { upToGrams: 2000, price: eur(2150) },
  ],
};

export const isZone = (text: string): text is Zone => Object.hasOwn(rates, text);
`;

const quote = `import { withTax, type Money } from './money.ts';
import { rates, type Zone } from './rates.ts';

const TAX = 0.19;

export class TooHeavy extends Error {
  constructor(grams: number, zone: Zone) {
    super(\`No rate for \${grams} g to zone \${zone}\`);
  }
}

export const quote = (grams: number, zone: Zone): Money => {
  const band = rates[zone].find((candidate) => grams <= candidate.upToGrams);
  if (band === undefined) throw new TooHeavy(grams, zone);
  return withTax(band.price, TAX);
};
`;

const server = `import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { format } from './money.ts';
import { quote, TooHeavy } from './quote.ts';
import { isZone } from './rates.ts';

const send = (response: ServerResponse, status: number, body: unknown): void => {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify(body));
};

export const handle = (request: IncomingMessage, response: ServerResponse): void => {
  const url = new URL(request.url ?? '/', 'http://localhost');
  if (url.pathname !== '/quote') return send(response, 404, { error: 'not found' });
  const grams = Number(url.searchParams.get('grams'));
  const zone = url.searchParams.get('zone') ?? 'domestic';
  if (!Number.isFinite(grams) || grams <= 0) return send(response, 400, { error: 'grams must be a positive number' });
  if (!isZone(zone)) return send(response, 400, { error: \`unknown zone \${zone}\` });
  try {
    const price = quote(grams, zone);
    send(response, 200, { ...price, text: format(price) });
  } catch (error) {
    if (!(error instanceof TooHeavy)) throw error;
    send(response, 422, { error: error.message });
  }
};

if (import.meta.main) {
  const port = Number(process.env['PORT'] ?? 8080);
  createServer(handle).listen(port, () => console.log(\`listening on \${port}\`));
}
`;

const quoteTest = `import assert from 'node:assert/strict';
import { test } from 'node:test';
import { quote, TooHeavy } from '../src/quote.ts';

test('a light parcel costs the first band, tax included', () => {
  assert.deepEqual(quote(300, 'domestic'), { cents: 470, currency: 'EUR' });
});

test('the limit of a band still belongs to it', () => {
  assert.equal(quote(2000, 'domestic').cents, quote(501, 'domestic').cents);
});

test('a parcel that is too heavy is refused', () => {
  assert.throws(() => quote(2500, 'world'), TooHeavy);
});
`;

const serverTest = `import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, test } from 'node:test';
import { handle } from '../src/server.ts';

const server = createServer(handle);
let base = '';

before(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  base = \`http://127.0.0.1:\${(server.address() as AddressInfo).port}\`;
});
after(() => server.close());

test('a quote over HTTP', async () => {
  const response = await fetch(\`\${base}/quote?grams=300&zone=domestic\`);
  assert.equal(response.status, 200);
});

test('an unknown zone is a bad request', async () => {
  assert.equal((await fetch(\`\${base}/quote?grams=300&zone=moon\`)).status, 400);
});
`;

/** Files by path, to be committed as the first commit of the demo project. */
export const demoRepository: Readonly<Record<string, string>> = {
  '.gitignore': 'node_modules/\n*.log\n.env\n',
  'README.md': readme,
  'package.json': packageJson,
  'src/money.ts': money,
  'src/quote.ts': quote,
  'src/rates.ts': rates,
  'src/server.ts': server,
  'test/quote.test.ts': quoteTest,
  'test/server.test.ts': serverTest,
};
