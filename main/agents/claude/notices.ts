/** What Claude Code says beside the conversation: which of it is told, which is passed over, and the account's limits. */
import type { AgentEvent } from '#main/agents/agent-backend.ts';
import type { LimitWindow } from '#contract/agents.ts';
import { reasonToRetry } from './failures.ts';
import { fieldsOf, inner, isFields, number, text, type Fields } from '#main/agents/fields.ts';

type Notice = Extract<AgentEvent, { kind: 'notice' }>;
type Limits = Extract<AgentEvent, { kind: 'limits' }>;

/** Known kinds of frames and of `system` frames that nobody needs to hear of. */
const silent = new Set([
  ...['keep_alive', 'tool_progress', 'tool_use_summary', 'prompt_suggestion', 'streamlined_text', 'streamlined_tool_use_summary'],
  ...[
    'session_state_changed',
    'session_metadata',
    'thinking_tokens',
    'status',
    'init',
    'turn_duration',
    'task_summary',
    'task_list_statuses',
  ],
  ...['post_turn_summary', 'away_summary', 'files_persisted', 'file_snapshot', 'hook_started', 'hook_progress', 'stop_hook_summary'],
  ...['elicitation_complete', 'memory_recall', 'memory_saved', 'plugin_install', 'bridge_state', 'vcs_state_changed', 'shell_cwd'],
  ...['per_turn_effort_changed', 'permission_check_status', 'permission_retry', 'background_tasks_changed', 'inherited_asks_settled'],
  ...['turn_handoff_available', 'autocompact_state', 'api_metrics', 'log_host_events', 'control_request_progress', 'worker_shutting_down'],
]);

const notice = (level: Notice['level'], said: string | null): Notice | null =>
  said === null || said.trim() === '' ? null : { kind: 'notice', level, text: said };

const retryNotice = (frame: Fields, now: number): Notice => {
  const [attempt, of, delay] = [number(frame, 'attempt') ?? 1, number(frame, 'max_retries'), number(frame, 'retry_delay_ms')];
  return {
    kind: 'notice',
    level: 'warning',
    text: `${reasonToRetry(number(frame, 'error_status'))} Claude Code tries again.`,
    retry: { attempt, of, at: delay === null ? null : now + Math.round(delay) },
  };
};

const failedHook = (frame: Fields): Notice | null => {
  if (text(frame, 'outcome') !== 'error' && (number(frame, 'exit_code') ?? 0) === 0) return null;
  const said = text(frame, 'stderr') ?? text(frame, 'output') ?? '';
  return notice(
    'warning',
    `The hook “${text(frame, 'hook_name') ?? text(frame, 'hook_event') ?? 'unnamed'}” failed.${said === '' ? '' : `\n${said}`}`,
  );
};

const levels: Readonly<Record<string, Notice['level']>> = { warning: 'warning', error: 'error', high: 'warning', immediate: 'warning' };

/** What to tell of a frame. Null: nothing, it is known. Undefined: it is not known. */
export const noticeOf = (frame: Fields, now: number): Notice | null | undefined => {
  const kind = text(frame, 'type') === 'system' ? (text(frame, 'subtype') ?? '') : (text(frame, 'type') ?? '');
  if (silent.has(kind)) return null;
  switch (kind) {
    case 'api_retry':
      return retryNotice(frame, now);
    case 'hook_response':
      return failedHook(frame);
    case 'informational':
      return notice(levels[text(frame, 'level') ?? ''] ?? 'info', text(frame, 'content'));
    case 'notification':
      return notice(levels[text(frame, 'priority') ?? ''] ?? 'info', text(frame, 'text') ?? text(frame, 'message'));
    case 'api_error':
    case 'mirror_error':
    case 'session_writes_lost':
      return notice(
        'warning',
        text(frame, 'message') ?? text(frame, 'error') ?? 'Claude Code could not keep a record of the conversation.',
      );
    case 'permission_denied':
      return notice('warning', text(frame, 'message'));
    case 'model_fallback':
    case 'model_refusal_fallback':
    case 'model_consent_fallback':
      return notice(
        'warning',
        text(frame, 'message') ??
          text(frame, 'content') ??
          `Another model answers: ${text(frame, 'fallback_model') ?? text(frame, 'model') ?? 'unnamed'}.`,
      );
    case 'model_refusal_no_fallback':
      return notice('warning', text(frame, 'message') ?? text(frame, 'content') ?? 'The model declined to answer.');
    case 'instruction_size_warning':
      return notice(
        'warning',
        text(frame, 'message') ?? text(frame, 'content') ?? 'The instructions are so long that they cost much of the context.',
      );
    case 'auth_status':
      return notice('warning', text(frame, 'error'));
    default:
      return undefined;
  }
};

const windowNames: Readonly<Record<string, string>> = {
  five_hour: '5-hour limit',
  seven_day: 'weekly limit',
  seven_day_opus: 'weekly limit for Opus',
  seven_day_sonnet: 'weekly limit for Sonnet',
  overage: 'extra usage',
};

const milliseconds = (seconds: number | null): number | null => (seconds === null ? null : Math.round(seconds * 1000));

/** Limits of the account, which come one window at a time: those that are known are kept. */
export class AccountLimits {
  readonly #windows = new Map<string, LimitWindow>();

  /** A `rate_limit_event`. */
  take(frame: Fields): Limits {
    const info = inner(frame, 'rate_limit_info');
    const id = text(info, 'rateLimitType') ?? 'account';
    const label = windowNames[id] ?? id.replaceAll('_', ' ');
    const status = text(info, 'status');
    const resetsAt = milliseconds(number(info, 'resetsAt'));
    const used = number(info, 'utilization');
    const share = used === null ? null : used <= 1 ? used * 100 : used;
    const usedPercent = Math.round(share ?? (status === 'rejected' ? 100 : 0));
    if (share !== null || status === 'rejected') this.#windows.set(id, { id, label, usedPercent, resetsAt });
    const near =
      status === 'rejected' ? `The ${label} is reached` : status === 'allowed_warning' ? `${usedPercent} % of the ${label} is used` : '';
    return { kind: 'limits', text: near, resetsAt: near === '' ? null : resetsAt, windows: [...this.#windows.values()] };
  }

  /** The answer to `get_usage`; null when the account has none. */
  told(usage: Fields): Limits | null {
    for (const [id, value] of Object.entries(fieldsOf(usage['rate_limits']))) {
      if (!isFields(value) || number(value, 'utilization') === null) continue;
      const ends = text(value, 'resets_at');
      const resetsAt = ends === null ? milliseconds(number(value, 'resets_at')) : Date.parse(ends);
      this.#windows.set(id, {
        id,
        label: windowNames[id] ?? id.replaceAll('_', ' '),
        usedPercent: Math.round(number(value, 'utilization') ?? 0),
        resetsAt,
      });
    }
    return this.#windows.size === 0 ? null : { kind: 'limits', text: '', resetsAt: null, windows: [...this.#windows.values()] };
  }
}
