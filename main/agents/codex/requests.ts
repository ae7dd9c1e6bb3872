/**
 * What codex asks, as a request of ours, and our answer in codex's own form. Pure.
 *
 * Leave is given for once, each time: what codex could remember by itself, for the session or in the user's own rules of
 * codex, is never chosen. Longer leave is a rule of ours, and answers codex's next ask.
 */
import { resolve } from 'node:path';
import type { Decision, Question } from '#contract/approvals.ts';
import type { AgentAction } from '#contract/rules.ts';
import type { AgentItem, AgentRequest, RequestAnswer } from '#main/agents/agent-backend.ts';
import { elicitationOf } from './elicitations.ts';
import { fieldsOf, inner, isFields, list, number, rawOf, text, type Fields } from '#main/agents/fields.ts';
import { withoutShell } from './shell-words.ts';

/** A request that a person can answer. `reply` gives the result to send; `reason` what to tell the agent besides. */
export interface OpenedRequest {
  readonly request: AgentRequest;
  readonly reply: (answer: RequestAnswer) => unknown;
}

interface Choice {
  readonly decision: Decision;
  readonly native: unknown;
}

const choice = (id: string, label: string, effect: Decision['effect'], native: unknown): Choice => ({
  decision: { id, label, effect },
  native,
});

const allowOnce = choice('allow-once', 'Allow once', 'allow', 'accept');
const deny = choice('deny', 'Deny', 'deny', 'decline');
const denyAndStop = choice('deny-and-stop', 'Deny and stop', 'deny', 'cancel');

/** Native choices by the id of ours; an id that was not offered is a denial. */
const replyWith =
  (choices: readonly Choice[], wrap: (native: unknown) => unknown = (native) => ({ decision: native })) =>
  (answer: RequestAnswer): unknown =>
    wrap(
      choices.find(({ decision }) => decision.id === answer.decision)?.native ??
        choices.find(({ decision }) => decision.effect === 'deny')?.native,
    );

const optional = <K extends string>(name: K, value: string | null): { readonly [P in K]?: string } =>
  value === null || value === '' ? {} : ({ [name]: value } as { readonly [P in K]: string });

/** What it asks for beside running the command is more than a rule on commands speaks of. */
const commandAction = (params: Fields, cwd: string): { readonly action?: AgentAction } => {
  const network = inner(params, 'networkApprovalContext');
  const host = text(network, 'host');
  if (host !== null) return { action: { kind: 'network', host, port: number(network, 'port') } };
  const command = text(params, 'command');
  if (command === null || isFields(params['additionalPermissions'])) return {};
  return { action: { kind: 'command', command, cwd: resolve(cwd, text(params, 'cwd') ?? ''), sandboxed: false } };
};

const commandRequest = (key: string, params: Fields, cwd: string): OpenedRequest => {
  const command = withoutShell(text(params, 'command') ?? '');
  const host = text(inner(params, 'networkApprovalContext'), 'host');
  const choices = [allowOnce, deny, denyAndStop];
  const extra = isFields(params['additionalPermissions']) ? { text: rawOf(params['additionalPermissions']) } : {};
  return {
    request: {
      key,
      kind: 'command',
      itemKey: text(params, 'itemId'),
      title: host === null ? (command.split('\n')[0] ?? '') : `Network access to ${host}`,
      detail: {
        ...optional('command', command),
        ...optional('cwd', text(params, 'cwd')),
        ...optional('reason', text(params, 'reason')),
        ...extra,
      },
      decisions: choices.map(({ decision }) => decision),
      ...commandAction(params, cwd),
    },
    reply: replyWith(choices),
  };
};

