/** What an agent can be added from, of all backends. */
import type { AgentPreset } from '#contract/agent-setup.ts';
import { acpPresets } from './acp/presets.ts';
import { terminalPresets } from './terminal/presets.ts';
import { homeVariables } from './setup/account-homes.ts';

const accounts: readonly AgentPreset[] = [
  {
    ...{ id: 'codex', backend: 'codex', label: 'Codex', command: 'codex' },
    about: 'Another account of Codex, with a configuration folder of its own.',
    homeVariable: homeVariables['codex'] ?? null,
  },
  {
    ...{ id: 'claude', backend: 'claude', label: 'Claude Code', command: 'claude' },
    about: 'Another account of Claude Code, with a configuration folder of its own.',
    homeVariable: homeVariables['claude'] ?? null,
  },
];

export const agentPresets: readonly AgentPreset[] = [
  ...accounts,
  ...Object.entries(acpPresets).map(([id, { label, about, command, args, homeVariable }]) => ({
    ...{ id, backend: 'acp', label, about },
    command: [command, ...args].join(' '),
    homeVariable: homeVariable ?? null,
  })),
  ...terminalPresets.map(({ id, label, about, command, args }) => ({
    ...{ id, backend: 'terminal', label, about },
    command: [command, ...args].join(' '),
    homeVariable: null,
  })),
];
