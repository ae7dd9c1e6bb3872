/** What an MCP server asks the user through Claude Code: a form, or a visit to an address. Our answer in its own form. Pure. */
import type { Decision, Question } from '#contract/approvals.ts';
import type { RequestAnswer } from '#main/agents/agent-backend.ts';
import { fieldsOf, inner, list, text, texts, type Fields } from '#main/agents/fields.ts';
import type { OpenedRequest } from './requests.ts';

const cancel: readonly Decision[] = [
  { id: 'deny', label: 'Deny', effect: 'deny' },
  { id: 'deny-and-stop', label: 'Deny and stop', effect: 'deny' },
];

interface Option {
  readonly label: string;
  readonly value: unknown;
}

const optionsOf = (schema: Fields): readonly Option[] => {
  if (text(schema, 'type') === 'boolean') {
    return [
      { label: 'Yes', value: true },
      { label: 'No', value: false },
    ];
  }
  const source = text(schema, 'type') === 'array' ? inner(schema, 'items') : schema;
  const titled = [...list(source, 'oneOf'), ...list(source, 'anyOf')].map(fieldsOf).filter((option) => 'const' in option);
  if (titled.length > 0)
    return titled.map((option) => ({ label: text(option, 'title') ?? String(option['const']), value: option['const'] }));
  const names = texts(source, 'enumNames');
  return list(source, 'enum').map((value, index) => ({ label: names[index] ?? String(value), value }));
};

const inputs: Readonly<Record<string, NonNullable<Question['input']>>> = { number: 'number', integer: 'integer' };
const formats: Readonly<Record<string, NonNullable<Question['input']>>> = {
  email: 'email',
  uri: 'url',
  date: 'date',
  'date-time': 'date-time',
};

const initialOf = (schema: Fields): readonly string[] => {
  const value = schema['default'];
  if (value === undefined || value === null) return [];
  const option = optionsOf(schema).find((one) => one.value === value);
  if (option !== undefined) return [option.label];
  return typeof value === 'string' || typeof value === 'number' ? [String(value)] : [];
};

const questionOf = (id: string, schema: Fields, required: boolean): Question => {
  const options = optionsOf(schema);
  const input = formats[text(schema, 'format') ?? ''] ?? inputs[text(schema, 'type') ?? ''];
  const initial = initialOf(schema);
  return {
    id,
    header: text(schema, 'title') ?? id,
    text: text(schema, 'description') ?? text(schema, 'title') ?? id,
    options: options.map(({ label }) => ({ label, description: '' })),
    many: text(schema, 'type') === 'array',
    freeText: options.length === 0,
    secret: false,
    optional: !required,
    ...(input === undefined ? {} : { input }),
    ...(initial.length === 0 ? {} : { initial }),
  };
};

/** Undefined: nothing was given. */
const valueOf = (schema: Fields, given: readonly string[]): unknown => {
  const options = optionsOf(schema);
  const values = given.filter((word) => word !== '').map((word) => options.find(({ label }) => label === word)?.value ?? word);
  if (text(schema, 'type') === 'array') return values;
  const [first] = values;
  const isNumber = text(schema, 'type') === 'number' || text(schema, 'type') === 'integer';
  return isNumber && typeof first === 'string' ? Number(first) : first;
};

const denied = ({ decision }: RequestAnswer): Fields => ({ action: decision === 'deny-and-stop' ? 'cancel' : 'decline' });

export const openElicitation = (key: string, asked: Fields): OpenedRequest => {
  const server = text(asked, 'mcp_server_name') ?? 'an MCP server';
  const title = text(asked, 'message') ?? `${server} asks`;
  const reason = `Asked by the MCP server “${server}”.`;
  const url = text(asked, 'url');
  const schema = inner(asked, 'requested_schema');
  const fields = Object.entries(inner(schema, 'properties')).map(([id, field]) => [id, fieldsOf(field)] as const);
  const required = new Set(texts(schema, 'required'));
  const visit: Question = {
    id: 'visit',
    header: '',
    text: title,
    options: [],
    many: false,
    freeText: false,
    secret: false,
    optional: true,
  };
  const questions = url === null ? fields.map(([id, field]) => questionOf(id, field, required.has(id))) : [{ ...visit, url }];
  const reply = (answer: RequestAnswer): Fields => {
    if (answer.decision.startsWith('deny')) return denied(answer);
    if (url !== null) return { action: 'accept' };
    const only = fields.length === 1 ? answer.text : undefined;
    const given = fields.map(([id, field]) => [id, valueOf(field, answer.answers?.[id] ?? (only === undefined ? [] : [only]))] as const);
    return { action: 'accept', content: Object.fromEntries(given.filter(([, value]) => value !== undefined)) };
  };
  const decisions: readonly Decision[] = [
    { id: 'answer', label: url === null ? 'Answer' : 'I have been there', effect: 'answer' },
    ...cancel,
  ];
  return { request: { key, kind: 'question', itemKey: null, title, detail: { questions, reason }, decisions }, reply };
};
