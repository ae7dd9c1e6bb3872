/** A backend whose agent is played by the test: it records what it is given, and says what the test lets it say. */
import type { Agent } from '#contract/agents.ts';
import { AgentId } from '#contract/ids.ts';
import { failure, type AppError } from '#contract/failure.ts';
import type {
  AgentBackend,
  AgentEvent,
  AgentMessage,
  AgentSession,
  RequestAnswer,
  SessionStart,
  TurnSettings,
} from '#main/agents/agent-backend.ts';

export interface PlayedSession {
  readonly start: SessionStart;
  readonly sent: { readonly message: AgentMessage; readonly settings: TurnSettings }[];
  readonly steered: AgentMessage[];
  readonly answers: { readonly key: string; readonly answer: RequestAnswer }[];
  readonly say: (event: AgentEvent) => void;
  /** Settings that were changed while it worked, what it was told to do, and its goals, in their order. */
  readonly told: unknown[];
  interrupts: number;
  isClosed: boolean;
}

export interface PlayedAgent extends AgentBackend {
  readonly sessions: PlayedSession[];
  /** The newest session. */
  readonly session: () => PlayedSession;
  /** How the next sessions behave. */
  behaviour: {
    failOpen?: AppError;
    failSend?: AppError;
    holdOpen?: Promise<void>;
    holdSend?: Promise<void>;
    ignoresInterrupt?: boolean;
    missesSteer?: boolean;
    /** Resuming fails as if the record were gone. */
    forgets?: boolean;
    /** Beginning at a mark fails, when the session is opened or only with the first message. */
    cannotBranch?: 'open' | 'send';
    /** Changed settings are not taken up while it works. */
    ignoresChange?: boolean;
    /** Called when a message was taken. */
    onSend?: (session: PlayedSession) => void;
  };
}

const beginTurn = async (agent: PlayedAgent, played: PlayedSession, what: unknown): Promise<void> => {
  played.told.push(what);
  played.say({ kind: 'turn-started', byAgent: false });
  await Promise.resolve();
  agent.behaviour.onSend?.(played);
};

const actsOf = (agent: PlayedAgent, played: PlayedSession): Partial<AgentSession> => ({
  ...(agent.behaviour.ignoresChange === true
    ? {}
    : { change: async (settings) => await Promise.resolve(void played.told.push({ change: settings })) }),
  compact: (settings) => beginTurn(agent, played, { compact: settings.policy }),
  review: (target) => beginTurn(agent, played, { review: target }),
  setGoal: async (goal) => await Promise.resolve(void played.told.push({ goal })),
});

const sessionOf = (agent: PlayedAgent, played: PlayedSession, nativeId: string): AgentSession => ({
  ...actsOf(agent, played),
  reference: () => ({ nativeId }),
  send: async (message, settings) => {
    if (agent.behaviour.failSend !== undefined) throw agent.behaviour.failSend;
    if (agent.behaviour.cannotBranch === 'send' && played.start.from !== undefined) throw failure('unavailable', 'No such point.');
    await agent.behaviour.holdSend;
    played.sent.push({ message, settings });
    played.say({ kind: 'turn-started', byAgent: false });
    await Promise.resolve();
    agent.behaviour.onSend?.(played);
  },
  steer: async (message) => {
    await Promise.resolve();
    if (agent.behaviour.missesSteer === true) return 'missed';
    played.steered.push(message);
    return 'delivered';
  },
  interrupt: async () => {
    await Promise.resolve();
    played.interrupts += 1;
    if (agent.behaviour.ignoresInterrupt !== true) played.say({ kind: 'turn-ended', outcome: { kind: 'stopped' } });
  },
  answer: async (key, answer) => {
    await Promise.resolve();
    played.answers.push({ key, answer });
    played.say({ kind: 'request-closed', key });
    return true;
  },
  close: async () => {
    await Promise.resolve();
    played.isClosed = true;
  },
});

export const playedAgent = (id = 'played', more: Partial<Agent> = {}): PlayedAgent => {
  const agent: PlayedAgent = {
    id,
    sessions: [],
    behaviour: {},
    session: () => {
      const last = agent.sessions.at(-1);
      if (last === undefined) throw new Error('no session was opened');
      return last;
    },
    detect: async () =>
      await Promise.resolve({
        id: AgentId.parse(id),
        backend: 'played',
        label: id,
        status: { kind: 'ready', version: '1' },
        abilities: { steer: 'next-step', images: true, questions: true, plans: true, resume: true },
        models: [],
        ...more,
      }),
    open: async (start) => {
      await agent.behaviour.holdOpen;
      if (agent.behaviour.failOpen !== undefined) throw agent.behaviour.failOpen;
      if (start.resume !== null && agent.behaviour.forgets === true) throw failure('not-found', 'No such conversation.');
      if (start.from !== undefined && agent.behaviour.cannotBranch === 'open') throw failure('unavailable', 'No such point.');
      const played: PlayedSession = {
        ...{ start, sent: [], steered: [], answers: [], told: [], say: start.onEvent },
        ...{ interrupts: 0, isClosed: false },
      };
      agent.sessions.push(played);
      const known = start.from?.fork === true ? undefined : start.resume?.nativeId;
      return sessionOf(agent, played, known ?? `${id}-${agent.sessions.length}`);
    },
    processes: () => [],
    dispose: async () => await Promise.resolve(),
  };
  return agent;
};
