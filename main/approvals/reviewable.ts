/**
 * Which asks are harmless enough for the reviewer model. Never: anything outside of the thread's folder, the network, a
 * command outside of the sandbox, secrets, what a rule of the user's wants asked, what cannot be read in full. Pure.
 */
import type { AgentAction } from '#contract/rules.ts';
import type { JudgeContext, Ruling } from './judgement.ts';
import { parseCommand } from './parse-command.ts';
import { placesOf, situationOf } from './place-of-path.ts';

const SECRET =
  /(?:^|[/\\=:\s'"])\.(?:env|npmrc|netrc|pypirc|ssh|aws|gnupg|kube|docker|git-credentials)|\.(?:pem|key|p12|pfx|keystore)\b|\bid_(?:rsa|dsa|ecdsa|ed25519)|credential|secret|passw|token|api[_-]?key/i;

/** Files that run by themselves, sooner or later, outside of the sandbox. */
const RUNS_BY_ITSELF =
  /(?:^|[/\\])(?:\.git|\.github|\.gitlab|\.husky|\.vscode|\.idea|\.devcontainer|\.envrc|\.bashrc|\.profile|switchyard\.json|package\.json|Makefile|justfile)(?:$|[/\\])/i;

const isHarmlessPath = (context: JudgeContext, path: string): boolean =>
  situationOf(context, path) === 'change inside the folder' && !SECRET.test(path) && !RUNS_BY_ITSELF.test(path);

const isHarmlessCommand = (context: JudgeContext, action: Extract<AgentAction, { kind: 'command' }>): boolean => {
  if (!action.sandboxed || SECRET.test(action.command)) return false;
  const parts = parseCommand(action.command, action.cwd);
  if (parts.unknown.length > 0 || parts.commands.some(({ watchedOnly }) => watchedOnly)) return false;
  return [...parts.writes, ...parts.reads].every(
    ({ path, folders }) =>
      path !== null && (path.startsWith('/dev/') || (placesOf(path, folders)?.every((place) => isHarmlessPath(context, place)) ?? false)),
  );
};

export const isReviewable = (action: AgentAction, context: JudgeContext, ruling: Ruling): boolean => {
  if (ruling.basis === 'rule' || ruling.verdict === 'refuse') return false;
  switch (action.kind) {
    case 'command':
      return isHarmlessCommand(context, action);
    case 'change':
      return action.paths.length > 0 && action.paths.every((path) => isHarmlessPath(context, path));
    case 'network':
      return false;
    case 'tool':
      return action.readOnly && !SECRET.test(`${action.server ?? ''} ${action.tool}`);
  }
};
