import { createCodexBackend } from '#main/agents/codex/codex-backend.ts';
import { callsOf } from './calls-of-acts.ts';
import type { Act, Subject } from './behaviour-subject.ts';
import { prepareCodex } from './codex-for-tests.ts';
import { modelMessage, type ModelStepText } from './model-script.ts';
import { startModelServer } from './model-server.ts';

const stepOf = (act: Act): ModelStepText => {
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
  if ('hang' in act) return { hang: true };
  return 'refuse' in act ? { status: act.refuse } : [{ say: 'half an ans' }, { cut: true }];
};

export const codexSubject = (binary: string): Subject => ({
  name: 'codex',
  make: async () => {
    const model = await startModelServer();
    const codex = await prepareCodex(binary, model.port);
    const backend = createCodexBackend('codex', codex.config, codex);
    return {
      backend,
      dispose: async () => {
        await backend.dispose();
        await model.close();
        await codex.dispose();
      },
    };
  },
  message: (acts) => modelMessage(callsOf(acts, stepOf)),
  differences: {
    cannot: {},
    atOnce: 30,
    steer: 'preempt',
    refusals: { 400: /./, 401: /not signed in.*401/, 429: /429/, 500: /too much to do|failed \(500\)/ },
    tellsRetries: true,
    outputIsWhole: false,
  },
});
