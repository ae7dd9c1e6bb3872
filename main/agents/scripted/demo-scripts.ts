/**
 * The tasks of the demo. Each is found by its prompt, so that the prompt reads as a person would write it, or by
 * `{ "use": "<id>" }`. They assume `demoRepository`, and between them show every place that a card can be in.
 */
import type { ScriptText } from './script.ts';

export interface DemoScript {
  readonly id: string;
  readonly title: string;
  readonly prompt: string;
  readonly script: ScriptText;
}

const pace = { chunk: 7, delayMs: 28 } as const;

const roundingTest = `
test('tax is rounded to the nearest cent', () => {
  assert.equal(quote(1250, 'eu').cents, 1340);
  assert.equal(quote(5000, 'domestic').cents, 1070);
});
`;

/** Works by itself to the end: goes to Review. */
const rounding: DemoScript = {
  id: 'demo-rounding',
  title: 'Round tax to the nearest cent',
  prompt: 'Customers report quotes that are one cent too low, for instance 9 kg domestic. Find out why, fix it, and add a test.',
  script: {
    steps: [
      { do: 'think', text: 'One cent too low smells like truncation. The tax is added in src/money.ts; I check how it rounds.', ...pace },
      { do: 'say', text: 'I look at how the tax is added and run the tests first.', ...pace },
      { do: 'run', command: 'cat src/money.ts && node --test' },
      { do: 'think', text: '899 cents with 19 % are 1069.81. `Math.floor` makes that 1069; it should be 1070.', ...pace },
      {
        do: 'change',
        files: [
          { path: 'src/money.ts', find: 'Math.floor(amount.cents * (1 + share))', replace: 'Math.round(amount.cents * (1 + share))' },
          {
            path: 'test/quote.test.ts',
            find: "\ntest('a parcel that is too heavy",
            replace: `${roundingTest}\ntest('a parcel that is too heavy`,
          },
        ],
      },
      { do: 'run', command: 'node --test' },
      {
        do: 'say',
        text: 'Fixed. `withTax` cut the fraction off instead of rounding it, so every price whose tax ended above half a cent came out one cent too low.\n\n- `src/money.ts`: rounds to the nearest cent\n- `test/quote.test.ts`: two prices that were wrong before\n\nAll tests pass.',
        ...pace,
      },
    ],
    then: [
      [
        { do: 'say', text: 'I check the other bands for the same fault.', ...pace },
        { do: 'run', command: 'grep -rn "Math\\." src' },
        { do: 'say', text: 'That was the only place that rounds.', ...pace },
      ],
    ],
  },
};

const healthSteps = (done: number) =>
  ['Add the route', 'Add a test', 'Try it against the running server'].map((text, index) => ({
    text,
    status: index < done ? ('done' as const) : index === done ? ('active' as const) : ('pending' as const),
  }));

/** Makes a plan and asks before it runs the server: goes to Needs you. */
const health: DemoScript = {
  id: 'demo-health',
  title: 'Add GET /health',
  prompt: 'Add GET /health for the load balancer: 200 with the version from package.json. Try it against the running server.',
  script: {
    steps: [
      { do: 'plan', steps: healthSteps(0) },
      { do: 'say', text: 'I add the route next to `/quote`.', ...pace },
      {
        do: 'change',
        files: [
          {
            path: 'src/server.ts',
            find: "import { format } from './money.ts';",
            replace: "import packageJson from '../package.json' with { type: 'json' };\nimport { format } from './money.ts';",
          },
          {
            path: 'src/server.ts',
            find: "  if (url.pathname !== '/quote')",
            replace:
              "  if (url.pathname === '/health') return send(response, 200, { status: 'ok', version: packageJson.version });\n  if (url.pathname !== '/quote')",
          },
        ],
      },
      { do: 'plan', steps: healthSteps(1) },
      {
        do: 'change',
        files: [
          {
            path: 'test/server.test.ts',
            find: "test('an unknown zone",
            replace:
              "test('the health check tells the version', async () => {\n  const response = await fetch(`${base}/health`);\n  assert.deepEqual(await response.json(), { status: 'ok', version: '1.3.0' });\n});\n\ntest('an unknown zone",
          },
        ],
      },
      { do: 'run', command: 'node --test' },
      { do: 'plan', steps: healthSteps(2) },
      {
        do: 'run',
        command:
          "PORT=${SWITCHYARD_PORT:-8080} node src/server.ts & server=$!; sleep 0.5; node -e \"fetch('http://127.0.0.1:' + (process.env.SWITCHYARD_PORT ?? 8080) + '/health').then((r) => r.text()).then(console.log)\"; kill $server",
        ask: 'It starts the server and sends one request to it, on a port of this task.',
      },
      { do: 'plan', steps: healthSteps(3) },
      { do: 'say', text: 'Done: `GET /health` answers with the version, and a test holds that.', ...pace },
    ],
  },
};

