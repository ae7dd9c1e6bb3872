/** opencode and Gemini CLI over the Agent Client Protocol, as the behaviour suite sees them. */
import { createAcpBackend } from '#main/agents/acp/acp-backend.ts';
import { prepareGemini, prepareOpencode, type AcpForTests } from './acp-for-tests.ts';
import type { Act, Made, Subject } from './behaviour-subject.ts';
import { callsOf, faultOf } from './calls-of-acts.ts';
import { modelMessage, type ModelStepText } from './model-script.ts';
import { startModelServer } from './model-server.ts';

/** What the tools of one agent are called, and take. */
interface Tools {
  readonly create: (path: string, content: string) => ModelStepText;
  readonly plan?: (steps: readonly string[]) => ModelStepText;
  /** A command that it asks about, with the same output. */
  readonly asking?: (command: string) => string;
  readonly delegate?: (prompt: string) => ModelStepText;
}

const speech = (asked: Set<string>, tools: Tools) => {
  const stepOf = (act: Act): ModelStepText => {
    if ('say' in act) return { say: act.say, ...(act.slowly === true ? { chunk: 5, delayMs: 30 } : {}) };
    if ('think' in act) return { think: act.think };
    if ('run' in act) {
      const command = act.ask === undefined ? act.run : (tools.asking?.(act.run) ?? act.run);
      if (act.ask !== undefined) asked.add(command);
      return { run: command, args: { description: act.ask ?? 'to see' } };
    }
    if ('create' in act) return tools.create(act.create, act.content);
    if ('plan' in act && tools.plan !== undefined) return tools.plan(act.plan);
    if ('delegate' in act && tools.delegate !== undefined) return tools.delegate(act.delegate);
    if ('hang' in act) return { hang: true };
    return faultOf(act);
  };
  return (acts: readonly Act[]): string => modelMessage(callsOf(acts, stepOf));
};

const made = async (id: string, prepare: (port: number) => Promise<AcpForTests>): Promise<Made> => {
  const model = await startModelServer();
  const prepared = await prepare(model.port);
  const backend = createAcpBackend(id, prepared.config, prepared);
  return {
    backend,
    asked: () => JSON.stringify(model.requests.at(-1)?.body ?? null),
    dispose: async () => {
      await backend.dispose();
      await model.close();
      await prepared.dispose();
    },
  };
};

const subject = (tools: Tools, rest: Omit<Subject, 'message' | 'asks'>): Subject => {
  const asked = new Set<string>();
  return { ...rest, message: speech(asked, tools), asks: (action) => action.kind === 'command' && asked.has(action.command) };
};

const proven = 'Proven with Gemini CLI over the same code; opencode takes seconds to start';
/** What no trait of opencode's changes. */
const provenElsewhere = {
  ...{ always: proven, letters: proven, 'second-turn': proven, 'stop-waiting': proven, hang: proven, refused: proven, recovers: proven },
  ...{ truncated: proven, declined: proven, 'huge-output': proven, 'many-at-once': proven, 'one-repository': proven },
} as const;

/** Of both: what the protocol, or the sandbox around the whole agent, does not have. */
const beyond = {
  'file-change': 'Where the policy forbids it the sandbox holds, and a yes would be of no use: it is refused and told',
  question: 'The protocol’s forms are asked by neither over it',
  fork: 'A conversation can be branched off at no earlier turn',
  'go-back': 'A conversation can be taken back to no earlier turn',
  compaction: 'The protocol has no word for it',
  'unknown-frames': 'Played as recordings',
  'plan-approval': 'Played as recordings',
} as const;

export const opencodeSubject = (binary: string): Subject =>
  subject(
    {
      create: (filePath, content) => ({ call: 'write', args: { filePath, content } }),
      plan: (steps) => ({
        call: 'todowrite',
        args: {
          todos: steps.map((content, index) => ({ content, status: index === 0 ? 'in_progress' : 'pending', priority: 'medium' })),
        },
      }),
      delegate: (prompt) => ({ call: 'task', args: { description: 'Help', prompt, subagent_type: 'general' } }),
    },
    {
      name: 'opencode',
      make: () => made('opencode', (port) => prepareOpencode(binary, port)),
      differences: {
        cannot: {
          ...beyond,
          ...provenElsewhere,
          cut: 'It tries again by itself, and says nothing of it',
          'sub-agent': 'They may only look, and what they do is not told: sub-agents.test.ts',
        },
        atOnce: 3,
        steer: 'next-step',
        // It tells the provider's words and keeps the status to itself.
        refusals: { 400: /./, 401: /./, 429: /./, 500: /./, 529: /./ },
        tellsRetries: false,
        truncated: 'completed',
        declined: 'completed',
        planApproval: 'request',
        outputIsWhole: false,
      },
    },
  );

export const geminiSubject = (binary: string): Subject =>
  subject(
    {
      create: (file_path, content) => ({ call: 'write_file', args: { file_path, content } }),
      // It asks nobody about commands that only print.
      asking: (command) => (command.startsWith('touch') ? command : `touch asked-about && ${command}`),
    },
    {
      name: 'gemini',
      make: () => made('gemini', (port) => prepareGemini(binary, port)),
      differences: {
        cannot: {
          ...beyond,
          steer: 'A second prompt ends the running turn: it waits instead',
          killed: 'Taken up several times within a minute, 0.61 loses its record; the thread then goes on with a handoff',
          'huge-output': 'Its own turn fails on output of thirty megabytes',
          recovers: 'It is told to try once here: by itself it goes on for minutes',
          letters: 'It takes a long run of one letter for a loop and ends the turn',
          'plan-steps': 'Its newer models have no list of things to do',
          'sub-agent': 'Only its own investigators, which its small models drive',
          'stop-command': 'It tells what a command printed only when it has ended; the stop is among the recordings',
        },
        atOnce: 3,
        steer: 'next-step',
        refusals: { 400: /./, 401: /not signed in/, 429: /429/, 500: /failed/, 529: /failed/ },
        tellsRetries: false,
        truncated: 'completed',
        declined: 'completed',
        planApproval: 'request',
        outputIsWhole: false,
      },
    },
  );
