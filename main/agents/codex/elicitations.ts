/** What an MCP server asks through codex: leave to call a tool, a form, or a visit to an address. */
import type { Decision, Question } from '#contract/approvals.ts';
import type { AgentRequest, RequestAnswer } from '#main/agents/agent-backend.ts';
import { fieldsOf, inner, isFields, list, rawOf, text, texts, type Fields } from '#main/agents/fields.ts';

interface OpenedElicitation {
  readonly request: AgentRequest;
  readonly reply: (answer: RequestAnswer) => unknown;
}

const result = (action: 'accept' | 'decline' | 'cancel', content: unknown = null, meta: unknown = null): unknown => ({
  action,
  content,
  _meta: meta,
});

const deny: Decision = { id: 'deny', label: 'Deny', effect: 'deny' };
const denyAndStop: Decision = { id: 'deny-and-stop', label: 'Deny and stop', effect: 'deny' };

const refusal = (answer: RequestAnswer): unknown => result(answer.decision === 'deny-and-stop' ? 'cancel' : 'decline');

/** The tool's own name is not always told; codex quotes it in its question. */
const toolName = (meta: Fields, message: string): string | null => text(meta, 'tool_name') ?? /\btool "([^"]+)"/.exec(message)?.[1] ?? null;

/** Leave to call a tool, for this once: codex could remember it for longer, but that is for rules of ours. */
const toolApproval = (key: string, params: Fields, meta: Fields): OpenedElicitation => {
  const server = text(params, 'serverName');
  const message = text(params, 'message') ?? `Use a tool of ${server ?? 'an MCP server'}`;
  const tool = toolName(meta, message);
  const input = meta['tool_params'];
  return {
    request: {
      key,
      kind: 'tool',
      itemKey: null,
      title: message,
      detail: { reason: `Asked by the MCP server “${server ?? 'unknown'}”.`, ...(input === undefined ? {} : { text: rawOf(input) }) },
      decisions: [{ id: 'allow-once', label: 'Allow once', effect: 'allow' }, deny, denyAndStop],
      ...(server === null || tool === null ? {} : { action: { kind: 'tool', server, tool, readOnly: false } }),
    },
    reply: (answer) => (answer.decision === 'allow-once' ? result('accept', {}) : refusal(answer)),
  };
};

const optionsOf = (schema: Fields): readonly { readonly label: string; readonly value: unknown }[] => {
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

const inputOf = (schema: Fields): Question['input'] => {
  const type = text(schema, 'type');
  if (type === 'number' || type === 'integer') return type;
  switch (text(schema, 'format')) {
    case 'email':
      return 'email';
    case 'uri':
      return 'url';
    case 'date':
      return 'date';
    case 'date-time':
      return 'date-time';
    default:
      return undefined;
  }
};

/** What the form fills in by itself: the label of an option, or a text. */
const initialOf = (schema: Fields): readonly string[] => {
  const given = schema['default'];
  if (given === undefined || given === null) return [];
  const options = optionsOf(schema);
  return (Array.isArray(given) ? given : [given]).map((value) => options.find((option) => option.value === value)?.label ?? String(value));
};

const fieldQuestion = (id: string, schema: Fields, required: boolean): Question => {
  const options = optionsOf(schema).map(({ label }) => ({ label, description: '' }));
  const input = inputOf(schema);
  const initial = initialOf(schema);
  return {
    id,
    header: text(schema, 'title') ?? id,
    text: text(schema, 'description') ?? text(schema, 'title') ?? id,
    options,
    many: text(schema, 'type') === 'array',
    freeText: options.length === 0,
    secret: text(schema, 'format') === 'password',
    ...(input === undefined ? {} : { input }),
    ...(required ? {} : { optional: true }),
    ...(initial.length === 0 ? {} : { initial }),
  };
};

const valueOf = (schema: Fields, given: readonly string[]): unknown => {
  const options = optionsOf(schema);
  const values = given.map((label) => options.find((option) => option.label === label)?.value ?? label);
  if (text(schema, 'type') === 'array') return values;
  const [value] = values;
  const isNumber = text(schema, 'type') === 'number' || text(schema, 'type') === 'integer';
  return isNumber && typeof value === 'string' && value.trim() !== '' && Number.isFinite(Number(value)) ? Number(value) : value;
};

const form = (key: string, params: Fields): OpenedElicitation => {
  const schema = inner(params, 'requestedSchema');
  const properties = Object.entries(inner(schema, 'properties')).map(([id, property]) => [id, fieldsOf(property)] as const);
  const message = text(params, 'message') ?? '';
  const address = text(params, 'url');
  const required = new Set(texts(schema, 'required'));
  const reply = (answer: RequestAnswer): unknown => {
    if (answer.decision !== 'answer') return refusal(answer);
    const filled = properties.flatMap(([id, property]) => {
      const given = answer.answers?.[id] ?? (properties.length === 1 && answer.text !== undefined ? [answer.text] : []);
      return given.length === 0 && !required.has(id) ? [] : [[id, valueOf(property, given)] as const];
    });
    return result('accept', Object.fromEntries(filled));
  };
  return {
    request: {
      key,
      kind: 'question',
      itemKey: null,
      title: message,
      detail: {
        reason: `Asked by the MCP server “${text(params, 'serverName') ?? ''}”.`,
        ...(address === null ? {} : { url: address }),
        questions: properties.map(([id, property]) => fieldQuestion(id, property, required.has(id))),
      },
      decisions: [{ id: 'answer', label: properties.length === 0 ? 'Accept' : 'Answer', effect: 'answer' }, deny, denyAndStop],
    },
    reply,
  };
};

export const elicitationOf = (key: string, params: Fields): OpenedElicitation | null => {
  const meta = inner(params, '_meta');
  if (text(meta, 'codex_approval_kind') === 'mcp_tool_call') return toolApproval(key, params, meta);
  const mode = text(params, 'mode');
  // A form of another make has a schema that we do not know; the user verification of OpenAI needs its own program.
  return mode === 'url' || (mode === 'form' && isFields(params['requestedSchema'])) ? form(key, params) : null;
};
