/**
 * What Claude Code asks by `can_use_tool`, as a request of ours, and our answer in its own form. Leave is given for once, each
 * time: what it suggests to remember would lie in its own settings, beyond our rules. Longer leave is a rule of ours, and answers
 * its next ask.
 */
import type { Decision, Question } from '#contract/approvals.ts';
import type { ChangedFile } from '#contract/items.ts';
import type { AgentRequest, RequestAnswer } from '#main/agents/agent-backend.ts';
import { fieldsOf, list, rawOf, text, type Fields } from '#main/agents/fields.ts';
import { mcpTool, type ToolRuling, type ToolUse } from './tool-actions.ts';

export interface OpenedRequest {
  readonly request: AgentRequest;
  readonly reply: (answer: RequestAnswer) => Fields;
}

export interface AskedTool {
  readonly key: string;
  readonly use: ToolUse;
  readonly toolUseId: string | null;
  readonly ruling: ToolRuling;
  /** Why it asks, in its own words. */
  readonly said: string | null;
  /** Of a tool that changes files. */
  readonly changes: readonly ChangedFile[];
  /** Of ExitPlanMode. */
  readonly plan: string;
  /** The input with which it is to run when it is allowed. */
  readonly allowed: (input: Fields) => Fields;
}

export const DENIED = 'The user denied this; nothing was done.';
const HOW_ON = 'Do not try to get it done another way; ask, or go on with what can be done.';

const denial = (answer: RequestAnswer): Fields => {
  const words = answer.text?.trim() ?? '';
  return {
    behavior: 'deny',
    message: words === '' ? `${DENIED} ${HOW_ON}` : `${DENIED} The user says: ${words}`,
    ...(answer.decision === 'deny-and-stop' ? { interrupt: true } : {}),
  };
};

const decisions: readonly Decision[] = [
  { id: 'allow-once', label: 'Allow once', effect: 'allow' },
  { id: 'deny', label: 'Deny', effect: 'deny' },
  { id: 'deny-and-stop', label: 'Deny and stop', effect: 'deny' },
];
const planDecisions: readonly Decision[] = [
  { id: 'allow-once', label: 'Approve the plan', effect: 'allow' },
  { id: 'deny', label: 'Keep planning', effect: 'deny' },
  { id: 'deny-and-stop', label: 'Deny and stop', effect: 'deny' },
];

const allowOrDeny =
  ({ use, allowed }: AskedTool): OpenedRequest['reply'] =>
  (answer) =>
    answer.decision.startsWith('allow') ? { behavior: 'allow', updatedInput: allowed(use.input) } : denial(answer);

const optional = <K extends string>(name: K, value: string | null): { readonly [P in K]?: string } =>
  value === null || value === '' ? {} : ({ [name]: value } as { readonly [P in K]: string });

const firstLine = (command: string): string => command.split('\n')[0] ?? '';

const reasonOf = ({ use, said, ruling }: AskedTool): string | null => text(use.input, 'description') ?? said ?? ruling.why;

const detailOf = (asked: AskedTool): Pick<AgentRequest, 'title' | 'detail'> => {
  const { use, ruling, changes } = asked;
  const { input, name, cwd } = use;
  switch (ruling.kind) {
    case 'command': {
      const command = text(input, 'command') ?? '';
      return { title: firstLine(command), detail: { command, cwd, ...optional('reason', reasonOf(asked)) } };
    }
    case 'file-change': {
      const names = changes.map(({ path }) => path).join(', ');
      return { title: names === '' ? 'Change files' : `Change ${names}`, detail: { changes, ...optional('reason', ruling.why) } };
    }
    case 'permissions': {
      const url = text(input, 'url');
      const path = text(input, 'file_path') ?? text(input, 'path') ?? text(input, 'notebook_path') ?? '';
      return { title: url === null ? `Read ${path}` : `Fetch ${url}`, detail: { ...optional('reason', ruling.why), text: rawOf(input) } };
    }
    default: {
      const mcp = mcpTool(name);
      const title = mcp === null ? `Use ${name}` : `${mcp.tool} of ${mcp.server}`;
      return { title, detail: { ...optional('reason', reasonOf(asked)), text: JSON.stringify(input, null, 2) } };
    }
  }
};

/** Claude Code knows its questions by their words; ours have names. */
const questionsOf = (input: Fields): readonly Question[] =>
  list(input, 'questions').map((value, index) => {
    const question = fieldsOf(value);
    return {
      id: index === 0 ? 'q' : `q${index + 1}`,
      header: text(question, 'header') ?? '',
      text: text(question, 'question') ?? '',
      options: list(question, 'options').map((option) => ({
        label: text(fieldsOf(option), 'label') ?? '',
        description: text(fieldsOf(option), 'description') ?? '',
      })),
      many: question['multiSelect'] === true,
      freeText: true,
      secret: false,
    };
  });

const questionRequest = ({ key, use, toolUseId }: AskedTool): OpenedRequest => {
  const questions = questionsOf(use.input);
  const only = questions.length === 1 ? questions[0] : undefined;
  const picks = (only?.many === false ? only.options : []).map((option, index) => ({
    id: `option-${index + 1}`,
    label: option.label,
    effect: 'answer' as const,
  }));
  const reply = (answer: RequestAnswer): Fields => {
    const picked = picks.find((pick) => pick.id === answer.decision)?.label;
    const said = (question: Question): string => picked ?? (answer.answers?.[question.id] ?? [answer.text ?? '']).join(', ');
    const answers = Object.fromEntries(questions.map((question) => [question.text, said(question)]));
    return { behavior: 'allow', updatedInput: { ...use.input, answers } };
  };
  return {
    request: {
      key,
      kind: 'question',
      itemKey: toolUseId,
      title: only?.text ?? `${questions.length} questions`,
      detail: { questions },
      decisions: [...picks, { id: 'answer', label: 'Answer', effect: 'answer' }],
    },
    reply,
  };
};

export const openRequest = (asked: AskedTool): OpenedRequest => {
  const { key, ruling, toolUseId, plan } = asked;
  if (ruling.kind === 'question') return questionRequest(asked);
  const reply = allowOrDeny(asked);
  if (ruling.kind === 'plan') {
    return {
      request: { key, kind: 'plan', itemKey: toolUseId, title: 'Work on this plan?', detail: { text: plan }, decisions: planDecisions },
      reply,
    };
  }
  const action = ruling.action === null ? {} : { action: ruling.action };
  return { request: { key, kind: ruling.kind, itemKey: toolUseId, ...detailOf(asked), decisions, ...action }, reply };
};
