/** What went wrong, in words for people: ends of turns, questions to the program, its start. */
import { AppError, failure, type Failure } from '#contract/failure.ts';
import { CommandError } from '#main/base/errors.ts';
import { NoAnswer, ProgramEnded } from '#main/agents/line-program.ts';
import { ControlError } from './claude-process.ts';
import { list, number, text, type Fields } from '#main/agents/fields.ts';

export interface TurnFailure {
  readonly failure: Failure;
  readonly retryable: boolean;
}

type Reading = Pick<Failure, 'message' | 'action' | 'remedy'> & { readonly retryable: boolean };

export const installFix = 'npm install -g @anthropic-ai/claude-code';
export const signInFix = 'claude auth login';

const signIn: Reading = {
  message: 'Claude Code is not signed in, or the sign-in has expired.',
  action: `Run \`${signInFix}\` in a terminal, then retry.`,
  remedy: 'sign-in',
  retryable: true,
};
const overloaded: Reading = { message: 'The provider has too much to do.', action: 'Retry in a moment.', remedy: 'retry', retryable: true };
const noConnection: Reading = {
  message: 'There is no connection to the model provider.',
  action: 'Check network and proxy, then retry.',
  remedy: 'retry',
  retryable: true,
};

const withStatus = (reading: Reading, status: number): Reading => ({ ...reading, message: `${reading.message.slice(0, -1)} (${status}).` });

const byStatus = (status: number): Reading => {
  if (status === 401 || status === 403) return withStatus(signIn, status);
  if (status === 404)
    return { message: 'The provider does not know this model.', action: 'Choose another model for the thread.', retryable: true };
  if (status === 413)
    return { message: 'The conversation is too long for one request.', action: 'Sum the context up, then retry.', retryable: true };
  if (status === 429)
    return {
      message: 'The limit of the account or provider is reached (429).',
      action: 'Retry later, or change the plan.',
      remedy: 'limits',
      retryable: true,
    };
  if (status === 529) return withStatus(overloaded, status);
  if (status >= 500)
    return { message: `The model provider failed (${status}).`, action: 'Retry in a moment.', remedy: 'retry', retryable: true };
  return {
    message: `The model provider refused the request (${status}).`,
    action: 'See the details, then change model or message.',
    retryable: true,
  };
};

const byWords = (words: string): Reading | null => {
  if (/not logged in|please run \/login|invalid api key|oauth token|failed to authenticate/i.test(words)) return signIn;
  if (/usage limit|limit reached|hit your .*limit/i.test(words))
    return {
      message: 'The limit of the account is reached.',
      action: 'Retry when it is lifted, or change the plan.',
      remedy: 'limits',
      retryable: true,
    };
  if (/connection|ECONN|ENOTFOUND|ETIMEDOUT|network|timed out|fetch failed/i.test(words)) return noConnection;
  if (/prompt is too long|context/i.test(words))
    return {
      message: 'The conversation no longer fits into the model’s context window.',
      action: 'Sum the context up, then retry.',
      retryable: true,
    };
  if (/output token maximum/i.test(words))
    return { message: 'The answer was longer than the model may give.', action: 'Ask for it in parts.', retryable: true };
  if (/overloaded/i.test(words)) return overloaded;
  return null;
};

const bySubtype: Readonly<Record<string, Reading>> = {
  error_max_turns: { message: 'Claude Code reached its greatest number of steps.', action: 'Tell it to go on.', retryable: true },
  error_max_budget_usd: {
    message: 'The budget that is set for Claude Code is used up.',
    action: 'Raise it in its settings.',
    retryable: false,
  },
  error_max_structured_output_retries: {
    message: 'Claude Code could not bring its answer into the wanted form.',
    action: 'Retry.',
    retryable: true,
  },
};

/** Of a `result` that tells of an error. */
export const failureOfResult = (result: Fields): TurnFailure => {
  const errors = list(result, 'errors').filter((line) => typeof line === 'string');
  const details = [text(result, 'result'), ...errors].filter((part) => part !== null && part !== '').join('\n');
  const status = number(result, 'api_error_status');
  const reading = (status === null ? null : byStatus(status)) ?? bySubtype[text(result, 'subtype') ?? ''] ?? byWords(details);
  const { message, action, remedy, retryable } = reading ?? {
    message: `The turn failed: ${details.split('\n')[0] || 'Claude Code gave no reason.'}`,
    action: 'See the details, then retry.',
    remedy: undefined,
    retryable: true,
  };
  return {
    failure: {
      kind: 'agent',
      message,
      ...(action === undefined ? {} : { action }),
      ...(details === '' ? {} : { details }),
      ...(remedy === undefined ? {} : { remedy }),
    },
    retryable,
  };
};

/** Why a request is tried again, in one sentence. */
export const reasonToRetry = (status: number | null): string => (status === null ? noConnection : byStatus(status)).message;

/** The process died under a turn. */
export const failureOfEnd = (how: string, lastWords: string): TurnFailure => ({
  failure: {
    kind: 'agent',
    message: `Claude Code ended unexpectedly (${how}).`,
    action: 'Retry: it is started again and the conversation goes on.',
    ...(lastWords === '' ? {} : { details: lastWords }),
  },
  retryable: true,
});

/** What to throw when Claude Code did not do what it was asked, or could not be started. */
export const errorOf = (what: string, error: unknown): Error => {
  if (error instanceof AppError) return error;
  if (error instanceof ControlError)
    return failure('agent', `Claude Code refused to ${what}: ${error.message}`, 'Try again; if it stays so, begin a new task.');
  if (error instanceof NoAnswer)
    return failure('agent', 'Claude Code runs, but does not answer.', 'Try again; if it stays so, run `claude` in a terminal to see why.');
  if (error instanceof ProgramEnded) {
    if (/No conversation found|session .*not found/i.test(error.lastWords))
      return failure('not-found', 'Claude Code has no record of this conversation any more.', 'Begin a new one.');
    const details = error.lastWords === '' ? {} : { details: error.lastWords };
    return failure('agent', 'Claude Code ended before it answered.', 'Try again: it is started anew.', details);
  }
  if (error instanceof CommandError && error.startError === 'ENOENT')
    return failure('unavailable', 'Claude Code is not installed.', `Install it with \`${installFix}\`.`, { details: error.message });
  if (error instanceof CommandError)
    return failure('unavailable', 'Claude Code could not be started.', 'See the details.', { details: error.message });
  return error instanceof Error ? error : new Error(String(error));
};
