/** Errors of codex and of the model behind it, as a sentence and what to do about it. */
import { AppError, failure, type Failure } from '#contract/failure.ts';
import { CommandError } from '#main/base/errors.ts';
import { NoAnswer, ProgramEnded } from '#main/agents/line-program.ts';
import { RpcError } from './connection.ts';
import { inner, isFields, number, text, type Fields } from '#main/agents/fields.ts';

export interface TurnFailure {
  readonly failure: Failure;
  readonly retryable: boolean;
}

interface Reading {
  readonly message: string;
  readonly action: string;
  readonly retryable: boolean;
  readonly remedy?: Failure['remedy'];
}

const again = 'Try again in a moment.';
const signIn: Reading = {
  message: 'Codex is not signed in, or its key is not accepted.',
  action: 'Run `codex login`, or correct the key in the environment of the agent, then retry.',
  retryable: true,
  remedy: 'sign-in',
};
const overloaded: Reading = { message: 'The model provider has too much to do.', action: again, retryable: true };
const tooMany: Reading = { message: 'The model provider accepts no more requests for now (429).', action: again, retryable: true };
const noConnection: Reading = {
  message: 'The connection to the model provider failed.',
  action: 'Check the network and the address of the provider, then retry.',
  retryable: true,
};
const noModel: Reading = {
  message: 'The provider does not know this model.',
  action: 'Choose another model for the thread.',
  retryable: true,
};

const byName: Readonly<Record<string, Reading>> = {
  contextWindowExceeded: {
    message: 'The conversation no longer fits into the model’s context window.',
    action: 'Start a new thread, or choose a model with a larger window.',
    retryable: false,
  },
  sessionBudgetExceeded: { message: 'The budget of the session is used up.', action: 'Start a new thread.', retryable: false },
  usageLimitExceeded: {
    message: 'The usage limit of the account is reached.',
    action: 'Retry when the limit is reset, or change the plan.',
    retryable: true,
    remedy: 'limits',
  },
  rateLimitExceeded: tooMany,
  serverOverloaded: overloaded,
  flexUnavailable: overloaded,
  policyCapacityUnavailable: overloaded,
  internalServerError: overloaded,
  modelNotFound: noModel,
  unauthorized: signIn,
  cyberPolicy: {
    message: 'The provider refused the request for reasons of its policy.',
    action: 'Word the task differently.',
    retryable: false,
  },
  misalignmentPolicyViolation: {
    message: 'The provider ended the turn for reasons of its policy.',
    action: 'Word the task differently.',
    retryable: false,
  },
  tooManyDenials: { message: 'Codex gave up after too many denials.', action: 'Tell it what it may do, then go on.', retryable: true },
  sandboxError: {
    message: 'The sandbox of Codex could not be set up.',
    action: 'On Linux install bubblewrap and permit user namespaces, or choose full access.',
    retryable: true,
  },
};

const byStatus = (status: number): Reading | null => {
  if (status === 401 || status === 403) return { ...signIn, message: `${signIn.message.slice(0, -1)} (${status}).` };
  if (status === 404) return noModel;
  if (status === 429) return tooMany;
  if (status >= 500) return { ...overloaded, message: `The model provider failed (${status}).` };
  if (status >= 400)
    return {
      message: `The model provider refused the request (${status}).`,
      action: 'See the details, then change model or message.',
      retryable: true,
    };
  return null;
};

const byMessage = (message: string): Reading | null => {
  const status = /(?:unexpected|last) status:? (\d{3})/.exec(message)?.[1];
  if (status !== undefined) return byStatus(Number(status));
  if (/error sending request|connection refused|dns error|tcp connect|stream (?:disconnected|closed)|idle timeout/i.test(message))
    return noConnection;
  if (/high demand|overloaded|at capacity/i.test(message)) return overloaded;
  if (/max_output_tokens/.test(message))
    return { message: 'The answer was longer than the model may give.', action: 'Ask for it in parts.', retryable: true };
  if (/model.*(?:not found|does not exist|not supported)/i.test(message)) return noModel;
  return null;
};

