/** Notifications of codex that are no part of the conversation: which are told, which are passed over. */
import type { LimitWindow } from '#contract/agents.ts';
import type { AgentEvent } from '#main/agents/agent-backend.ts';
import { inner, number, text, type Fields } from '#main/agents/fields.ts';

type Notice = Extract<AgentEvent, { kind: 'notice' }>;

/** Known, and nothing a person needs to hear of. A name that ends in `/` stands for all below it. */
const silent: readonly string[] = [
  'thread/started',
  'thread/status/changed',
  'thread/readState/changed',
  'thread/settings/updated',
  'thread/environment/',
  'thread/goal/',
  'thread/queue/changed',
  'thread/closed',
  'thread/archived',
  'thread/unarchived',
  'thread/deleted',
  'thread/reverted',
  'thread/compacted',
  'thread/section/changed',
  'thread/attachment/updated',
  'thread/prediction/updated',
  'thread/project/updated',
  'thread/realtime/',
  'turn/diff/updated',
  'turn/moderationMetadata',
  'turn/started',
  'item/fileChange/outputDelta',
  'item/commandExecution/terminalInteraction',
  'item/autoApprovalReview/',
  'autoApprovalReview/',
  'hook/',
  'rawResponseItem/completed',
  'rawResponse/completed',
  'command/exec/outputDelta',
  'process/',
  'skills/changed',
  'project/changed',
  'app/list/updated',
  'account/updated',
  'account/gatewayOAuth/changed',
  'account/login/completed',
  'account/rateLimits/updated',
  'mcpServer/',
  'remoteControl/status/changed',
  'externalAgentConfig/',
  'fs/changed',
  'fuzzyFileSearch/',
  'serverRequest/resolved',
  'model/verification',
  'model/safetyBuffering/updated',
  'modelProvider/',
  'windowsSandbox/setupCompleted',
];

export const isSilent = (method: string): boolean =>
  silent.some((name) => (name.endsWith('/') ? method.startsWith(name) : method === name));

const notice = (level: Notice['level'], said: string | null, details: string | null = null): Notice | null =>
  said === null || said === '' ? null : { kind: 'notice', level, text: details === null || details === '' ? said : `${said}\n${details}` };

const failedHook = (params: Fields): Notice | null => {
  const run = inner(params, 'run');
  const status = text(run, 'status');
  const name = text(run, 'eventName') ?? 'unnamed';
  return status === 'failed' || status === 'blocked'
    ? notice('warning', `The hook “${name}” ${status}.`, text(run, 'statusMessage'))
    : null;
};

const failedServer = (params: Fields): Notice | null => {
  if (text(params, 'status') !== 'failed') return null;
  const name = text(params, 'name') ?? '';
  const told = notice('warning', `The MCP server “${name}” did not start.`, text(params, 'error'));
  const needsSignIn = text(params, 'failureReason') === 'reauthenticationRequired';
  return told !== null && needsSignIn ? { ...told, action: `Sign in with \`codex mcp login ${name}\`.` } : told;
};

/** What to tell about a notification; null when it is not of this kind, or has nothing to say. */
export const noticeOf = (method: string, params: Fields): Notice | null => {
  switch (method) {
    case 'warning':
    case 'guardianWarning':
      return notice('warning', text(params, 'message'));
    case 'configWarning':
    case 'deprecationNotice':
      return notice('info', text(params, 'summary')?.trim() ?? null, text(params, 'details'));
    case 'windows/worldWritableWarning':
      return notice('warning', 'Some folders can be written to by everyone; the sandbox cannot protect them.');
    case 'model/rerouted':
      return notice(
        'warning',
        `The provider used ${text(params, 'toModel') ?? 'another model'} instead of ${text(params, 'fromModel') ?? 'the chosen one'}.`,
      );
    case 'hook/completed':
      return failedHook(params);
    case 'mcpServer/startupStatus/updated':
      return failedServer(params);
    default:
      return null;
  }
};

const windowName = (minutes: number | null): string => {
  if (minutes === null) return 'limit';
  if (minutes % 10_080 === 0) return minutes === 10_080 ? 'weekly limit' : `${minutes / 10_080}-week limit`;
  if (minutes % 1_440 === 0) return `${minutes / 1_440}-day limit`;
  return minutes % 60 === 0 ? `${minutes / 60}-hour limit` : `${minutes}-minute limit`;
};

/** From here on the user should know. */
const NEAR_PERCENT = 80;

const windowOf = (id: string, window: Fields): LimitWindow | null => {
  const used = number(window, 'usedPercent');
  const seconds = number(window, 'resetsAt');
  const label = windowName(number(window, 'windowDurationMins'));
  return used === null ? null : { id, label, usedPercent: used, resetsAt: seconds === null ? null : Math.round(seconds * 1000) };
};

/** The account's limits; null when the provider tells none. Times in milliseconds. */
export const limitsOf = (params: Fields): Extract<AgentEvent, { kind: 'limits' }> | null => {
  const limits = inner(params, 'rateLimits');
  const named = text(limits, 'limitId') ?? 'codex';
  const windows = ['primary', 'secondary']
    .map((name) => windowOf(`${named}-${name}`, inner(limits, name)))
    .filter((window) => window !== null);
  const fullest = windows.toSorted((a, b) => b.usedPercent - a.usedPercent)[0];
  if (fullest === undefined) return null;
  const near = fullest.usedPercent >= NEAR_PERCENT;
  return {
    kind: 'limits',
    text: near ? `${Math.round(fullest.usedPercent)} % of the ${fullest.label} is used` : '',
    resetsAt: near ? fullest.resetsAt : null,
    windows,
  };
};
