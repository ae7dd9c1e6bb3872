import { createScriptedBackend } from '#main/agents/scripted/scripted-backend.ts';
import { scriptMessage } from '#main/agents/scripted/read-script.ts';
import type { ScriptStepText } from '#main/agents/scripted/script.ts';
import type { Act, Subject } from './behaviour-subject.ts';

const stepOf = (act: Act): ScriptStepText => {
  if ('say' in act) return { do: 'say', text: act.say, ...(act.slowly === true ? { chunk: 5, delayMs: 30 } : {}) };
  if ('think' in act) return { do: 'think', text: act.think };
  if ('run' in act) return { do: 'run', command: act.run, ...(act.ask === undefined ? {} : { ask: act.ask }) };
  if ('create' in act) return { do: 'change', files: [{ path: act.create, content: act.content }] };
  if ('question' in act) return { do: 'ask', id: 'q', text: act.question, options: [...act.options] };
  if ('plan' in act) return { do: 'plan', steps: act.plan.map((text, index) => ({ text, status: index === 0 ? 'active' : 'pending' })) };
  if ('hang' in act) return { do: 'hang' };
  return { do: 'fail', message: 'refuse' in act ? `The provider refused (${act.refuse}).` : 'The connection broke off.' };
};

export const scriptedSubject: Subject = {
  name: 'scripted',
  make: async () => {
    const backend = createScriptedBackend('scripted', { backend: 'scripted' });
    return { backend, dispose: () => backend.dispose() };
  },
  message: (acts) => scriptMessage(acts.map(stepOf)),
  differences: {
    cannot: {
      killed: 'there is no process',
      fork: 'it follows its script and remembers nothing',
      'go-back': 'it follows its script and remembers nothing',
      'plan-approval': 'it has no modes',
      'sub-agent': 'it has no sub-agents',
      'unknown-frames': 'there is no program',
      compaction: 'it has no context',
      always: 'it asks as its script says',
      recovers: 'there is no provider',
      truncated: 'there is no provider',
      declined: 'there is no provider',
      'parallel-tools': 'its steps follow one another',
    },
    atOnce: 30,
    steer: 'next-step',
    refusals: { 400: /400/, 401: /401/, 429: /429/, 500: /500/, 529: /529/ },
    tellsRetries: false,
    truncated: 'completed',
    declined: 'completed',
    planApproval: 'message',
    outputIsWhole: true,
  },
};