/** Name and HTTP status in `codexErrorInfo`, which is a name or an object with one. */
const infoOf = (error: Fields): { readonly name: string; readonly status: number | null } => {
  const info = error['codexErrorInfo'];
  if (typeof info === 'string') return { name: info, status: null };
  const name = isFields(info) ? (Object.keys(info)[0] ?? '') : '';
  return { name, status: isFields(info) ? number(inner(info, name), 'httpStatusCode') : null };
};

const isUnnamed: ReadonlySet<string> = new Set([
  '',
  'other',
  'badRequest',
  'httpConnectionFailed',
  'responseStreamConnectionFailed',
  'responseStreamDisconnected',
  'responseTooManyFailedAttempts',
]);

const plainMessage = (message: string): string => {
  try {
    const parsed: unknown = JSON.parse(message);
    const said = isFields(parsed) ? text(inner(parsed, 'error'), 'message') : null;
    return said ?? message;
  } catch {
    return message;
  }
};

/** The error of a turn that failed. */
export const failureOfTurn = (error: Fields): TurnFailure => {
  const message = text(error, 'message') ?? '';
  const details = [message, text(error, 'additionalDetails')].filter((part) => part !== null && part !== '').join('\n');
  const { name, status } = infoOf(error);
  const named = Object.hasOwn(byName, name) ? byName[name] : undefined;
  const reading =
    (status === null ? null : byStatus(status)) ??
    named ??
    byMessage(details) ??
    (isUnnamed.has(name) && name.includes('onnection') ? noConnection : null);
  if (reading === null) {
    const said = plainMessage(message) || 'Codex gave no reason.';
    return {
      failure: { kind: 'agent', message: `The turn failed: ${said}`, action: 'See the details, then retry.', details },
      retryable: true,
    };
  }
  return {
    failure: {
      kind: 'agent',
      message: reading.message,
      action: reading.action,
      ...(reading.remedy === undefined ? {} : { remedy: reading.remedy }),
      ...(details === '' ? {} : { details }),
    },
    retryable: reading.retryable,
  };
};

/** Why codex tries again, in one sentence. The reason stands beside “Reconnecting…”. */
export const reasonToRetry = (error: Fields): string =>
  failureOfTurn({ ...error, message: text(error, 'additionalDetails') ?? text(error, 'message'), additionalDetails: null }).failure.message;

/** The process died under a turn. */
export const failureOfEnd = (how: string, lastWords: string): TurnFailure => ({
  failure: {
    kind: 'agent',
    message: `Codex ended unexpectedly (${how}).`,
    action: 'Retry: it is started again and the conversation goes on.',
    ...(lastWords === '' ? {} : { details: lastWords }),
  },
  retryable: true,
});

export const installFix = 'npm install -g @openai/codex';

/** What to throw when a request to codex failed, or it could not be started. */
export const errorOfRequest = (what: string, error: unknown): Error => {
  if (error instanceof AppError) return error;
  if (error instanceof RpcError)
    return failure('agent', `Codex refused to ${what}: ${error.message}`, 'Try again; if it stays so, start a new thread.');
  if (error instanceof ProgramEnded) return failure('agent', 'Codex ended before it answered.', 'Try again: it is started anew.');
  if (error instanceof NoAnswer)
    return failure(
      'agent',
      'Codex runs, but does not answer.',
      'Try again; if it stays so, run `codex app-server` in a terminal to see why.',
    );
  if (error instanceof CommandError && error.startError === 'ENOENT') {
    return failure('unavailable', 'Codex is not installed.', `Install it with \`${installFix}\`.`, { details: error.message });
  }
  if (error instanceof CommandError)
    return failure('unavailable', 'Codex could not be started.', 'See the details.', { details: error.message });
  return error instanceof Error ? error : new Error(String(error));
};
