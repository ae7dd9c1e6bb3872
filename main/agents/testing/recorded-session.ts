/** An open session whose events are kept and can be waited for. For tests of backends. */
import type {
  AgentBackend,
  AgentEvent,
  AgentSession,
  SessionPlace,
  SessionReference,
  SessionStart,
  TurnSettings,
} from '#main/agents/agent-backend.ts';
import type { PolicyName } from '#contract/policy.ts';
import type { AgentAction, Judgement } from '#contract/rules.ts';
import { defaultPolicy } from '#sandbox/policy.ts';
import { sandboxAt } from './sandbox-at.ts';

type EventOf<K extends AgentEvent['kind']> = Extract<AgentEvent, { kind: K }>;

export interface RecordedSession {
  readonly session: AgentSession;
  readonly events: readonly AgentEvent[];
  /** The first event of the kind after `mark()` that fits, waiting for it when it has not come yet. */
  readonly next: <K extends AgentEvent['kind']>(kind: K, fits?: (event: EventOf<K>) => boolean) => Promise<EventOf<K>>;
  /** From now on `next` looks at later events only. */
  readonly mark: () => void;
  /** Sends a message and waits for the end of the turn. */
  readonly turn: (text: string, settings?: Partial<TurnSettings>) => Promise<EventOf<'turn-ended'>>;
  /** Sends a message and does not wait. */
  readonly send: (text: string, settings?: Partial<TurnSettings>) => Promise<void>;
}

/** Without rules: what the sandbox confines is allowed, all else asked. */
const policyAlone = (policy: PolicyName, action: AgentAction): Judgement => {
  const confined = (action.kind === 'command' && action.sandboxed) || (action.kind === 'change' && policy === 'workspace-write');
  return policy === 'full-access' || confined
    ? { verdict: 'allow', why: 'The policy allows it.', rule: null }
    : { verdict: 'ask', why: 'The policy does not cover it.', rule: null };
};

const NEXT_MS = 25_000;

export interface RecordedOptions {
  readonly settings?: Partial<TurnSettings>;
  readonly resume?: SessionReference | null;
  readonly from?: SessionStart['from'];
  /** Stands for rules of the user's that want to be asked. */
  readonly asks?: (action: AgentAction) => boolean;
  /** Stands for a rule of the user's that allows: what the agent asks of that kind is answered as the app does. */
  readonly allows?: (action: AgentAction) => boolean;
}

const asked: Judgement = { verdict: 'ask', why: 'A rule wants to be asked.', rule: 'a rule' };
const allowed: Judgement = { verdict: 'allow', why: 'A rule allows it.', rule: 'a rule' };

export const openRecorded = async (
  backend: AgentBackend,
  place: Omit<SessionPlace, 'sandbox'>,
  options: RecordedOptions = {},
): Promise<RecordedSession> => {
  const events: AgentEvent[] = [];
  const waiting = new Set<() => void>();
  const settings: TurnSettings = { model: null, effort: null, policy: 'workspace-write', ...options.settings };
  let { policy } = settings;
  let from = 0;
  const session = await backend.open({
    place: { ...place, sandbox: sandboxAt(place.cwd, () => defaultPolicy(policy)) },
    settings,
    resume: options.resume ?? null,
    ...(options.from === undefined ? {} : { from: options.from }),
    judge: (action) => {
      if (options.allows?.(action) === true) return allowed;
      return options.asks?.(action) === true && policy !== 'full-access' ? asked : policyAlone(policy, action);
    },
    onEvent: (event) => {
      events.push(event);
      const action = event.kind === 'request-opened' ? event.request.action : undefined;
      if (event.kind === 'request-opened' && action !== undefined && options.allows?.(action) === true)
        void session.answer(event.request.key, { decision: 'allow-once' });
      for (const look of waiting) look();
    },
  });
  const next: RecordedSession['next'] = (kind, fits) =>
    new Promise((resolve, reject) => {
      const look = (): void => {
        const found = events
          .slice(from)
          .find((event): event is EventOf<typeof kind> => event.kind === kind && (fits?.(event as EventOf<typeof kind>) ?? true));
        if (found === undefined) return;
        waiting.delete(look);
        clearTimeout(timer);
        resolve(found);
      };
      const timer = setTimeout(() => {
        waiting.delete(look);
        reject(
          new Error(
            `no ${kind} came; there were:\n${events
              .slice(from)
              .map((event) => JSON.stringify(event).slice(0, 300))
              .join('\n')}`,
          ),
        );
      }, NEXT_MS);
      waiting.add(look);
      look();
    });
  const mark = (): void => void (from = events.length);
  const send: RecordedSession['send'] = async (text, changed) => {
    mark();
    policy = changed?.policy ?? settings.policy;
    await session.send({ text, images: [] }, { ...settings, ...changed });
  };
  const turn: RecordedSession['turn'] = async (text, changed) => {
    await send(text, changed);
    return next('turn-ended');
  };
  return { session, events, next, mark, turn, send };
};

/** The last whole of each item, in order of appearance, with its status; text that was appended is joined. */
export const itemsOf = (
  events: readonly AgentEvent[],
): readonly { readonly key: string; readonly parent: string | null; kind: string; text: string; status: string }[] => {
  const items = new Map<string, { key: string; parent: string | null; kind: string; text: string; status: string }>();
  for (const event of events) {
    if (event.kind === 'item-append') {
      const item = items.get(event.key);
      if (item !== undefined) item.text += event.chunk;
    } else if (event.kind === 'item-started' || event.kind === 'item-updated' || event.kind === 'item-ended') {
      const { item } = event;
      const whole =
        'output' in item
          ? item.output
          : 'text' in item
            ? item.text
            : 'changes' in item
              ? item.changes.map((change) => change.path).join(' ')
              : null;
      const status = event.kind === 'item-ended' ? event.status : 'live';
      items.set(item.key, {
        key: item.key,
        parent: item.parentKey ?? null,
        kind: item.kind,
        text: whole ?? items.get(item.key)?.text ?? '',
        status,
      });
    } else if (event.kind === 'item-dropped') {
      const item = items.get(event.key);
      if (item !== undefined) item.status = 'interrupted';
    }
  }
  return [...items.values()];
};
