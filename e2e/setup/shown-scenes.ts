/** Threads in which the scripted agent says everything that agents say, for the journey and the pictures. */

const say = (text: string, more: object = {}): object => ({ do: 'say', text, ...more });
const run = (command: string): object => ({ do: 'run', command });

export const sources = [
  { title: 'Write-Ahead Logging', url: 'https://sqlite.org/wal.html' },
  { title: 'Pragma statements supported by SQLite', url: 'https://sqlite.org/pragma.html#pragma_wal_autocheckpoint' },
];

export const webSearch = {
  do: 'tool',
  tool: 'WebSearch',
  use: 'web-search',
  input: { query: 'sqlite wal checkpoint starvation' },
  output: 'Two pages explain when a checkpoint cannot reset the log.',
  citations: sources,
};

const issue = {
  do: 'tool',
  server: 'tracker',
  tool: 'get_issue',
  title: 'Read issue ATL-214',
  use: 'mcp',
  input: { id: 'ATL-214', include: ['comments', 'labels'] },
  output: '# ATL-214 The log grows without end\n\n- **State:** open\n- **Seen by:** 3 customers\n\nThe file reaches 4 GB over night.',
};

const limitsTool = { do: 'tool', server: 'tracker', tool: 'list_labels', use: 'mcp', input: {}, output: '[{"name":"storage","open":4}]' };

const explorer = (title: string, folder: string, more: readonly object[] = []): object => ({
  do: 'subagent',
  title,
  agent: 'explore',
  prompt: `Find every place in ${folder} that opens a read transaction, and say how long each is held. Change nothing.`,
  steps: [
    { do: 'think', text: `Transactions in ${folder} are opened by a helper or by hand. I look for both.` },
    { do: 'tool', tool: 'Grep', use: 'search', input: { pattern: 'BEGIN|transaction', path: folder }, output: 'src/a.ts:12\nsrc/b.ts:40' },
    run('echo "12 places, 1 of them holds it for the length of a request"'),
    ...more,
  ],
  text: 'Twelve places. One holds a read transaction for as long as a request takes: `src/export.ts:40`.',
});

const helper: object = {
  do: 'subagent',
  title: 'Measure the export',
  agent: 'general',
  prompt: 'Run the export once and say how long its transaction is open.',
  steps: [run('echo "3.2 s"')],
  text: 'It is open for 3.2 s.',
};

export const explorers: readonly object[] = [
  { do: 'at-once', parts: [[explorer('Explore the store', 'src/store', [helper])], [explorer('Explore the export', 'src/export')]] },
];

export const steps = (done: number, total: number): object => ({
  do: 'plan',
  steps: Array.from({ length: total }, (_, index) => ({
    text:
      ['Find who holds the log open', 'Bound the export’s transaction', 'Checkpoint after it', 'Test with a reader that never ends'][
        index
      ] ?? `Part ${index + 1}`,
    status: index < done ? 'done' : index === done ? 'active' : 'pending',
  })),
});

const review = {
  do: 'review',
  title: 'what is not committed',
  text: 'One finding.\n\n- **P1 · `src/export.ts:42`** The checkpoint runs while the cursor is open, so it cannot reset the log. Move it behind `cursor.close()`.\n\nThe tests cover the case.',
};

export const everything: readonly object[] = [
  { do: 'think', text: 'The log grows while a reader holds it. Who reads for long?' },
  issue,
  webSearch,
  limitsTool,
  steps(1, 4),
  ...explorers,
  { do: 'retry', text: 'The provider is overloaded (529).', attempts: 2, of: 10, everyMs: 30 },
  { do: 'limits', text: '92 % of the five-hour limit is used.', resetsInMs: 7_400_000 },
  { do: 'change', files: [{ path: 'src/export.ts', content: 'export const CHECKPOINT_AFTER_ROWS = 1_000;\n' }] },
  review,
  steps(4, 4),
  say(
    'The export held a read transaction for as long as it ran, so no checkpoint could reset the log. It reads in slices now.\n\n| | before | after |\n|---|---|---|\n| longest transaction | 3.2 s | 40 ms |\n| log after a night | 4 GB | 8 MB |',
    {
      images: [{ color: '#3a6ea5' }, { color: '#2e7d5b' }],
      citations: sources,
    },
  ),
];

/** Goes on until it is stopped: sub-agents at work, one of them with a command whose output comes. */
export const atWork: readonly object[] = [
  say('Two helpers look around while I wait.'),
  steps(1, 4),
  {
    do: 'at-once',
    parts: [
      [explorer('Explore the store', 'src/store', [{ do: 'run', command: 'for i in 1 2 3; do echo "file $i"; done; sleep 600' }])],
      [explorer('Explore the export', 'src/export', [helper])],
    ],
  },
];

export const tryingAgain: readonly object[] = [
  say('I ask the model.'),
  { do: 'retry', text: 'The provider is overloaded (529).', attempts: 1, of: 10, everyMs: 3_000_000 },
];

/** As an MCP server asks, with fields of several kinds. */
export const form: readonly object[] = [
  {
    do: 'form',
    title: 'Where should the report go?',
    reason: 'Asked by the MCP server “tracker”.',
    url: 'https://tracker.example/reports/new',
    questions: [
      { id: 'to', header: 'To', text: 'Address to send it to', input: 'email', freeText: true },
      { id: 'rows', header: 'Rows', text: 'How many rows at most', input: 'integer', freeText: true, initial: ['100'] },
      {
        id: 'parts',
        header: 'Parts',
        text: 'Which parts',
        many: true,
        options: [
          { label: 'Summary', description: 'One page' },
          { label: 'Measurements', description: 'All of them' },
        ],
        initial: ['Summary'],
      },
      { id: 'token', header: 'Token', text: 'A token, if the page asks for one', secret: true, freeText: true, optional: true },
    ],
  },
  say('Sent to {{to}}: {{parts}}, {{rows}} rows.'),
];

export const limited: readonly object[] = [
  say('I begin.'),
  {
    do: 'fail',
    message: 'The five-hour limit of your account is used up.',
    action: 'Wait until it is lifted, or choose another agent.',
    remedy: 'limits',
    resetsInMs: 5_400_000,
    retryable: true,
  },
];

export const signedOut: readonly object[] = [
  {
    do: 'fail',
    message: 'The agent is not signed in (401).',
    action: 'Sign in, then try again.',
    remedy: 'sign-in',
    details: 'HTTP 401 from the provider',
  },
];
