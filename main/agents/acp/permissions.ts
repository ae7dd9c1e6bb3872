/**
 * What an agent asks leave for, as a request of ours, and our answer in its own form. Pure.
 *
 * Leave is given for once, each time: what the agent could remember by itself is never chosen where there is a choice. Longer
 * leave is a rule of ours, and answers its next ask.
 */
import { resolve } from 'node:path';
import type { Decision } from '#contract/approvals.ts';
import type { AgentAction } from '#contract/rules.ts';
import type { AgentRequest, RequestAnswer } from '#main/agents/agent-backend.ts';
import { readBlocks } from './content.ts';
import { inner, fieldsIn, text, type Fields } from '#main/agents/fields.ts';
import { hostOf } from './provider-hosts.ts';
import { changesOf, commandFolder, commandOf, reasonOf, serverOf, type ToolCall, type ToolContext } from './tool-call.ts';

interface Choice {
  readonly decision: Decision;
  /** Null: it is told that nobody answers. */
  readonly option: string | null;
}

export interface OpenedPermission {
  readonly request: AgentRequest;
  readonly choices: readonly Choice[];
}

/** What the agent is told. */
export const outcomeOf = (option: string | null): object => ({
  outcome: option === null ? { outcome: 'cancelled' } : { outcome: 'selected', optionId: option },
});

/** An answer that was not offered is a denial. */
export const optionFor = ({ choices }: Pick<OpenedPermission, 'choices'>, answer: RequestAnswer): Choice | null =>
  choices.find(({ decision }) => decision.id === answer.decision) ?? choices.find(({ decision }) => decision.effect === 'deny') ?? null;

const firstOf = (options: readonly Fields[], kinds: readonly string[]): string | null =>
  kinds.map((kind) => text(options.find((option) => text(option, 'kind') === kind) ?? {}, 'optionId')).find((option) => option !== null) ??
  null;

const choicesOf = (options: readonly Fields[]): readonly Choice[] => {
  const once = firstOf(options, ['allow_once', 'allow_always']);
  const no = firstOf(options, ['reject_once', 'reject_always']);
  const others = options.filter((option) => text(option, 'kind') === 'allow_once' && text(option, 'optionId') !== once);
  const choice = (id: string, label: string, effect: Decision['effect'], option: string | null): Choice => ({
    decision: { id, label, effect },
    option,
  });
  return [
    ...(once === null ? [] : [choice('allow-once', 'Allow once', 'allow', once)]),
    ...others.map((option, index) => choice(`option-${index + 1}`, text(option, 'name') ?? 'Allow', 'allow', text(option, 'optionId'))),
    choice('deny', 'Deny', 'deny', no),
    choice('deny-and-stop', 'Deny and stop', 'deny', no),
  ];
};

const addressOf = ({ input, title }: ToolCall): string | null =>
  [text(input, 'url'), text(input, 'uri'), title].find((value) => value !== null && /^https?:\/\//.test(value)) ?? null;

/** Kinds that only look: the sandbox says what they can see. */
export const onlyLooks = ({ kind }: ToolCall): boolean => kind === 'read' || kind === 'search' || kind === 'think';

/** `sandboxed`: the agent runs in the thread's sandbox, and so does all that it starts. */
export const actionOf = (call: ToolCall, context: ToolContext, sandboxed: boolean): AgentAction | null => {
  const mcp = serverOf(call.name, context);
  if (mcp !== null) return { kind: 'tool', ...mcp, readOnly: false };
  switch (call.kind) {
    case 'execute':
      return { kind: 'command', command: commandOf(call), cwd: commandFolder(call, context.cwd), sandboxed };
    case 'edit':
    case 'delete':
    case 'move':
      return { kind: 'change', paths: changesOf(call, context).map(({ path }) => resolve(context.cwd, path)) };
    case 'fetch': {
      const host = hostOf(addressOf(call) ?? '');
      return host === null ? { kind: 'tool', server: null, tool: call.name, readOnly: true } : { kind: 'network', ...host };
    }
    case 'switch_mode':
      return null;
    default:
      return { kind: 'tool', server: null, tool: call.name, readOnly: onlyLooks(call) };
  }
};

type Asked = Pick<AgentRequest, 'kind' | 'title' | 'detail'>;

const textIn = (call: ToolCall): string =>
  readBlocks(call.content.flatMap((block) => (text(block, 'type') === 'content' ? [inner(block, 'content')] : []))).text;

const reason = (call: ToolCall): { readonly reason?: string } => {
  const said = reasonOf(call);
  return said === null ? {} : { reason: said };
};

const asked = (call: ToolCall, context: ToolContext, action: AgentAction | null): Asked => {
  if (action === null)
    return { kind: 'plan', title: call.title || 'Go on as planned', detail: { text: textIn(call) || reasonOf(call) || '' } };
  if (action.kind === 'command') {
    const detail = { command: action.command, cwd: action.cwd, ...reason(call) };
    return { kind: 'command', title: action.command.split('\n')[0] ?? '', detail };
  }
  if (action.kind === 'change') {
    const changes = changesOf(call, context);
    const names = changes.slice(0, 3).map(({ path }) => path);
    const more = changes.length > 3 ? ` and ${changes.length - 3} more` : '';
    return { kind: 'file-change', title: names.length === 0 ? 'Change files' : `Change ${names.join(', ')}${more}`, detail: { changes } };
  }
  if (action.kind === 'network') {
    return { kind: 'permissions', title: `Network access to ${action.host}`, detail: { ...reason(call), text: addressOf(call) ?? '' } };
  }
  const input = Object.keys(call.input).length === 0 ? textIn(call) : JSON.stringify(call.input, null, 2);
  const name = action.server === null ? action.tool : `${action.tool} of ${action.server}`;
  return {
    kind: 'tool',
    title: call.title === '' || call.title === call.name ? name : call.title,
    detail: { ...reason(call), text: input },
  };
};

export const openPermission = (
  key: string,
  params: Fields,
  call: ToolCall,
  context: ToolContext,
  action: AgentAction | null,
): OpenedPermission => {
  const choices = choicesOf(fieldsIn(params, 'options'));
  return {
    request: {
      ...{ key, itemKey: call.id, decisions: choices.map(({ decision }) => decision) },
      ...asked(call, context, action),
      ...(action === null ? {} : { action }),
    },
    choices,
  };
};
