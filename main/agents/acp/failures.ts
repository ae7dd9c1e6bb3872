/** Errors of agents and of the models behind them, as a sentence and what to do about it. */
import { RequestError } from '@agentclientprotocol/sdk';
import { AppError, failure, type Failure } from '#contract/failure.ts';
import { CommandError } from '#main/base/errors.ts';
import { NoAnswer, ProgramEnded } from '#main/agents/line-program.ts';
import { fieldsOf, inner, number, rawOf, text } from '#main/agents/fields.ts';
import type { AcpProgram } from './program.ts';

export interface TurnFailure {
  readonly failure: Failure;
  readonly retryable: boolean;
}

interface Reading {
  readonly message: string;
  readonly action: string;
  readonly retryable: boolean;
}

/** Of a program's last words that stand in a sentence. */
const SAID_MAX_CHARS = 300;
export const AUTH_REQUIRED = -32_000;
const again = 'Try again in a moment.';

const readings = (program: AcpProgram): readonly (readonly [RegExp, Reading])[] => [
  [
    /\b(?:401|403)\b|unauthorized|unauthenticated|invalid.{0,10}(?:api )?key|api key.{0,20}(?:invalid|missing|not valid)|authentication/i,
    { message: `${program.label} is not signed in, or its key is not accepted (401).`, action: signInFix(program), retryable: true },
  ],
  [
    /\b429\b|rate.?limit|quota|too many requests|resource.?exhausted/i,
    { message: 'The model provider accepts no more requests for now (429).', action: again, retryable: true },
  ],
  [
    /\b5\d\d\b|overloaded|unavailable|internal server error|high demand|at capacity/i,
    { message: 'The model provider failed, or has too much to do.', action: again, retryable: true },
  ],
  [
    /context.{0,20}(?:length|window|exceed)|too many tokens|prompt is too long/i,
    {
      message: 'The conversation no longer fits into the model’s context window.',
      action: 'Start a new thread, or choose a model with a larger window.',
      retryable: false,
    },
  ],
  [
    /model.{0,40}(?:not found|does not exist|not supported)|no such model|unknown model/i,
    { message: 'The provider does not know this model.', action: 'Choose another model for the thread.', retryable: true },
  ],
  [
    /ECONN|ENOTFOUND|ETIMEDOUT|EAI_AGAIN|fetch failed|network|socket|connection|terminated|premature|transport|unable to connect|stream/i,
    {
      message: 'The connection to the model provider failed.',
      action: 'Check the network, the provider’s address, and that the policy allows its host; then retry.',
      retryable: true,
    },
  ],
];

export const signInFix = ({ preset, label }: AcpProgram): string =>
  preset.signIn === ''
    ? `Sign ${label} in, or correct the key in the environment of the agent, then retry.`
    : `Run \`${preset.signIn}\`, or correct the key in the environment of the agent, then retry.`;

const wordsOf = (error: RequestError): string => {
  const data = fieldsOf(error.data);
  const details = [text(data, 'details'), text(data, 'message'), text(inner(data, 'error'), 'message')].filter((part) => part !== null);
  return [error.message, ...details].join('\n');
};

/** Some put the provider's answer whole into the message. */
const plain = (message: string): string => {
  const json = /\{[^]*\}/.exec(message)?.[0];
  if (json === undefined) return message;
  try {
    const said = fieldsOf(JSON.parse(json));
    return text(inner(said, 'error'), 'message') ?? text(said, 'message') ?? message;
  } catch {
    return message;
  }
};

/** Why a prompt failed. */
export const failureOfTurn = (program: AcpProgram, error: unknown): TurnFailure => {
  if (!(error instanceof RequestError)) return failureOfEnd(program, error instanceof Error ? error.message : String(error), '');
  const words = wordsOf(error);
  const details = `${words}\n${error.data === undefined ? '' : rawOf(error.data)}`.trim();
  if (error.code === AUTH_REQUIRED)
    return {
      failure: { kind: 'agent', message: `${program.label} is not signed in.`, action: signInFix(program), remedy: 'sign-in', details },
      retryable: true,
    };
  const status = [number(fieldsOf(error.data), 'status'), number(fieldsOf(error.data), 'statusCode'), error.code].find(
    (code) => code !== null && code >= 400 && code < 600,
  );
  const reading = readings(program).find(([pattern]) => pattern.test(status == null ? words : `${status} ${words}`))?.[1];
  if (reading !== undefined)
    return { failure: { kind: 'agent', message: reading.message, action: reading.action, details }, retryable: reading.retryable };
  const said = plain(words).replace(/^Internal error:?\s*/i, '') || 'no reason was given';
  return {
    failure: { kind: 'agent', message: `The turn failed: ${said}`, action: 'See the details, then retry.', details },
    retryable: true,
  };
};

/** Why a turn ended that is neither completed nor stopped; null for those. */
export const failureOfStop = (reason: string): TurnFailure | null => {
  const agent = (message: string, action: string, retryable: boolean): TurnFailure => ({
    failure: { kind: 'agent', message, action },
    retryable,
  });
  switch (reason) {
    case 'max_tokens':
      return agent('The answer was longer than the model may give.', 'Ask for it in parts.', true);
    case 'max_turn_requests':
      return agent('The agent reached the most steps that it may take in one turn.', 'Tell it to go on.', true);
    case 'refusal':
      return agent('The model declined to answer.', 'Word the task differently.', false);
    default:
      return null;
  }
};

/** The process died under a turn. */
export const failureOfEnd = ({ label }: AcpProgram, how: string, lastWords: string): TurnFailure => ({
  failure: {
    kind: 'agent',
    message: `${label} ended unexpectedly (${how}).`,
    action: 'Retry: it is started again and the conversation goes on.',
    ...(lastWords === '' ? {} : { details: lastWords }),
  },
  retryable: true,
});

/** What to throw when a request failed, or it could not be started. */
export const errorOfRequest = (program: AcpProgram, what: string, error: unknown): Error => {
  const { label, preset } = program;
  if (error instanceof AppError) return error;
  if (error instanceof RequestError) {
    if (error.code === AUTH_REQUIRED)
      return failure('unavailable', `${label} is not signed in.`, signInFix(program), { details: wordsOf(error) });
    return failure('agent', `${label} refused to ${what}: ${plain(error.message)}`, 'Try again; if it stays so, start a new thread.', {
      details: wordsOf(error),
    });
  }
  if (error instanceof ProgramEnded) {
    const said = error.lastWords.split('\n').findLast((line) => line.trim() !== '');
    return failure(
      'agent',
      `${label} ended before it answered${said === undefined ? '.' : `: ${said.trim().slice(0, SAID_MAX_CHARS)}`}`,
      'Try again: it is started anew.',
      error.lastWords === '' ? {} : { details: error.lastWords },
    );
  }
  if (error instanceof NoAnswer)
    return failure(
      'agent',
      `${label} runs, but does not answer.`,
      `Try again; if it stays so, run \`${program.command}\` in a terminal to see why.`,
    );
  if (error instanceof CommandError) {
    const fix = preset.install === '' ? 'See the details.' : `Install it with \`${preset.install}\`.`;
    return failure('unavailable', `${label} could not be started.`, fix, { details: error.message });
  }
  return error instanceof Error ? error : new Error(String(error));
};
