/** Plays one step of a script. */
import type { AgentItem } from '#main/agents/agent-backend.ts';
import { performAsk, performChange, performRun, performTool } from './perform-actions.ts';
import type { ScriptStep } from './script.ts';
import { streamBurst, streamText } from './stream-text.ts';
import { pause, ScriptedFailure, type Stage, type StepResult } from './stage.ts';

const filled = (text: string, stage: Stage): string =>
  text.replace(/\{\{([^{}]+)\}\}/g, (whole, id: string) => stage.answers.get(id.trim()) ?? whole);

const say = async (
  stage: Stage,
  step: { text: string; chunk: number; delayMs: number },
  make: (key: string, text: string) => AgentItem,
): Promise<null> => {
  await streamText(stage, make, { ...step, text: filled(step.text, stage) });
  return null;
};

const settled = (stage: Stage, item: AgentItem): null => {
  stage.emit({ kind: 'item-started', item });
  stage.emit({ kind: 'item-ended', item, status: 'done' });
  return null;
};

const showPlan = (stage: Stage, step: Extract<ScriptStep, { do: 'plan' }>): null => {
  const known = stage.plan.item;
  const item: AgentItem = { key: known?.key ?? stage.newKey(), kind: 'plan', steps: step.steps, text: step.text };
  stage.emit({ kind: known === null ? 'item-started' : 'item-updated', item });
  stage.plan.item = item;
  return null;
};

/** Leaves behind what an agent that dies at this stage leaves behind: open items, open requests, no end. */
const crash = (stage: Stage, during: 'start' | 'text' | 'command' | 'approval'): never => {
  const key = stage.newKey();
  const command: AgentItem = { key, kind: 'command', command: 'make all', cwd: stage.place.cwd, output: null, exitCode: null };
  if (during === 'text') {
    stage.emit({ kind: 'item-started', item: { key, kind: 'assistant', text: '' } });
    stage.emit({ kind: 'item-append', key, field: 'text', chunk: 'I was about to say th' });
  }
  if (during === 'command' || during === 'approval') stage.emit({ kind: 'item-started', item: command });
  if (during === 'approval') {
    const decisions = [
      { id: 'allow-once', label: 'Allow once', effect: 'allow' },
      { id: 'deny', label: 'Deny', effect: 'deny' },
    ] as const;
    const request = {
      key: stage.newKey(),
      kind: 'command',
      itemKey: key,
      title: 'make all',
      detail: { command: 'make all' },
      decisions,
    } as const;
    stage.emit({ kind: 'request-opened', request });
  }
  throw new ScriptedFailure('The agent ended unexpectedly.', true, 'Send the message again, or go on from here.', 'signal SIGKILL');
};

const fail = (stage: Stage, step: Extract<ScriptStep, { do: 'fail' }>): null => {
  if (stage.reach() > step.times) return null;
  throw new ScriptedFailure(step.message, step.retryable, step.action);
};

export const perform = async (step: ScriptStep, stage: Stage): Promise<StepResult> => {
  switch (step.do) {
    case 'say':
      return say(stage, step, (key, text) => ({ key, kind: 'assistant', text }));
    case 'think':
      return say(stage, step, (key, text) => ({ key, kind: 'reasoning', text }));
    case 'subagent':
      return say(stage, step, (key, text) => ({ key, kind: 'subagent', title: step.title, text }));
    case 'run':
      return performRun(step, stage);
    case 'change':
      return performChange(step, stage);
    case 'tool':
      return performTool(step, stage);
    case 'ask':
      return performAsk(step, stage);
    case 'plan':
      return showPlan(stage, step);
    case 'compact':
      return settled(stage, { key: stage.newKey(), kind: 'compaction', text: step.text });
    case 'title':
      stage.emit({ kind: 'title', title: step.title });
      return null;
    case 'usage': {
      const { do: _, ...usage } = step;
      stage.emit({ kind: 'usage', usage });
      return null;
    }
    case 'limits':
      stage.emit({ kind: 'limits', text: step.text, resetsAt: step.resetsAt });
      return null;
    case 'notice':
      stage.emit({ kind: 'notice', level: step.level, text: step.text, ...(step.action === undefined ? {} : { action: step.action }) });
      return null;
    case 'wait':
      await pause(step.ms, stage.signal);
      return null;
    case 'hang':
      await new Promise<never>((_, reject) =>
        stage.signal.addEventListener('abort', () => reject(stage.signal.reason as Error), { once: true }),
      );
      return null;
    case 'fail':
      return fail(stage, step);
    case 'crash':
      return crash(stage, step.during);
    case 'garbage':
      stage.emit({ kind: 'notice', level: 'warning', text: 'The agent said something that could not be understood.', raw: step.frame });
      return null;
    case 'burst':
      await streamBurst(stage, step);
      return null;
  }
};
