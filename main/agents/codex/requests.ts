/** What codex asks, as a request of ours, and our answer in codex's own form. Pure. */
import type { Decision, Question } from '#contract/approvals.ts';
import type { AgentItem, AgentRequest, RequestAnswer } from '#main/agents/agent-backend.ts';
import { elicitationOf } from './elicitations.ts';
import { fieldsOf, inner, isFields, list, rawOf, text, texts, type Fields } from './fields.ts';
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
const allowSession = choice('allow-session', 'Allow for this session', 'allow', 'acceptForSession');
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

/** Rules that codex proposes: they outlive the session, for all threads of this configuration. */
const standingChoices = (params: Fields): readonly Choice[] => {
  const command = texts(params, 'proposedExecpolicyAmendment');
  const always: Choice[] =
    command.length === 0
      ? []
      : [
          choice('allow-always', `Always allow “${command.join(' ')}”`, 'allow', {
            acceptWithExecpolicyAmendment: { execpolicy_amendment: command },
          }),
        ];
  const network = list(params, 'proposedNetworkPolicyAmendments').map((value, index) => {
    const amendment = fieldsOf(value);
    const denies = text(amendment, 'action') === 'deny';
    const host = text(amendment, 'host') ?? 'this host';
    const native = { applyNetworkPolicyAmendment: { network_policy_amendment: value } };
    return choice(`network-${index + 1}`, `${denies ? 'Never' : 'Always'} allow ${host}`, denies ? 'deny' : 'allow', native);
  });
  return [...always, ...network];
};

const optional = <K extends string>(name: K, value: string | null): { readonly [P in K]?: string } =>
  value === null || value === '' ? {} : ({ [name]: value } as { readonly [P in K]: string });

const commandRequest = (key: string, params: Fields): OpenedRequest => {
  const command = withoutShell(text(params, 'command') ?? '');
  const host = text(inner(params, 'networkApprovalContext'), 'host');
  const choices = [allowOnce, allowSession, ...standingChoices(params), deny, denyAndStop];
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
    },
    reply: replyWith(choices),
  };
};

const fileRequest = (key: string, params: Fields, item: AgentItem | null): OpenedRequest => {
  const changes = item?.kind === 'file-change' ? item.changes : [];
  const names = changes.map((change) => change.path);
  const choices = [allowOnce, allowSession, deny, denyAndStop];
  const root = text(params, 'grantRoot');
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
    },
    reply: replyWith(choices),
  };
};

const permissionsRequest = (key: string, params: Fields): OpenedRequest => {
  const asked = Object.fromEntries(Object.entries(inner(params, 'permissions')).filter(([, value]) => value !== null));
  const choices = [
    choice('allow-once', 'Allow for this turn', 'allow', { permissions: asked, scope: 'turn' }),
    choice('allow-session', 'Allow for this session', 'allow', { permissions: asked, scope: 'session' }),
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

/** Null for a request that we know no answer to. `item` is the open item that the request names. */
export const openRequest = (key: string, method: string, params: Fields, item: AgentItem | null): OpenedRequest | null => {
  switch (method) {
    case 'item/commandExecution/requestApproval':
      return commandRequest(key, params);
    case 'item/fileChange/requestApproval':
      return fileRequest(key, params, item);
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
