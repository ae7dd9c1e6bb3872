/**
 * The approvals engine: the one place that says whether an agent may do something. Policy and the user's rules come first;
 * what they leave open is asked of a person, or of the reviewer when it is switched on and the ask is harmless.
 *
 * It answers nobody itself: threads/ and backends ask it, and do what it says.
 */
import { homedir } from 'node:os';
import type { ApprovalDetail } from '#contract/approvals.ts';
import type { ProjectId, ThreadId } from '#contract/ids.ts';
import type { PolicyName } from '#contract/policy.ts';
import type { AgentAction, RuleMatch, RuleScope } from '#contract/rules.ts';
import type { Disposable } from '#main/base/disposable.ts';
import { judge } from './judge.ts';
import type { JudgeContext, Ruling } from './judgement.ts';
import { proposeRules } from './propose-rules.ts';
import { gitIsOurs, realPath } from './real-ground.ts';
import { isReviewable } from './reviewable.ts';
import { Reviewer, type Review, type ReviewerOptions } from './reviewer.ts';
import { RulesStore } from './rules-store.ts';

/** For whom something is judged: a thread as it is now. */
export interface Asker {
  readonly thread: ThreadId;
  readonly project: ProjectId;
  /** The policy in force. */
  readonly policy: PolicyName;
  readonly worktree: string;
  /** The project's own folder. */
  readonly repository: string;
}

const holdsFor = (scope: RuleScope, { thread, project }: Asker): boolean =>
  scope.kind === 'everywhere' || (scope.kind === 'thread' ? scope.thread === thread : scope.project === project);

export class Approvals implements Disposable {
  readonly rules: RulesStore;
  readonly reviewer: Reviewer;

  constructor(options: ReviewerOptions) {
    this.rules = new RulesStore(options.table, options.now);
    this.reviewer = new Reviewer(options);
  }

  /** The word on an action that is about to be done or asked; the rules that gave it are counted as used. */
  judge(asker: Asker, action: AgentAction): Ruling {
    const ruling = this.look(asker, action);
    this.rules.use(ruling.rules.flatMap(({ id }) => (id === null ? [] : [id])));
    return ruling;
  }

  /** As `judge`, without counting. */
  look(asker: Asker, action: AgentAction): Ruling {
    return judge(action, this.#context(asker));
  }

  /** The rules that would spare the next such ask; null when none could. */
  offer(asker: Asker, action: AgentAction): readonly RuleMatch[] | null {
    return proposeRules(action, this.#context(asker));
  }

  /** Allows what a person chose to allow from now on. Throws AppError. */
  remember(scope: RuleScope, matches: readonly RuleMatch[]): void {
    for (const match of matches) this.rules.add({ scope, match, verdict: 'allow' }, 'user');
  }

  /** Whether the reviewer would look at it. */
  isReviewable(asker: Asker, action: AgentAction): boolean {
    const context = this.#context(asker);
    return this.reviewer.isOn && isReviewable(action, context, judge(action, context));
  }

  /** Never rejects. */
  review(asker: Asker, action: AgentAction, detail: ApprovalDetail): Promise<Review> {
    return this.reviewer.review({ action, detail, folder: asker.worktree });
  }

  dispose(): void {
    this.reviewer.dispose();
    this.rules.dispose();
  }

  #context(asker: Asker): JudgeContext {
    return {
      policy: asker.policy,
      worktree: asker.worktree,
      home: homedir(),
      rules: this.rules.rules.filter(({ scope }) => holdsFor(scope, asker)),
      realPath,
      gitIsOurs: (folder) => gitIsOurs(asker.worktree, asker.repository, folder),
    };
  }
}
