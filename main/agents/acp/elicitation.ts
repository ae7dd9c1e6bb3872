/** A form that an agent, or an MCP server through it, wants filled in, as a question; or an address to be opened. Pure. */
import type { Question } from '#contract/approvals.ts';
import type { AgentRequest, RequestAnswer } from '#main/agents/agent-backend.ts';
import { fieldsOf, inner, fieldsIn, text, type Fields } from '#main/agents/fields.ts';

export interface OpenedElicitation {
  readonly request: AgentRequest;
  readonly reply: (answer: RequestAnswer) => object;
}

interface Option {
  readonly value: string;
  readonly label: string;
  readonly description: string;
}

const plain = (value: unknown): readonly Option[] =>
  Array.isArray(value)
    ? value.filter((each) => typeof each === 'string').map((each) => ({ value: each, label: each, description: '' }))
    : [];

const titled = (options: readonly Fields[]): readonly Option[] =>
  options.map((option) => {
    const value = text(option, 'const') ?? '';
    return { value, label: text(option, 'title') ?? value, description: text(option, 'description') ?? '' };
  });

const optionsOf = (field: Fields): readonly Option[] => {
  if (text(field, 'type') === 'boolean') {
    return [
      { value: 'true', label: 'Yes', description: '' },
      { value: 'false', label: 'No', description: '' },
    ];
  }
  const source = text(field, 'type') === 'array' ? inner(field, 'items') : field;
  const found = [...titled(fieldsIn(source, 'oneOf')), ...titled(fieldsIn(source, 'anyOf'))];
  return found.length > 0 ? found : plain(source['enum']);
};

const questionOf = (id: string, field: Fields, only: string | null): Question => {
  const options = optionsOf(field);
  return {
    id,
    header: text(field, 'title') ?? id,
    text: only ?? text(field, 'description') ?? text(field, 'title') ?? id,
    options: options.map(({ label, description }) => ({ label, description })),
    many: text(field, 'type') === 'array',
    freeText: options.length === 0,
    secret: false,
  };
};

/** In the form that the field wants; undefined where nothing was said. */
const valueOf = (field: Fields, said: readonly string[]): unknown => {
  const options = optionsOf(field);
  const values = said.map((label) => options.find((option) => option.label === label)?.value ?? label).filter((value) => value !== '');
  const first = values[0];
  if (text(field, 'type') === 'array') return values;
  if (first === undefined) return undefined;
  switch (text(field, 'type')) {
    case 'boolean':
      return first === 'true';
    case 'integer':
    case 'number':
      return Number.isFinite(Number(first)) ? Number(first) : undefined;
    default:
      return first;
  }
};

const addressRequest = (key: string, message: string, params: Fields): OpenedElicitation => ({
  request: {
    ...{ key, kind: 'permissions', itemKey: text(params, 'toolCallId'), title: message },
    detail: { text: text(params, 'url') ?? '', reason: 'Open the address in your browser, then go on here.' },
    decisions: [
      { id: 'allow-once', label: 'Go on', effect: 'allow' },
      { id: 'deny', label: 'Decline', effect: 'deny' },
    ],
  },
  reply: ({ decision }) => ({ action: decision === 'allow-once' ? 'accept' : 'decline' }),
});

/** Null for a form of a kind that is not known. */
export const openElicitation = (key: string, params: Fields): OpenedElicitation | null => {
  const message = text(params, 'message') ?? '';
  if (text(params, 'mode') === 'url') return addressRequest(key, message, params);
  if (text(params, 'mode') !== 'form') return null;
  const fields = Object.entries(inner(inner(params, 'requestedSchema'), 'properties')).map(([id, field]) => [id, fieldsOf(field)] as const);
  const only = fields.length === 1 ? fields[0] : undefined;
  const questions = fields.map(([id, field]) => questionOf(id, field, only === undefined || message === '' ? null : message));
  const picks = only === undefined || text(only[1], 'type') === 'array' ? [] : (questions[0]?.options ?? []);
  const decisions = [
    ...picks.map(({ label }, index) => ({ id: `option-${index + 1}`, label, effect: 'answer' as const })),
    { id: 'answer', label: 'Answer', effect: 'answer' as const },
    { id: 'deny', label: 'Decline', effect: 'deny' as const },
  ];
  const reply = (answer: RequestAnswer): object => {
    if (answer.decision === 'deny') return { action: 'decline' };
    const picked = picks[Number(/^option-(\d+)$/.exec(answer.decision)?.[1] ?? 0) - 1]?.label;
    const said = (id: string): readonly string[] =>
      picked !== undefined ? [picked] : (answer.answers?.[id] ?? (answer.text === undefined ? [] : [answer.text]));
    const content = fields.map(([id, field]) => [id, valueOf(field, said(id))] as const).filter(([, value]) => value !== undefined);
    return { action: 'accept', content: Object.fromEntries(content) };
  };
  return {
    request: { key, kind: 'question', itemKey: text(params, 'toolCallId'), title: message, detail: { questions }, decisions },
    reply,
  };
};
