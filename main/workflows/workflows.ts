/**
 * Long tasks: plans, works and judges in rounds, by driving ordinary threads. The row of a task says what is being done before
 * it is done; `advance` compares it with what the threads are and makes the next move. It is called when a thread of the task
 * changes, when the user says something, and on boot: a crash changes nothing but the moment.
 *
 * Called by: workflow-handlers.ts, core.ts.
 */
import type { ThreadId, WorkflowId } from '#contract/ids.ts';
import { failure } from '#contract/failure.ts';
import type { Attachment } from '#contract/items.ts';
import { NewThread } from '#contract/threads.ts';
import { RoleChoice, type Criterion, type NewWorkflow, type Workflow, type WorkflowLimits } from '#contract/workflows.ts';
import type { Disposable } from '#main/base/disposable.ts';
import { failureOf } from '#main/base/errors.ts';
import { log } from '#main/base/log.ts';
import { Mailbox } from '#main/base/mailbox.ts';
import { newId } from '#main/base/new-id.ts';
import { Emitter, type TopicSource } from '#main/base/topic.ts';
import type { WorkflowsTable } from '#main/storage/workflows-table.ts';
import { createThread } from '#main/threads/create-thread.ts';
import type { BookEvent } from '#main/threads/thread-book.ts';
import type { ThreadsContext } from '#main/threads/threads-context.ts';
import { afterMove, beginRound, currentRound, inRound, nextMove, type Move } from './next-move.ts';
import { evaluatorText, generatorText, plannerText } from './role-texts.ts';
import { askedThread, deliver, goOn, halt, helperThread, linkOf, replacePrompt, resume } from './workflow-threads.ts';

export interface WorkflowNeeds {
  readonly context: ThreadsContext;
  readonly table: WorkflowsTable;
  /** Keeps the generator's folder as it is now; gives the commit. */
  readonly keepState: (workflow: WorkflowId, round: number, thread: ThreadId) => Promise<string>;
}

/** Moves made in a row before something else gets its turn: more of them would be a circle. */
const MOVES_MAX = 30;

type ActingMove = Extract<Move, { kind: 'ask' | 'deliver' | 'resume' | 'ask-again' | 'judge' }>;

export class Workflows implements Disposable {
  readonly #needs: WorkflowNeeds;
  readonly #all = new Map<WorkflowId, Workflow>();
  readonly #mailboxes = new Map<WorkflowId, Mailbox>();
  readonly #told = new Emitter<readonly Workflow[]>();
  readonly #listening: Disposable;

  constructor(needs: WorkflowNeeds) {
    this.#needs = needs;
    for (const workflow of needs.table.list()) this.#all.set(workflow.id, workflow);
    this.#listening = needs.context.book.events.listen((event) => this.#take(event));
  }

