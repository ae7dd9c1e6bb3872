import { createNativeBackend } from '#main/agents/native/native-backend.ts';
import type { NativeMeans } from '#main/agents/native/native-means.ts';
import type { ModelClient } from '#main/models/model-client.ts';
import { loopbackClient } from '#main/models/testing/loopback-client.ts';
import type { Wire } from '#main/models/wire-model.ts';
import { openPtyHost } from '#main/pty/start-pty-host.ts';
import type { Act, Subject } from './behaviour-subject.ts';
import { callsOf, faultOf } from './calls-of-acts.ts';
import { memoryJournal } from './memory-journal.ts';
import { modelMessage, type ModelStepText } from './model-script.ts';
import { startModelServer } from './model-server.ts';

export const addFile = (path: string, content: string): string => {
  const lines = content.replace(/\n$/, '').split('\n');
  return ['*** Begin Patch', `*** Add File: ${path}`, ...lines.map((line) => `+${line}`), '*** End Patch', ''].join('\n');
};

const stepOf = (act: Act): ModelStepText => {
  if ('say' in act) return { say: act.say, ...(act.slowly === true ? { chunk: 5, delayMs: 30 } : {}) };
  if ('think' in act) return { think: act.think };
  if ('run' in act) return { run: act.run, args: { seconds: 30, ...(act.ask === undefined ? {} : { outside: true, reason: act.ask }) } };
  if ('create' in act) return { patch: addFile(act.create, act.content) };
  if ('question' in act) return { call: 'ask_user', args: { questions: [{ question: act.question, options: act.options }] } };
  if ('plan' in act)
    return {
      call: 'update_plan',
      args: { plan: act.plan.map((step, index) => ({ step, status: index === 0 ? 'in_progress' : 'pending' })) },
    };
  if ('hang' in act) return { hang: true };
  return faultOf(act);
};

/** Everything that the native agent is given, with this client for every model. */
export const meansFor = (client: ModelClient, more: Partial<NativeMeans> = {}): NativeMeans => ({
  models: {
    available: async () => [{ id: client.id, label: client.id, efforts: ['low', 'high'], isDefault: true }],
    client: async () => client,
  },
  journal: memoryJournal(),
  ptys: openPtyHost(),
  outsideTools: async () => [],
  letGo: async () => {},
  ...more,
});

export const nativeSubject = (wire: Wire): Subject => ({
  name: `native over ${wire}`,
  make: async () => {
    const model = await startModelServer();
    const ptys = openPtyHost();
    const backend = createNativeBackend('native', { backend: 'native' }, meansFor(loopbackClient(wire, model), { ptys }));
    return {
      backend,
      asked: () => JSON.stringify(model.requests.at(-1)?.body ?? null),
      dispose: async () => {
        await backend.dispose();
        await ptys.dispose();
        await model.close();
      },
    };
  },
  message: (acts) => modelMessage(callsOf(acts, stepOf)),
  differences: {
    cannot: {
      killed: 'there is no process',
      fork: 'its own journal branches, by turns of ours',
      'go-back': 'its own journal goes back, by turns of ours',
      'plan-approval': 'it has no modes',
      'sub-agent': 'it has no sub-agents',
      'unknown-frames': 'there is no program',
      compaction: 'it makes room by itself, before the context is full',
    },
    atOnce: 30,
    steer: 'next-step',
    refusals: {
      400: /did not accept the request \(400\)/,
      401: /does not accept the key/,
      429: /limit .* is reached/,
      500: /trouble answering \(500\)/,
      529: /trouble answering|limit|busy/,
    },
    tellsRetries: true,
    truncated: 'completed',
    declined: 'completed',
    planApproval: 'message',
    outputIsWhole: true,
  },
});
