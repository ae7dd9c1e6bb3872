import { dirname } from 'node:path';
import { createClaudeBackend } from '#main/agents/claude/claude-backend.ts';
import type { Act, Made, Subject } from './behaviour-subject.ts';
import { callsOf, faultOf } from './calls-of-acts.ts';
import { prepareClaude } from './claude-for-tests.ts';
import { modelMessage, type ModelStepText } from './model-script.ts';
import { startModelServer } from './model-server.ts';
import { writeNoisyProgram } from './noisy-program.ts';

const call = (name: string, args: Record<string, unknown>): ModelStepText => ({ call: name, args });

const stepOf = (act: Act): ModelStepText => {
  if ('say' in act) return { say: act.say, ...(act.slowly === true ? { chunk: 5, delayMs: 30 } : {}) };
  if ('think' in act) return { think: act.think };
  if ('run' in act) {
    const outside = act.ask === undefined ? {} : { description: act.ask, dangerouslyDisableSandbox: true };
    return call('Bash', { command: act.run, ...outside });
  }
  if ('create' in act) return call('Write', { file_path: act.create, content: act.content });
  if ('question' in act) {
    const options = act.options.map((label) => ({ label, description: label }));
    return call('AskUserQuestion', { questions: [{ question: act.question, header: 'Choose', multiSelect: false, options }] });
  }
  if ('plan' in act) {
    const todos = act.plan.map((content, index) => ({ content, activeForm: content, status: index === 0 ? 'in_progress' : 'pending' }));
    return call('TodoWrite', { todos });
  }
  if ('propose' in act) return call('ExitPlanMode', { plan: act.propose });
  if ('delegate' in act)
    return call('Agent', { description: 'helper', prompt: act.delegate, subagent_type: 'general-purpose', run_in_background: false });
  if ('hang' in act) return { hang: true };
  return faultOf(act);
};

/** An event, a kind of it, a block of a message, and no frame at all. */
const noise = [
  JSON.stringify({ type: 'weather', sky: 'clear' }),
  JSON.stringify({ type: 'system', subtype: 'weather_changed', sky: 'clear' }),
  JSON.stringify({ type: 'control_request', request_id: 'noise', request: { subtype: 'weather' } }),
  'no frame at all',
];

const made = async (binary: string, said: readonly string[] = []): Promise<Made> => {
  const model = await startModelServer();
  const claude = await prepareClaude(binary, model.port);
  const program = said.length === 0 ? binary : await writeNoisyProgram(dirname(claude.home), binary, said);
  const backend = createClaudeBackend('claude', { ...claude.config, binary: program }, claude);
  return {
    backend,
    asked: () => JSON.stringify(model.requests.at(-1)?.body ?? null),
    dispose: async () => {
      await backend.dispose();
      await model.close();
      await claude.dispose();
    },
  };
};

export const claudeSubject = (binary: string): Subject => ({
  name: 'claude',
  make: () => made(binary),
  makeNoisy: () => made(binary, noise),
  message: (acts) => modelMessage(callsOf(acts, stepOf)),
  differences: {
    cannot: {},
    atOnce: 4,
    steer: 'next-step',
    refusals: {
      400: /refused the request \(400\)/,
      401: /not signed in.*\(401\)/,
      429: /limit .* is reached \(429\)/,
      500: /provider failed \(500\)/,
      529: /too much to do \(529\)/,
    },
    tellsRetries: true,
    truncated: 'completed',
    declined: 'completed',
    planApproval: 'request',
    outputIsWhole: false,
  },
});