const fileRequest = (key: string, params: Fields, cwd: string, item: AgentItem | null): OpenedRequest => {
  const changes = item?.kind === 'file-change' ? item.changes : [];
  const names = changes.map((change) => change.path);
  const choices = [allowOnce, deny, denyAndStop];
  const root = text(params, 'grantRoot');
  const paths = changes.flatMap(({ path, from }) => [path, ...(from === undefined ? [] : [from])]).map((path) => resolve(cwd, path));
  // Without the files, or with a folder for all that follows, it is no change that could be judged.
  const action: { readonly action?: AgentAction } = root === null && paths.length > 0 ? { action: { kind: 'change', paths } } : {};
  const reason = text(params, 'reason') ?? (root === null ? null : `It wants to write below ${root} from now on.`);
  return {
    request: {
      key,
      kind: 'file-change',
      itemKey: text(params, 'itemId'),
      title:
        names.length === 0
          ? 'Change files'
          : `Change ${names.slice(0, 3).join(', ')}${names.length > 3 ? ` and ${names.length - 3} more` : ''}`,
      detail: { changes, ...optional('reason', reason) },
      decisions: choices.map(({ decision }) => decision),
      ...action,
    },
    reply: replyWith(choices),
  };
};

const permissionsRequest = (key: string, params: Fields): OpenedRequest => {
  const asked = Object.fromEntries(Object.entries(inner(params, 'permissions')).filter(([, value]) => value !== null));
  const choices = [
    choice('allow-once', 'Allow for this turn', 'allow', { permissions: asked, scope: 'turn' }),
    choice('deny', 'Deny', 'deny', { permissions: {}, scope: 'turn' }),
  ];
  return {
    request: {
      key,
      kind: 'permissions',
      itemKey: text(params, 'itemId'),
      title: 'network' in asked ? 'More permissions: network' : 'More permissions: files',
      detail: {
        ...optional('reason', text(params, 'reason')),
        ...optional('cwd', text(params, 'cwd')),
        text: JSON.stringify(asked, null, 2),
      },
      decisions: choices.map(({ decision }) => decision),
    },
    reply: replyWith(choices, (native) => native),
  };
};

const questionOf = (value: unknown): Question => {
  const question = fieldsOf(value);
  const options = list(question, 'options').map((option) => ({
    label: text(fieldsOf(option), 'label') ?? '',
    description: text(fieldsOf(option), 'description') ?? '',
  }));
  return {
    id: text(question, 'id') ?? '',
    header: text(question, 'header') ?? '',
    text: text(question, 'question') ?? '',
    options,
    many: false,
    freeText: question['isOther'] === true || options.length === 0,
    secret: question['isSecret'] === true,
  };
};

const questionRequest = (key: string, params: Fields): OpenedRequest => {
  const questions = list(params, 'questions').map(questionOf);
  const only = questions.length === 1 ? questions[0] : undefined;
  const picks = (only?.options ?? []).map((option, index) => ({
    id: `option-${index + 1}`,
    label: option.label,
    effect: 'answer' as const,
  }));
  const reply = (answer: RequestAnswer): unknown => {
    const picked = picks.find((pick) => pick.id === answer.decision)?.label;
    const one = (question: Question): readonly string[] =>
      picked !== undefined ? [picked] : (answer.answers?.[question.id] ?? [answer.text ?? '']);
    return { answers: Object.fromEntries(questions.map((question) => [question.id, { answers: one(question) }])) };
  };
  return {
    request: {
      key,
      kind: 'question',
      itemKey: text(params, 'itemId'),
      title: only?.text ?? `${questions.length} questions`,
      detail: { questions },
      decisions: [...picks, { id: 'answer', label: 'Answer', effect: 'answer' }],
    },
    reply,
  };
};

/** Null for a request that we know no answer to. `cwd` is the thread's folder, `item` the open item that the request names. */
export const openRequest = (key: string, method: string, params: Fields, cwd: string, item: AgentItem | null): OpenedRequest | null => {
  switch (method) {
    case 'item/commandExecution/requestApproval':
      return commandRequest(key, params, cwd);
    case 'item/fileChange/requestApproval':
      return fileRequest(key, params, cwd, item);
    case 'item/permissions/requestApproval':
      return permissionsRequest(key, params);
    case 'item/tool/requestUserInput':
      return questionRequest(key, params);
    case 'mcpServer/elicitation/request':
      return elicitationOf(key, params);
    default:
      return null;
  }
};
