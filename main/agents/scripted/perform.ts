/** Plays one step of a script. */
import type { AgentItem } from '#main/agents/agent-backend.ts';
import { performAsk, performChange, performForm, performRun, performTool } from './perform-actions.ts';
import type { ScriptStep } from './script.ts';
import { shownOf } from './shown-images.ts';
import { piecesOf, streamBurst, streamText } from './stream-text.ts';
import { innerStage, pause, ScriptedFailure, type Stage, type StepResult } from './stage.ts';

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
  throw new ScriptedFailure('The agent ended unexpectedly.', true, 'Send the message again, or go on from here.', {
    details: 'signal SIGKILL',
  });
};

const fail = (stage: Stage, step: Extract<ScriptStep, { do: 'fail' }>): null => {
  if (stage.reach() > step.times) return null;
  const { details, remedy, resetsInMs } = step;
  throw new ScriptedFailure(step.message, step.retryable, step.action, {
    ...(details === undefined ? {} : { details }),
    ...(remedy === undefined ? {} : { remedy }),
    ...(resetsInMs === undefined ? {} : { resetsAt: Date.now() + resetsInMs }),
  });
};

const limits = (step: Extract<ScriptStep, { do: 'limits' }>, stage: Stage): null => {
  stage.emit({
    kind: 'limits',
    text: step.text,
    resetsAt: step.resetsInMs === undefined ? step.resetsAt : Date.now() + step.resetsInMs,
    windows: step.windows.map(({ resetsInMs, ...window }) => ({
      ...window,
      resetsAt: resetsInMs === null ? null : Date.now() + resetsInMs,
    })),
  });
  return null;
};

const retry = async (step: Extract<ScriptStep, { do: 'retry' }>, stage: Stage): Promise<null> => {
  for (let attempt = 1; attempt <= step.attempts; attempt += 1) {
    const told = { attempt, of: step.of, at: Date.now() + step.everyMs };
    stage.emit({ kind: 'notice', level: 'warning', text: step.text, retry: told });
    await pause(step.everyMs, stage.signal);
  }
  return null;
};

type SubagentStep = Extract<ScriptStep, { do: 'subagent' }>;

/** Its steps are told as its own; it has a plan of its own, and ends with its result, also when the turn is stopped under it. */
const performSubagent = async (step: SubagentStep, stage: Stage): Promise<StepResult> => {
  const key = stage.newKey();
  const { title, agent, prompt } = step;
  const about = { ...(agent === undefined ? {} : { agent }), ...(prompt === undefined ? {} : { prompt }) };
  const item = (text: string): AgentItem => ({ key, kind: 'subagent', title, text, ...about });
  const inner = innerStage(stage, key);
  stage.emit({ kind: 'item-started', item: item('') });
  for (const next of step.steps) {
    const result = await perform(next, inner);
    stage.signal.throwIfAborted();
    if (result?.kind === 'end') break;
    if (result !== null) return result;
  }
  if (inner.plan.item !== null) inner.emit({ kind: 'item-ended', item: inner.plan.item, status: 'done' });
  const text = filled(step.text, stage);
  for (const chunk of piecesOf(text, step.chunk)) {
    if (step.delayMs > 0) await pause(step.delayMs, stage.signal);
    stage.emit({ kind: 'item-append', key, field: 'text', chunk });
  }
  stage.emit({ kind: 'item-ended', item: item(text), status: step.failed ? 'failed' : 'done' });
  return null;
};

const performAtOnce = async (step: Extract<ScriptStep, { do: 'at-once' }>, stage: Stage): Promise<StepResult> => {
  const play = async (part: (typeof step.parts)[number]): Promise<StepResult> => {
    for (const next of part) {
      const result = await perform(next, stage);
      if (result !== null) return result;
    }
    return null;
  };
  const results = await Promise.all(step.parts.map(play));
  return results.find((result) => result !== null) ?? null;
};

export const perform = async (step: ScriptStep, stage: Stage): Promise<StepResult> => {
  switch (step.do) {
    case 'say': {
      const shown = shownOf(stage, step);
      return say(stage, step, (key, text) => ({ key, kind: 'assistant', text, ...shown }));
    }
    case 'think':
      return say(stage, step, (key, text) => ({ key, kind: 'reasoning', text }));
    case 'review':
      return say(stage, step, (key, text) => ({ key, kind: 'review', title: step.title, text }));
    case 'subagent':
      return performSubagent(step, stage);
    case 'at-once':
      return performAtOnce(step, stage);
    case 'form':
      return performForm(step, stage);
    case 'retry':
      return retry(step, stage);
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
      const { do: _, model, ...usage } = step;
      stage.emit({ kind: 'usage', usage: { ...usage, ...(model === undefined ? {} : { model }) } });
      return null;
    }
    case 'limits':
      return limits(step, stage);
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