/** Asks a question: goes to Needs you. */
const yen: DemoScript = {
  id: 'demo-yen',
  title: 'Format amounts in yen',
  prompt: 'format() shows yen with two decimals. Yen has none. Fix it.',
  script: {
    steps: [
      { do: 'think', text: 'Yen has no minor unit. What does `cents` hold for it: whole yen, or hundredths?', ...pace },
      {
        do: 'ask',
        id: 'unit',
        header: 'Unit',
        text: 'Nothing quotes in yen yet. What should `cents` hold for yen?',
        options: [
          { label: 'Whole yen', description: 'The smallest unit there is; what payment providers expect.' },
          { label: 'Hundredths', description: 'As for all other currencies; is divided when shown.' },
        ],
      },
      { do: 'say', text: 'Then it is: {{unit}}. I let the platform know the digits of each currency.', ...pace },
      {
        do: 'change',
        files: [
          {
            path: 'src/money.ts',
            find: 'export const format = ({ cents, currency }: Money): string => `${(cents / 100).toFixed(2)} ${currency}`;',
            replace:
              "/** Decimals of a currency; yen has none, its smallest unit is one yen. */\nconst digits = (currency: Currency): number => (currency === 'JPY' ? 0 : 2);\n\nexport const format = ({ cents, currency }: Money): string =>\n  `${(cents / 10 ** digits(currency)).toFixed(digits(currency))} ${currency}`;",
          },
          {
            path: 'test/money.test.ts',
            content:
              "import assert from 'node:assert/strict';\nimport { test } from 'node:test';\nimport { format } from '../src/money.ts';\n\ntest('yen has no decimals', () => {\n  assert.equal(format({ cents: 1500, currency: 'JPY' }), '1500 JPY');\n  assert.equal(format({ cents: 1500, currency: 'EUR' }), '15.00 EUR');\n});\n",
          },
        ],
      },
      { do: 'run', command: 'node --test' },
      { do: 'say', text: 'Yen is shown without decimals now. All tests pass.', ...pace },
    ],
  },
};

const bandsTable = ['domestic', 'eu', 'world'].map((zone) => `| ${zone} | see \`src/rates.ts\` | tax included in every quote |`).join('\n');

const readerOf = (title: string, path: string) => ({
  do: 'subagent' as const,
  title,
  agent: 'explore',
  prompt: `Read ${path} and say what decides the price. Change nothing.`,
  steps: [
    { do: 'think' as const, text: `What in ${path} has a say in the price?`, ...pace },
    { do: 'run' as const, command: `cat ${path}` },
    { do: 'run' as const, command: `wc -l ${path}` },
  ],
  text: `\`${path}\`: weight picks the band, the zone picks the table, tax is added at the end.`,
  ...pace,
});

/** Takes about a minute: stays in Running, to be watched, nudged and stopped. */
const guide: DemoScript = {
  id: 'demo-guide',
  title: 'Write a guide to the rates',
  prompt:
    'Write docs/rates.md: how bands, zones and tax make a price, for people in customer service. Take your time and check every number.',
  script: {
    steps: [
      { do: 'say', text: 'Two helpers read the code first, then I check each number by running it.', ...pace },
      { do: 'at-once', parts: [[readerOf('Reads the rates', 'src/rates.ts')], [readerOf('Reads the tests', 'test/quote.test.ts')]] },
      { do: 'run', command: 'cat src/rates.ts src/quote.ts' },
      ...[300, 900, 1500, 2000, 5000, 9000].flatMap((grams) => [
        {
          do: 'think' as const,
          text: `Next: ${grams} g. The band is the first whose limit is not below the weight; the tax comes on top.`,
          ...pace,
        },
        {
          do: 'run' as const,
          command: `node -e "import('./src/quote.ts').then(({ quote }) => console.log(${grams}, 'g:', quote(${grams}, 'eu')))" && sleep 4`,
        },
      ]),
      {
        do: 'change',
        files: [
          {
            path: 'docs/rates.md',
            content: `# How a price is made\n\n1. The weight, in grams, picks the **band**: the first whose limit is not below it.\n2. The **zone** of the address picks the table.\n3. Tax of 19 % is added.\n\n| zone | bands | note |\n|---|---|---|\n${bandsTable}\n\nA parcel above the last limit is refused; tell the customer to split it.\n`,
          },
        ],
      },
      { do: 'say', text: 'The guide is in `docs/rates.md`. Every number in it was checked against the code.', ...pace },
    ],
  },
};

/** Fails at first, as a provider that has too much to do; Retry goes through. */
const overload: DemoScript = {
  id: 'demo-overload',
  title: 'Refuse parcels without a weight',
  prompt: 'GET /quote?grams= gives "grams must be a positive number". Say instead that the weight is missing.',
  script: {
    steps: [
      { do: 'say', text: 'I look at how the weight is read.', ...pace },
      { do: 'run', command: 'grep -n grams src/server.ts' },
      { do: 'fail', message: 'The model is overloaded (529).', action: 'Try again in a moment.', retryable: true, times: 1 },
      {
        do: 'change',
        files: [
          {
            path: 'src/server.ts',
            find: "  const grams = Number(url.searchParams.get('grams'));",
            replace:
              "  if (!url.searchParams.get('grams')) return send(response, 400, { error: 'grams is missing' });\n  const grams = Number(url.searchParams.get('grams'));",
          },
        ],
      },
      { do: 'run', command: 'node --test' },
      { do: 'say', text: 'A missing weight has a message of its own now.', ...pace },
    ],
  },
};

export const demoScripts: readonly DemoScript[] = [rounding, health, yen, guide, overload];
