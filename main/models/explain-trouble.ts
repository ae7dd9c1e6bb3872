/** Says in sentences what went wrong with a call of a model, and what the user can do about it. */
import { ModelError, type ModelErrorReason } from './model-error.ts';
import type { Trouble } from './read-trouble.ts';

/** Whom the call was for. */
export interface Callee {
  /** What the user calls the provider. */
  readonly label: string;
  readonly model: string;
  /** Where it was sent; shown when nobody answers. */
  readonly address: string;
  readonly hasKey: boolean;
  /** Never to be shown, whatever the provider says. */
  readonly key: string | null;
}

const CONTEXT =
  /context[_ -]?(length|window|size)|prompt is too long|maximum context|input token count|too many (input )?tokens|exceeds? the (available|maximum)/i;
const CREDIT =
  /insufficient_quota|credit balance|billing|payment|out of credits?|quota exceeded.*(plan|billing)|insufficient (funds|credits?|balance)/i;
const NO_MODEL =
  /model[_ ]not[_ ]found|no such model|model.{0,80}(not found|does not exist|is not (found|available|supported))|unknown model|try pulling/i;
const BAD_KEY = /invalid.?api.?key|api.?key.?(not valid|invalid|expired)|API_KEY_INVALID|authentication_error|incorrect api key/i;
const BUSY = /overloaded|server_error|UNAVAILABLE|temporar/i;

const byStatus = (status: number): ModelErrorReason | null => {
  if (status === 401 || status === 403) return 'key';
  if (status === 402) return 'credit';
  if (status === 413) return 'context-full';
  if (status === 429) return 'limit';
  if (status === 404) return 'model';
  return status === 408 || status === 409 || status >= 500 ? 'overloaded' : null;
};

export const reasonOf = ({ status, code, message, network }: Trouble): ModelErrorReason => {
  const words = `${code} ${message}`;
  if (network === 'UNREADABLE') return 'unreadable';
  if (network !== '') return network === 'UND_ERR_SOCKET' || network === 'ECONNRESET' ? 'cut' : 'unreachable';
  if (BAD_KEY.test(words)) return 'key';
  if (CREDIT.test(words)) return 'credit';
  // A limit per minute also speaks of tokens: only what can never fit is about the context.
  if (status !== 429 && CONTEXT.test(words)) return 'context-full';
  if (NO_MODEL.test(words)) return 'model';
  const known = status === null ? null : byStatus(status);
  if (known !== null) return known;
  return BUSY.test(words) ? 'overloaded' : 'request';
};

type Sentences = (callee: Callee, trouble: Trouble) => readonly [string, string];
const settings = 'Settings, Models and keys';

const unreachable: Sentences = ({ label, address }, { network }) => {
  if (network === 'ECONNREFUSED') return [`Nobody answers at ${address}.`, `Start ${label}, or correct its address in ${settings}.`];
  if (/CERT|SSL|TLS/.test(network))
    return [`The certificate of ${address} is not trusted (${network}).`, 'Check the address and the proxy.'];
  if (network === 'UND_ERR_HEADERS_TIMEOUT' || network === 'UND_ERR_BODY_TIMEOUT')
    return [`${label} said nothing for five minutes.`, 'Try again, or choose a smaller model.'];
  return [`${label} cannot be reached at ${address} (${network}).`, 'Check the network and the address, then try again.'];
};

const sentences: Readonly<Record<ModelErrorReason, Sentences>> = {
  key: ({ label, hasKey }, { status }) => {
    if (!hasKey) return [`${label} wants a key.`, `Set one in ${settings}.`];
    if (status === 403) return [`The key for ${label} is not permitted to do this.`, 'Look at its permissions at the provider.'];
    return [`${label} does not accept the key.`, `Set another one in ${settings}.`];
  },
  credit: ({ label }) => [`There is no credit left at ${label}.`, 'Look at billing at the provider, or choose another model.'],
  model: ({ label, model }) => [`${label} has no model “${model}”.`, 'Choose another model, or correct its name.'],
  'context-full': ({ model }) => [
    `The conversation is too long for ${model}.`,
    'Compact it or start from a handoff; a model with a larger context also helps.',
  ],
  limit: ({ label }) => [`The limit of ${label} is reached.`, 'Wait a little, then try again.'],
  overloaded: ({ label }, { status }) => [
    `${label} has trouble answering${status === null ? '' : ` (${status})`}.`,
    'Try again in a while, or choose another model.',
  ],
  unreachable,
  cut: ({ label }) => [`The connection to ${label} broke before the answer was whole.`, 'Try again.'],
  request: ({ label }, { status }) => [
    `${label} did not accept the request${status === null ? '' : ` (${status})`}.`,
    'The details have its own words; another model may work.',
  ],
  unreadable: ({ label }) => [`The answer of ${label} cannot be read.`, `Check that its address in ${settings} is the right one.`],
};

const retried: ReadonlySet<ModelErrorReason> = new Set(['limit', 'overloaded', 'unreachable', 'cut']);

/** A server that is not started does not start by asking again. */
const isWorthRetrying = (reason: ModelErrorReason, { network }: Trouble): boolean =>
  retried.has(reason) &&
  !['ECONNREFUSED', 'no connection', 'UND_ERR_HEADERS_TIMEOUT', 'UND_ERR_BODY_TIMEOUT'].includes(network) &&
  !/CERT|SSL|TLS/.test(network);

/** Without the key, should the provider have repeated it. */
const withoutKey = (text: string, key: string | null): string => (key === null || key === '' ? text : text.replaceAll(key, '…'));

export const explainTrouble = (trouble: Trouble, callee: Callee): ModelError => {
  const reason = reasonOf(trouble);
  const [message, action] = sentences[reason](callee, trouble);
  const details = withoutKey(trouble.message, callee.key);
  return new ModelError(reason, isWorthRetrying(reason, trouble), { message, action, ...(details === '' ? {} : { details }) });
};
