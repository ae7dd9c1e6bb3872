/**
 * Reads what a provider or the connection to it said when a call failed. The errors of the libraries carry the whole
 * request, so they are read field by field and never passed on, logged or kept as a cause.
 */

export interface Trouble {
  /** HTTP status, or the one that an error inside the stream stands for; null for a broken connection. */
  readonly status: number | null;
  /** The provider's own name for it; empty when there is none. */
  readonly code: string;
  /** The provider's own words, one line. */
  readonly message: string;
  /** `ECONNREFUSED`, `ENOTFOUND` …, or `UNREADABLE` for an answer in no known form; empty when the provider itself spoke. */
  readonly network: string;
  readonly headers: Readonly<Record<string, string>>;
}

const MESSAGE_MAX_CHARS = 500;

const fieldsOf = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};

const parsed = (text: unknown): unknown => {
  if (typeof text !== 'string') return text;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return {};
  }
};

/** The object in which the code and the words stand, under whichever of the formats' names. */
const innermost = (value: unknown): Readonly<Record<string, unknown>> => {
  let fields = fieldsOf(Array.isArray(value) ? (value as readonly unknown[])[0] : value);
  for (let depth = 0; depth < 3; depth += 1) {
    const inner = fields['error'] ?? fieldsOf(fields['response'])['error'];
    if (typeof inner === 'string') return { message: inner };
    if (typeof inner !== 'object' || inner === null) break;
    fields = fieldsOf(inner);
  }
  return fields;
};

const firstText = (...values: readonly unknown[]): string =>
  values.find((value): value is string => typeof value === 'string' && value !== '') ?? '';

const oneLine = (text: string): string => text.replaceAll(/\s+/g, ' ').trim().slice(0, MESSAGE_MAX_CHARS);

/** The code of a system error anywhere in the chain of causes. */
const networkCode = (error: unknown): string => {
  let at = error;
  for (let depth = 0; depth < 5 && at instanceof Error; depth += 1) {
    const { code, cause, errors } = at as { code?: unknown; cause?: unknown; errors?: unknown };
    if (typeof code === 'string' && /^(E[A-Z]+|UND_ERR_[A-Z_]+)$|CERT|SSL|TLS/.test(code)) return code;
    if (at.message === 'terminated') return 'UND_ERR_SOCKET';
    if (/stream ended without/i.test(at.message)) return 'UND_ERR_SOCKET';
    if (/TypeValidation|JSONParse|InvalidResponseData|EmptyResponseBody/.test(at.name)) return 'UNREADABLE';
    at = cause ?? (Array.isArray(errors) ? (errors as readonly unknown[])[0] : undefined);
  }
  return error instanceof Error && error.message.startsWith('Cannot connect to API') ? 'no connection' : '';
};

const statusByCode: Readonly<Record<string, number>> = {
  invalid_request_error: 400,
  authentication_error: 401,
  permission_error: 403,
  not_found_error: 404,
  request_too_large: 413,
  rate_limit_error: 429,
  rate_limit_exceeded: 429,
  RESOURCE_EXHAUSTED: 429,
  api_error: 500,
  server_error: 500,
  INTERNAL: 500,
  UNAVAILABLE: 503,
  overloaded_error: 529,
};

const statusOf = (fields: Readonly<Record<string, unknown>>, code: string): number | null => {
  const told = [fields['statusCode'], fields['status'], fields['code']].find((value) => typeof value === 'number' && value >= 400);
  return typeof told === 'number' ? told : (statusByCode[code] ?? null);
};

export const readTrouble = (error: unknown): Trouble => {
  const outer = fieldsOf(error);
  const inner = innermost(parsed(outer['responseBody'] ?? outer['data'] ?? error));
  // Google names the kind of an error in its details, not in its status.
  const detail = Array.isArray(inner['details']) ? (inner['details'] as readonly unknown[]).map((entry) => fieldsOf(entry)['reason']) : [];
  const code = firstText(
    ...detail,
    typeof inner['code'] === 'string' ? inner['code'] : null,
    inner['type'] === 'error' ? null : inner['type'],
    typeof inner['status'] === 'string' ? inner['status'] : null,
    typeof outer['code'] === 'string' ? outer['code'] : null,
    outer['type'],
  );
  const words = firstText(
    inner['message'],
    typeof error === 'string' ? error : null,
    error instanceof Error ? error.message : outer['message'],
  );
  const headers = Object.entries(fieldsOf(outer['responseHeaders'])).flatMap(([name, value]) =>
    typeof value === 'string' ? [[name.toLowerCase(), value] as const] : [],
  );
  const status = statusOf(outer, code) ?? statusOf(inner, code);
  return {
    status,
    code,
    message: oneLine(words),
    network: status === null ? networkCode(error) : '',
    headers: Object.fromEntries(headers),
  };
};
