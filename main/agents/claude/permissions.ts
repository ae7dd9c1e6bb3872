/**
 * Every call of a tool is judged before it is done: first by a hook that Claude Code asks for each (so that its own allow-lists
 * open nothing), then, where a person has to be asked, by `can_use_tool`.
 */
import { randomBytes } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import type { ChangedFile } from '#contract/items.ts';
import { inner, text, type Fields } from '#main/agents/fields.ts';
import { openRequest, type OpenedRequest } from './requests.ts';
import { changedFile, isShellTool, ruleOn, type JudgingGround, type ToolRuling, type ToolUse } from './tool-actions.ts';
import { changesAhead } from './tool-items.ts';

/** Registered with the first message to the program. */
export const HOOK = 'switchyard';
/** Longest file that a change is shown against before it is made. */
const SHOWN_FILE_MAX_BYTES = 2_000_000;
/** Does nothing: a mark by which the command is known again when it is about to run. */
const LET_OUT = /^: switchyard-([0-9a-f]{32})\n/;

export type Ground = Omit<JudgingGround, 'planning'>;

const readBefore = (path: string): string | null => {
  try {
    return statSync(path).size > SHOWN_FILE_MAX_BYTES ? null : readFileSync(path, 'utf8');
  } catch {
    return null;
  }
};

export class Permissions {
  readonly #ground: () => Ground;
  /** Commands that may run outside of the sandbox, once each. */
  readonly #letOut = new Set<string>();
  /** The mode that Claude Code works in now. */
  mode = 'default';

  constructor(ground: () => Ground) {
    this.#ground = ground;
  }

  /** What the model wrote, without our mark. */
  static written(command: string): string {
    return command.replace(LET_OUT, '');
  }

  isLetOut(command: string): boolean {
    return this.#letOut.delete(LET_OUT.exec(command)?.[1] ?? '');
  }

  /** The answer to the hook. */
  hooked(input: Fields): { readonly response: Fields; readonly refused: boolean } {
    this.mode = text(input, 'permission_mode') ?? this.mode;
    const use = this.#use(text(input, 'tool_name') ?? '', inner(input, 'tool_input'), text(input, 'cwd'));
    const { verdict, why } = this.#rule(use);
    if (verdict === 'own') return { response: {}, refused: false };
    const decision = { allow: 'allow', ask: 'ask', refuse: 'deny' }[verdict];
    return {
      response: {
        hookSpecificOutput: {
          hookEventName: 'PreToolUse',
          permissionDecision: decision,
          ...(why === '' ? {} : { permissionDecisionReason: verdict === 'refuse' ? `Refused, nothing was done: ${why}` : why }),
          ...(verdict === 'allow' && this.#leavesSandbox(use) ? { updatedInput: this.#allowed(use, use.input) } : {}),
        },
      },
      refused: verdict === 'refuse',
    };
  }

  /** What to do about `can_use_tool`: an answer at once, or a request for a person. */
  asked(key: string, asked: Fields, cwd: string | null, plan: string): { readonly response: Fields } | { readonly opened: OpenedRequest } {
    const use = this.#use(text(asked, 'tool_name') ?? '', inner(asked, 'input'), cwd);
    // The user's own rules of Claude Code want to be asked: that is a person's to answer.
    const byTheirRule = text(asked, 'decision_reason_type') === 'rule';
    const first = this.#rule(use);
    const ruling = first.verdict === 'own' ? this.#unknown(first) : first;
    if (ruling.verdict === 'allow' && !byTheirRule) return { response: { behavior: 'allow', updatedInput: this.#allowed(use, use.input) } };
    if (ruling.verdict === 'refuse') return { response: { behavior: 'deny', message: `Refused, nothing was done: ${ruling.why}` } };
    const opened = openRequest({
      key,
      use,
      toolUseId: text(asked, 'tool_use_id'),
      ruling: byTheirRule ? { ...ruling, action: null } : ruling,
      said: text(asked, 'decision_reason'),
      changes: this.#changes(use),
      plan: text(use.input, 'plan') ?? plan,
      allowed: (input) => this.#allowed(use, input),
    });
    return { opened };
  }

  #use(name: string, input: Fields, cwd: string | null): ToolUse {
    return { name, input, cwd: cwd ?? this.#ground().worktree };
  }

  #rule(use: ToolUse): ToolRuling {
    return ruleOn(use, { ...this.#ground(), planning: this.mode === 'plan' });
  }

  /** A tool that we know nothing of, about which Claude Code asks. */
  #unknown(ruling: ToolRuling): ToolRuling {
    if (ruling.action === null) return { ...ruling, verdict: 'ask' };
    return { ...ruling, ...this.#ground().judge(ruling.action) };
  }

  #changes(use: ToolUse): readonly ChangedFile[] {
    const path = changedFile(use);
    return path === null ? [] : changesAhead(use, this.#ground().worktree, readBefore(path));
  }

  #leavesSandbox({ name, input }: ToolUse): boolean {
    const { fullAccess, confines } = this.#ground();
    return isShellTool(name) && input['dangerouslyDisableSandbox'] === true && confines && !fullAccess;
  }

  /** The input with which an allowed call runs. */
  #allowed(use: ToolUse, input: Fields): Fields {
    if (!this.#leavesSandbox(use)) return input;
    const token = randomBytes(16).toString('hex');
    this.#letOut.add(token);
    return { ...input, command: `: switchyard-${token}\n${text(input, 'command') ?? ''}` };
  }
}
