/** A backend whose agent is played by the test: it records what it is given, and says what the test lets it say. */
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
    /** Called when a message was taken. */
    onSend?: (session: PlayedSession) => void;
  };
}

const sessionOf = (agent: PlayedAgent, played: PlayedSession, nativeId: string): AgentSession => ({
  reference: () => ({ nativeId }),
  send: async (message, settings) => {
    if (agent.behaviour.failSend !== undefined) throw agent.behaviour.failSend;
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

export const playedAgent = (id = 'played'): PlayedAgent => {
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
      }),
    open: async (start) => {
      await agent.behaviour.holdOpen;
      if (agent.behaviour.failOpen !== undefined) throw agent.behaviour.failOpen;
      if (start.resume !== null && agent.behaviour.forgets === true) throw failure('not-found', 'No such conversation.');
      const played: PlayedSession = { start, sent: [], steered: [], answers: [], say: start.onEvent, interrupts: 0, isClosed: false };
      agent.sessions.push(played);
      return sessionOf(agent, played, start.resume?.nativeId ?? `${id}-${agent.sessions.length}`);
    },
    processes: () => [],
    dispose: async () => await Promise.resolve(),
  };
  return agent;
};
