/** The same three tasks, and what is said to them meanwhile, for each agent in its own language. */
import { modelMessage } from '#main/agents/testing/model-script.ts';

export interface AgentPrompts {
  /** Asks to run a command, then changes `greeting.txt` from “Hello” to “Good day”. */
  readonly greet: string;
  /** Is at work for longer than anybody waits, until it is steered and there is a file `released`. */
  readonly talk: string;
  /** Adds `src/left turn.ts`. */
  readonly turnLeft: string;
  /** Runs a command until there is a file `released`. */
  readonly wait: string;
  /** Adds `counts.md`. */
  readonly count: string;
}

/** Says so again and again: what a command prints in its first moment may get lost in codex. */
const gate = 'until [ -e released ]; do echo waiting; sleep 0.2; done';
const codeLine = "export const way = 'left';";

const patch = (...lines: readonly string[]): { readonly patch: string } => ({
  patch: ['*** Begin Patch', ...lines, '*** End Patch', ''].join('\n'),
});
/** As long as codex waits for a command before it goes on without it; so it is told to wait again, for minutes on end. */
const patiently = { run: gate, args: { yield_time_ms: 30_000 } };
const TIMES = 10;
const asking = { sandbox_permissions: 'require_escalated', justification: 'to see who is asked' };

export const codexPrompts: AgentPrompts = {
  greet: modelMessage(
    [
      [{ say: 'First I look.' }, { run: 'echo approved-$((40 + 2))', args: asking }],
      patch('*** Update File: greeting.txt', '@@', '-Hello', '+Good day'),
      { say: 'It greets politely now.' },
    ],
    'Greet politely',
  ),
  talk: modelMessage([{ say: 'word '.repeat(4_000), chunk: 5, delayMs: 20 }], 'Turn right'),
  turnLeft: modelMessage([patch('*** Add File: src/left turn.ts', `+${codeLine}`), { say: 'Turned left.' }], 'Turn left instead'),
  wait: modelMessage([...Array.from({ length: TIMES }, () => patiently), { say: 'Waited.' }], 'Count the words'),
  count: modelMessage([patch('*** Add File: counts.md', '+# 4,000 words'), { say: 'Counted.' }], 'Write the number down'),
};

/** A message that makes the scripted agent play these steps. */
export const scriptedMessage = (text: string, ...steps: readonly object[]): string =>
  `${text}\n\n\`\`\`script\n${JSON.stringify({ steps })}\n\`\`\``;
const file = (path: string, content: string): object => ({ do: 'change', files: [{ path, content }] });

export const scriptedPrompts: AgentPrompts = {
  greet: scriptedMessage(
    'Greet politely',
    { do: 'say', text: 'First I look.' },
    { do: 'run', command: 'echo approved-$((40 + 2))', ask: 'to see who is asked' },
    file('greeting.txt', 'Good day\n'),
    { do: 'say', text: 'It greets politely now.' },
  ),
  talk: scriptedMessage('Turn right', { do: 'say', text: 'I turn right.' }, { do: 'run', command: gate }),
  turnLeft: scriptedMessage('Turn left instead', file('src/left turn.ts', `${codeLine}\n`), { do: 'say', text: 'Turned left.' }),
  wait: scriptedMessage('Count the words', { do: 'run', command: gate }, { do: 'say', text: 'Waited.' }),
  count: scriptedMessage('Write the number down', file('counts.md', '# 4,000 words\n'), { do: 'say', text: 'Counted.' }),
};
