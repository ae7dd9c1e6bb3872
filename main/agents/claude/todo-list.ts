/**
 * The agent's to-do list as a plan: TodoWrite says it whole, TaskCreate and TaskUpdate say what changes. Which of them there are
 * depends on the model. Tasks live on from turn to turn; each turn that touches them shows the list anew.
 */
import type { PlanStep } from '#contract/items.ts';
import type { AgentEvent, AgentItem } from '#main/agents/agent-backend.ts';
import { fieldsOf, inner, list, text, type Fields } from '#main/agents/fields.ts';

const statuses: Readonly<Record<string, PlanStep['status']>> = { completed: 'done', in_progress: 'active' };
const step = (words: string, status: string | null): PlanStep => ({ text: words, status: statuses[status ?? ''] ?? 'pending' });

const todoTools = new Set(['TodoWrite', 'TaskCreate', 'TaskUpdate', 'TaskList', 'TaskGet']);
export const isTodoTool = (name: string): boolean => todoTools.has(name);

export class TodoList {
  #steps: readonly PlanStep[] = [];
  readonly #tasks = new Map<string, { readonly subject: string; readonly status: string }>();
  #key: string | null = null;
  #lists = 0;

  /** A call that has succeeded. */
  done(name: string, input: Fields, told: Fields): readonly AgentEvent[] {
    switch (name) {
      case 'TodoWrite':
        this.#steps = list(input, 'todos').map((todo) => step(text(fieldsOf(todo), 'content') ?? '', text(fieldsOf(todo), 'status')));
        return this.#tell();
      case 'TaskCreate': {
        const task = inner(told, 'task');
        const id = text(task, 'id') ?? `new-${this.#tasks.size + 1}`;
        this.#tasks.set(id, { subject: text(task, 'subject') ?? text(input, 'subject') ?? '', status: 'pending' });
        return this.#tellTasks();
      }
      case 'TaskUpdate': {
        const id = text(input, 'taskId') ?? '';
        const known = this.#tasks.get(id);
        const status = text(input, 'status') ?? known?.status ?? 'pending';
        if (status === 'deleted') this.#tasks.delete(id);
        else this.#tasks.set(id, { subject: text(input, 'subject') ?? known?.subject ?? `Task ${id}`, status });
        return this.#tellTasks();
      }
      default:
        return this.#listed(told);
    }
  }

  /** The turn is over. */
  end(): readonly AgentEvent[] {
    if (this.#key === null) return [];
    const item = this.#item(this.#key);
    this.#key = null;
    return [{ kind: 'item-ended', item, status: 'done' }];
  }

  /** What it says of its list tells what we missed: a conversation that was taken up. */
  #listed(told: Fields): readonly AgentEvent[] {
    const tasks = list(told, 'tasks').map(fieldsOf);
    if (tasks.length === 0) return [];
    this.#tasks.clear();
    for (const task of tasks)
      this.#tasks.set(text(task, 'id') ?? '', { subject: text(task, 'subject') ?? '', status: text(task, 'status') ?? '' });
    return this.#tellTasks();
  }

  #tellTasks(): readonly AgentEvent[] {
    this.#steps = [...this.#tasks.values()].map(({ subject, status }) => step(subject, status));
    return this.#tell();
  }

  #item(key: string): AgentItem {
    return { key, kind: 'plan', steps: this.#steps, text: '' };
  }

  #tell(): readonly AgentEvent[] {
    if (this.#key !== null) return [{ kind: 'item-updated', item: this.#item(this.#key) }];
    this.#key = `todo-${(this.#lists += 1)}`;
    return [{ kind: 'item-started', item: this.#item(this.#key) }];
  }
}