  readonly topic: TopicSource<readonly Workflow[], Workflow> = {
    snapshot: () => [...this.#all.values()],
    listen: (listener) => this.#told.listen(listener),
  };

  /** Throws AppError `not-found`. */
  get(id: WorkflowId): Workflow {
    const workflow = this.#all.get(id);
    if (workflow === undefined) throw failure('not-found', 'There is no such long task.');
    return workflow;
  }

  /** Goes on with what an earlier run left, once its threads have been settled. */
  start(): void {
    for (const workflow of this.#all.values()) if (workflow.status.kind === 'running') this.#advanceSoon(workflow.id);
  }

  create(input: NewWorkflow, attachments: readonly Attachment[]): Workflow {
    const { context } = this.#needs;
    const now = context.now();
    const roles = {
      planner: input.roles.planner ?? RoleChoice.parse({}),
      generator: input.roles.generator ?? RoleChoice.parse({}),
      evaluator: input.roles.evaluator ?? RoleChoice.parse({}),
    };
    const id = newId('w');
    const { agent, model, effort, policy } = roles.generator;
    const thread = NewThread.parse({
      project: input.project,
      prompt: input.prompt,
      placement: input.placement,
      start: false,
      ...(input.title === undefined ? {} : { title: input.title }),
      ...(agent === null ? {} : { agent }),
      ...(policy === null ? {} : { policy }),
      model,
      effort,
    });
    const link = { id, role: 'generator', stage: 'planning', round: 0, rounds: input.limits.rounds } as const;
    const lead = createThread(context, thread, attachments, { workflow: link });
    const workflow: Workflow = {
      id,
      project: input.project,
      title: lead.thread.title,
      prompt: input.prompt,
      roles,
      limits: input.limits,
      agreement: input.agreement,
      step: 'planning',
      status: { kind: 'running' },
      plan: '',
      criteria: [],
      planner: null,
      generator: lead.id,
      rounds: [],
      asked: null,
      tokens: 0,
      createdAt: now,
      updatedAt: now,
    };
    this.#save(workflow);
    this.#advanceSoon(id);
    return workflow;
  }

  /** The user's word on plan and criteria. */
  async agree(id: WorkflowId, plan: string, criteria: readonly Criterion[]): Promise<Workflow> {
    return await this.#change(id, (workflow) => {
      if (workflow.status.kind === 'over') throw failure('conflict', 'The long task is over.');
      if (workflow.step === 'planning') throw failure('busy', 'The planner is still at work.', 'Wait for its proposal.');
      const named = criteria.map((criterion, index) => ({ ...criterion, id: `c${index + 1}` }));
      const agreed = { ...workflow, plan, criteria: named };
      return workflow.step === 'agreeing' ? beginRound({ ...agreed, status: { kind: 'running' } }, this.#now()) : agreed;
    });
  }

  async pause(id: WorkflowId): Promise<Workflow> {
    return await this.#halting(id, (workflow) => {
      if (workflow.status.kind !== 'running') return workflow;
      return { ...workflow, status: { kind: 'paused', by: 'user', why: 'Paused by you.' } };
    });
  }

  async stop(id: WorkflowId): Promise<Workflow> {
    return await this.#halting(id, (workflow) =>
      workflow.status.kind === 'over' ? workflow : { ...workflow, status: { kind: 'over', outcome: 'stopped', at: this.#now() } },
    );
  }

  async continue(id: WorkflowId, limits: Partial<WorkflowLimits>): Promise<Workflow> {
    const again = await this.#change(id, (workflow) => {
      const { status } = workflow;
      if (status.kind === 'over' && (status.outcome === 'passed' || status.outcome === 'stopped'))
        throw failure('conflict', 'The long task is over.', 'Write to its thread, or begin a new one.');
      const next: Workflow = { ...workflow, limits: { ...workflow.limits, ...limits }, status: { kind: 'running' } };
      if (next.limits.tokens !== null && next.tokens >= next.limits.tokens)
        throw failure('invalid', 'Its tokens are used up.', 'Give it a higher limit.');
      if (currentRound(next)?.verdict == null)
        return { ...next, asked: next.asked === null ? null : { ...next.asked, again: 0, resumed: 0 } };
      if (next.rounds.length >= next.limits.rounds) throw failure('invalid', 'Its rounds are used up.', 'Give it more rounds.');
      return beginRound(next, this.#now());
    });
    const { asked } = again;
    if (asked !== null) await goOn(this.#needs.context, asked.thread);
    return again;
  }

  dispose(): void {
    void this.#listening.dispose();
  }

  #now(): number {
    return this.#needs.context.now();
  }

  #mailbox(id: WorkflowId): Mailbox {
    const known = this.#mailboxes.get(id) ?? new Mailbox();
    this.#mailboxes.set(id, known);
    return known;
  }

  /** The row first, then the card of the generator's thread. Throws AppError `storage`. */
  #save(changed: Workflow): Workflow {
    const { context, table } = this.#needs;
    const workflow = { ...changed, updatedAt: this.#now() };
    table.put(workflow);
    this.#all.set(workflow.id, workflow);
    this.#told.emit([workflow]);
    const lead = context.book.find(workflow.generator);
    const link = linkOf(workflow, 'generator');
    if (lead !== null && JSON.stringify(lead.thread.workflow) !== JSON.stringify(link))
      context.book.record(lead, { thread: { workflow: link } });
    return workflow;
  }

  async #change(id: WorkflowId, change: (workflow: Workflow) => Workflow): Promise<Workflow> {
    const { context } = this.#needs;
    if (context.isClosing())
      throw failure('unavailable', 'Nothing can be changed now.', 'The app is closing, or the database is open for reading only.');
    const saved = await this.#mailbox(id).put(() => this.#save(change(this.get(id))));
    this.#advanceSoon(id);
    return saved;
  }

  async #halting(id: WorkflowId, change: (workflow: Workflow) => Workflow): Promise<Workflow> {
    const saved = await this.#change(id, change);
    if (saved.asked !== null && saved.status.kind !== 'running') await halt(this.#needs.context, saved.asked.thread);
    return saved;
  }

  #take(event: BookEvent): void {
    const id = event.slot.thread.workflow?.id;
    const workflow = id === undefined ? undefined : this.#all.get(id);
    if (workflow === undefined || workflow.status.kind !== 'running') return;
    const counts = workflow.limits.tokens !== null && this.#tokensOf(workflow) >= workflow.limits.tokens;
    if (event.kind === 'gone' || (event.kind === 'changed' && (event.before.state !== event.slot.thread.state || counts)))
      this.#advanceSoon(workflow.id);
  }

  #advanceSoon(id: WorkflowId): void {
    void this.#mailbox(id)
      .put(() => this.#advance(id))
      .catch((error: unknown) => this.#trouble(id, error));
  }

  /** What went wrong is the user's to know; the task waits for them. */
  #trouble(id: WorkflowId, error: unknown): void {
    const { message } = failureOf(error);
    log.error('workflows.advance', { workflow: id, message });
    try {
      this.#save({ ...this.get(id), status: { kind: 'paused', by: 'trouble', why: message } });
    } catch (storing) {
      log.error('workflows.unsaved', { workflow: id, failure: failureOf(storing) });
    }
  }

  #tokensOf(workflow: Workflow): number {
    const { book } = this.#needs.context;
    const threads = [workflow.planner, workflow.generator, ...workflow.rounds.map(({ evaluator }) => evaluator)];
    return threads.reduce((sum, id) => {
      const usage = id === null ? undefined : book.find(id)?.thread.usage;
      return sum + (usage === undefined ? 0 : usage.inputTokens + usage.outputTokens);
    }, 0);
  }

  async #advance(id: WorkflowId): Promise<void> {
    const { context } = this.#needs;
    for (let moves = 0; moves < MOVES_MAX; moves += 1) {
      if (context.isClosing()) return;
      const stored = this.get(id);
      // A removed thread takes its usage along; what was used stays used.
      const workflow = { ...stored, tokens: Math.max(stored.tokens, this.#tokensOf(stored)) };
      const move = nextMove(workflow, askedThread(context, workflow));
      if (move.kind === 'wait') {
        if (workflow.tokens !== stored.tokens) this.#save(workflow);
        return;
      }
      const next = afterMove(workflow, move, this.#now());
      if (next === null) await this.#act(workflow, move as ActingMove);
      else this.#save(next);
      if (move.kind === 'over' && workflow.asked !== null) await halt(context, workflow.asked.thread);
    }
    throw failure('bug', 'The long task went round in circles.');
  }

  async #act(workflow: Workflow, move: ActingMove): Promise<void> {
    const { context, keepState } = this.#needs;
    const { asked } = workflow;
    switch (move.kind) {
      case 'ask':
        return await this.#ask(workflow, move);
      case 'judge': {
        const round = currentRound(workflow)?.number ?? 1;
        const commit = await keepState(workflow.id, round, workflow.generator);
        this.#save({ ...inRound(workflow, { commit }), step: 'evaluating', asked: null });
        return;
      }
      case 'deliver':
        return asked === null ? undefined : await deliver(context, asked.thread, asked.text);
      case 'resume':
        if (asked === null) return;
        this.#save({ ...workflow, asked: { ...asked, resumed: asked.resumed + 1 } });
        return await resume(context, asked.thread);
      case 'ask-again': {
        if (asked === null) return;
        const { turns } = context.book.get(asked.thread).thread;
        this.#save({ ...workflow, asked: { ...asked, turns, text: move.text, again: asked.again + 1 } });
        return await deliver(context, asked.thread, move.text);
      }
    }
  }

  async #ask(workflow: Workflow, { role, text }: Extract<Move, { kind: 'ask' }>): Promise<void> {
    const { context } = this.#needs;
    const { book } = context;
    const lead = book.get(workflow.generator);
    if (role === 'generator') {
      const words = text ?? generatorText(workflow);
      if (text === null) replacePrompt(context, lead, words);
      this.#save({ ...workflow, asked: { role, thread: lead.id, turns: lead.thread.turns, text: words, again: 0, resumed: 0 } });
      return await deliver(context, lead.id, words);
    }
    const round = currentRound(workflow);
    const { baseCommit } = lead.thread.worktree;
    const opening =
      role === 'planner' ? plannerText(workflow.prompt) : evaluatorText({ ...workflow, baseCommit, round: round?.number ?? 1 });
    const helper = helperThread(context, workflow, role, opening, role === 'planner' ? null : (round?.commit ?? null));
    const known = role === 'planner' ? { ...workflow, planner: helper.id } : inRound(workflow, { evaluator: helper.id });
    this.#save({ ...known, asked: { role, thread: helper.id, turns: 0, text: opening, again: 0, resumed: 0 } });
    await deliver(context, helper.id, opening);
  }
}
