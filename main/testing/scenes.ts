/** Stages at which the plug is pulled: what is asked of the scripted agent, and how to see that it has come so far. */
import type { ThreadView } from '#contract/threads.ts';

export interface Scene {
  readonly prompt: string;
  readonly setup?: string;
  readonly queue?: readonly string[];
  readonly reached: (view: ThreadView) => boolean;
}

const scripted = (...steps: readonly object[]): string =>
  `Do it.\n\`\`\`script\n${JSON.stringify({ steps, then: [[{ do: 'say', text: 'Second turn.' }], [{ do: 'say', text: 'Third turn.' }]] })}\n\`\`\``;

const longTalk = { do: 'say', text: 'word '.repeat(20_000), chunk: 5, delayMs: 5 };

const said = (view: ThreadView): number => {
  const item = view.items.find((candidate) => candidate.kind === 'assistant');
  return item?.kind === 'assistant' ? item.text.length : 0;
};

export const scenes = {
  streaming: { prompt: scripted(longTalk), reached: (view) => said(view) > 500 },
  queue: { prompt: scripted(longTalk), queue: ['first', 'second'], reached: (view) => said(view) > 50 && view.queue.length === 2 },
  command: {
    prompt: scripted({ do: 'run', command: 'echo $$ > running.pid; echo begun; sleep 1234' }),
    reached: (view) => view.items.some((item) => item.kind === 'command' && item.output.includes('begun')),
  },
  approval: {
    prompt: scripted({ do: 'run', command: 'echo approved > approved.txt', ask: 'to see' }, { do: 'say', text: 'It is done.' }),
    reached: (view) => view.approvals.length === 1,
  },
  question: {
    prompt: scripted({ do: 'ask', id: 'colour', text: 'Which colour?', options: ['Red', 'Blue'] }, { do: 'say', text: 'Then {{colour}}.' }),
    reached: (view) => view.approvals.length === 1,
  },
  setup: {
    prompt: scripted({ do: 'say', text: 'Set up.' }),
    setup: 'if [ -e ../again ]; then echo second; else touch ../again; echo first; sleep 1234; fi',
    reached: (view) => view.items.some((item) => item.kind === 'setup' && item.output.includes('first')),
  },
  created: { prompt: scripted({ do: 'say', text: 'From the start.' }), reached: () => true },
} satisfies Record<string, Scene>;

export type SceneName = keyof typeof scenes;
