/** The steps that do something: commands, file changes, tool calls, questions. */
import { resolve } from 'node:path';
import type { AgentItem } from '#main/agents/agent-backend.ts';
import { askFirst } from './ask-first.ts';
import { applyEdits, planEdits } from './edit-files.ts';
import { runShell } from './run-shell.ts';
import type { ScriptStep } from './script.ts';
import { shownOf } from './shown-images.ts';
import { pause, type Stage, type StepResult } from './stage.ts';

type StepOf<K extends ScriptStep['do']> = Extract<ScriptStep, { do: K }>;

export const performRun = async (step: StepOf<'run'>, stage: Stage): Promise<StepResult> => {
  const { cwd } = stage.place;
  const item: AgentItem = { key: stage.newKey(), kind: 'command', command: step.command, cwd, output: null, exitCode: null };
  stage.emit({ kind: 'item-started', item });
  const verdict = await askFirst(stage, {
    kind: 'command',
    item,
    title: step.command.split('\n')[0] ?? step.command,
    detail: { command: step.command, cwd },
    action: { kind: 'command', command: step.command, cwd, sandboxed: false },
    reason: step.ask,
    whenDenied: step.whenDenied,
  });
  if (verdict !== 'allowed') return verdict.denied;
  const exitCode = await runShell(stage, step.command, (chunk) =>
    stage.emit({ kind: 'item-append', key: item.key, field: 'output', chunk }),
  );
  stage.emit({ kind: 'item-ended', item: { ...item, exitCode }, status: exitCode === 0 ? 'done' : 'failed' });
  return null;
};

export const performChange = async (step: StepOf<'change'>, stage: Stage): Promise<StepResult> => {
  const edits = await planEdits(stage.place.cwd, step.files);
  const changes = edits.map((edit) => edit.change);
  const item: AgentItem = { key: stage.newKey(), kind: 'file-change', changes };
  stage.emit({ kind: 'item-started', item });
  const names = changes.map((change) => change.path).join(', ');
  const verdict = await askFirst(stage, {
    kind: 'file-change',
    item,
    title: `Change ${names}`,
    detail: { changes, cwd: stage.place.cwd },
    action: { kind: 'change', paths: changes.map(({ path }) => resolve(stage.place.cwd, path)) },
    reason: step.ask,
    whenDenied: step.whenDenied,
  });
  if (verdict !== 'allowed') return verdict.denied;
  await applyEdits(edits);
  stage.emit({ kind: 'item-ended', item, status: 'done' });
  return null;
};

export const performTool = async (step: StepOf<'tool'>, stage: Stage): Promise<StepResult> => {
  const filling = 'lorem ipsum '.repeat(Math.ceil(step.fill / 12)).slice(0, step.fill);
  const input = JSON.stringify(step.fill === 0 ? step.input : { given: step.input, filling });
  const { server, tool, title, use } = step;
  const about = { ...(title === undefined ? {} : { title }), ...(use === undefined ? {} : { use }) };
  const item: AgentItem = { key: stage.newKey(), kind: 'tool', server, tool, ...about, input, output: null, exitCode: null };
  stage.emit({ kind: 'item-started', item });
  const verdict = await askFirst(stage, {
    kind: 'tool',
    item,
    title: step.server === null ? `Use ${step.tool}` : `Use ${step.tool} of ${step.server}`,
    detail: { text: input },
    action: { kind: 'tool', server: step.server, tool: step.tool, readOnly: false },
    reason: step.ask,
    whenDenied: step.whenDenied,
  });
  if (verdict !== 'allowed') return verdict.denied;
  if (step.delayMs > 0) await pause(step.delayMs, stage.signal);
  const ended = { ...item, ...shownOf(stage, step), output: step.output + filling, exitCode: step.failed ? 1 : 0 };
  stage.emit({ kind: 'item-ended', item: ended, status: step.failed ? 'failed' : 'done' });
  return null;
};

export const performAsk = async (step: StepOf<'ask'>, stage: Stage): Promise<StepResult> => {
  const options = step.options.map((option) => (typeof option === 'string' ? { label: option, description: '' } : option));
  const { id, header, text, many, secret } = step;
  const freeText = step.freeText || options.length === 0;
  const answer = await stage.ask({
    key: stage.newKey(),
    kind: 'question',
    itemKey: null,
    title: text,
    detail: { questions: [{ id, header, text, options, many, freeText, secret }] },
    decisions: [
      ...(many ? [] : options.map((option, index) => ({ id: `option-${index + 1}`, label: option.label, effect: 'answer' as const }))),
      { id: 'answer', label: 'Answer', effect: 'answer' },
    ],
  });
  const chosen = /^option-(\d+)$/.exec(answer.decision);
  const given = chosen === null ? (answer.answers?.[id] ?? [answer.text ?? '']) : [options[Number(chosen[1]) - 1]?.label ?? ''];
  stage.answers.set(id, given.join(', '));
  return null;
};

/** As an MCP server asks: several fields, some of which may stay empty. Denied, the turn goes on without. */
export const performForm = async (step: StepOf<'form'>, stage: Stage): Promise<StepResult> => {
  const { title, reason, url, questions } = step;
  const answer = await stage.ask({
    key: stage.newKey(),
    kind: 'question',
    itemKey: null,
    title,
    detail: { questions, ...(reason === undefined ? {} : { reason }), ...(url === undefined ? {} : { url }) },
    decisions: [
      { id: 'answer', label: questions.length === 0 ? 'Done' : 'Answer', effect: 'answer' },
      { id: 'deny', label: 'Deny', effect: 'deny' },
    ],
  });
  for (const { id } of questions) stage.answers.set(id, (answer.answers?.[id] ?? []).join(', '));
  return null;
};
