/** Several accounts of one program: each has a configuration folder of its own, which a variable names. */
import type { AgentStatus } from '#contract/agents.ts';

/** By backend. */
export const homeVariables: Readonly<Record<string, string>> = { codex: 'CODEX_HOME', claude: 'CLAUDE_CONFIG_DIR' };

const quoted = (word: string): string => (/^[\w./@~+=:-]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`);

interface Account {
  readonly backend: string;
  readonly home?: string | undefined;
  readonly binary?: string | undefined;
}

/** The fix of a signed-out agent, so that it signs in the account that is meant, with the program that is meant. */
export const fixForAccount = ({ backend, home, binary }: Account, status: AgentStatus): AgentStatus => {
  const variable = homeVariables[backend];
  if (status.kind !== 'signed-out' || variable === undefined || status.fix.includes(`${variable}=`)) return status;
  const program = new RegExp(`^${backend}(?= |$)`);
  if (!program.test(status.fix)) return status;
  const command = binary === undefined ? status.fix : status.fix.replace(program, () => quoted(binary));
  return { ...status, fix: home === undefined ? command : `${variable}=${quoted(home)} ${command}` };
};
