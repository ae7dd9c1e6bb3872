import { dirname } from 'node:path';
import { createCodexBackend } from '#main/agents/codex/codex-backend.ts';
import { callsOf, faultOf } from './calls-of-acts.ts';
import type { Act, Made, Subject } from './behaviour-subject.ts';
import { prepareCodex } from './codex-for-tests.ts';
import { modelMessage, type ModelStepText } from './model-script.ts';
import { startModelServer } from './model-server.ts';
import { writeNoisyProgram } from './noisy-program.ts';

const stepOf = (act: Act): ModelStepText | { readonly answers: readonly ModelStepText[] } => {
  if ('say' in act) return { say: act.say, ...(act.slowly === true ? { chunk: 5, delayMs: 30 } : {}) };
  if ('think' in act) return { think: act.think };
  if ('run' in act)
    return {
      run: act.run,
      // The model waits for the end: on a busy machine codex would else go on before a short command has said anything.
      ...(act.ask === undefined
        ? {}
        : { args: { sandbox_permissions: 'require_escalated', justification: act.ask, yield_time_ms: 30_000 } }),
    };
  if ('create' in act) {
    const lines = act.content.replace(/\n$/, '').split('\n');
    return {
      patch: ['*** Begin Patch', `*** Add File: ${act.create}`, ...lines.map((line) => `+${line}`), '*** End Patch', ''].join('\n'),
    };
  }
  if ('question' in act) {
    const options = act.options.map((label) => ({ label, description: label }));
    return { call: 'request_user_input', args: { questions: [{ id: 'q', header: 'Choose', question: act.question, options }] } };
  }
  if ('plan' in act)
    return {
      call: 'update_plan',
      args: { plan: act.plan.map((step, index) => ({ step, status: index === 0 ? 'in_progress' : 'pending' })) },
    };
  if ('propose' in act) return { say: `<proposed_plan>\n${act.propose}\n</proposed_plan>` };
  if ('delegate' in act)
    return {
      answers: [
        { call: 'spawn_agent', args: { task_name: 'helper', message: act.delegate } },
        { call: 'wait_agent', args: { timeout_ms: 20_000 } },
      ],
    };
  if ('hang' in act) return { hang: true };
  return faultOf(act);
};

/** Of a thread, of none, a new kind of question, and no frame at all. */
const noise = [
  JSON.stringify({ method: 'weather/changed', params: { sky: 'clear' } }),
  JSON.stringify({ method: 'item/completed', params: { item: { type: 'hologram', id: 'h1' } } }),
  JSON.stringify({ id: 'noise', method: 'item/future/requestApproval', params: {} }),
  'no frame at all',
];

const made = async (binary: string, said: readonly string[] = []): Promise<Made> => {
  const model = await startModelServer();
  const codex = await prepareCodex(binary, model.port);
  const program = said.length === 0 ? binary : await writeNoisyProgram(dirname(codex.home), binary, said);
  const backend = createCodexBackend('codex', { ...codex.config, binary: program }, codex);
  return {
    backend,
    asked: () => JSON.stringify(model.requests.at(-1)?.body ?? null),
    dispose: async () => {
      await backend.dispose();
      await model.close();
      await codex.dispose();
    },
  };
};

export const codexSubject = (binary: string): Subject => ({
  name: 'codex',
  make: () => made(binary),
  makeNoisy: () => made(binary, noise),
  message: (acts) => modelMessage(callsOf(acts, stepOf)),
  differences: {
    cannot: { declined: 'codex keeps the words of a refusal to itself; that it ended without an answer is told' },
    atOnce: 30,
    steer: 'preempt',
    refusals: {
      400: /./,
      401: /not signed in.*401/,
      429: /429/,
      500: /too much to do|failed \(500\)/,
      529: /too much to do|failed \(529\)/,
    },
    tellsRetries: true,
    truncated: 'failed',
    declined: 'completed',
    planApproval: 'message',
    settings: { 'sub-agent': { model: 'gpt-6.1-sol' } },
    outputIsWhole: false,
  },
});
