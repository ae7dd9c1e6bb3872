/** What is said of an agent's status. Pure. */
import type { Agent, AgentStatus } from '#contract/agents.ts';
import { hashOf } from './route.ts';

export interface AgentStatusText {
  readonly tone: 'needs' | 'run' | 'fail' | 'idle';
  readonly word: string;
  readonly message: string | null;
  readonly fix: string | null;
}

export const agentStatusText = (status: AgentStatus): AgentStatusText => {
  switch (status.kind) {
    case 'checking':
      return { tone: 'idle', word: 'Looking…', message: null, fix: null };
    case 'ready':
      return { tone: 'run', word: 'Ready', message: status.version === '' ? null : `Version ${status.version}`, fix: null };
    case 'missing':
      return { tone: 'idle', word: 'Not installed', message: status.message, fix: status.fix };
    case 'signed-out':
      return { tone: 'needs', word: 'Signed out', message: status.message, fix: status.fix };
    case 'broken':
      return { tone: 'fail', word: 'Does not work', message: status.message, fix: status.fix };
  }
};

/** Where an agent that only lacks a model is given one. */
export const settingsOf = ({
  backend,
  status,
}: Pick<Agent, 'backend' | 'status'>): { readonly href: string; readonly label: string } | null =>
  backend === 'native' && status.kind === 'signed-out'
    ? { href: hashOf({ screen: 'settings', section: 'models' }), label: 'Models and keys' }
    : null;
