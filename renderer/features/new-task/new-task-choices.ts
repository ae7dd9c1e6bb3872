/** What is chosen beside the prompt of a new task, and what that becomes for the core. Pure. */
import type { Agent } from '#contract/agents.ts';
import type { AgentId, AttachmentId, ProjectId } from '#contract/ids.ts';
import type { PolicyName } from '#contract/policy.ts';
import { effectiveSettings, policyFor, type Project } from '#contract/projects.ts';
import type { Settings } from '#contract/settings.ts';
import type { CallInput } from '#contract/contract.ts';

export type Place =
  | { readonly kind: 'worktree'; readonly base: string | null }
  | { readonly kind: 'from-checkout' }
  | { readonly kind: 'checkout' }
  | { readonly kind: 'adopt'; readonly path: string };

export interface ModelChoice {
  readonly model: string | null;
  readonly effort: string | null;
  /** The agent's own way of working; absent: its default. */
  readonly mode?: string | null;
}

export interface Choices {
  readonly project: ProjectId | null;
  readonly place: Place;
  /** Several make one thread each. Null: the default of the project. */
  readonly agents: readonly AgentId[] | null;
  /** By agent; absent: the agent's default. */
  readonly models: Readonly<Record<AgentId, ModelChoice>>;
  /** Further ways to do it: the same agent with another model, say. */
  readonly also: readonly Variant[];
  readonly policy: PolicyName | null;
  readonly tags: readonly string[];
}

/** One way to do a task. Null: the agent's default. */
export interface Variant extends ModelChoice {
  readonly agent: AgentId;
}

export const noChoices: Choices = {
  project: null,
  place: { kind: 'worktree', base: null },
  agents: null,
  models: {},
  also: [],
  policy: null,
  tags: [],
};

/** Another project has other branches and other defaults; what is about the task itself stays. */
export const withProject = (choices: Choices, project: ProjectId): Choices =>
  choices.project === project
    ? choices
    : { ...choices, project, place: { kind: 'worktree', base: null }, agents: null, models: {}, also: [], policy: null };

/** The project to begin with: the one asked for, the one used last, or the first that can be used. */
export const startProject = (projects: ReadonlyMap<ProjectId, Project>, ...wishes: readonly (ProjectId | null)[]): ProjectId | null => {
  const usable = [...projects.values()]
    .filter((project) => project.state.kind === 'ready')
    .toSorted((a, b) => a.name.localeCompare(b.name));
  return wishes.find((wish) => wish !== null && usable.some((project) => project.id === wish)) ?? usable[0]?.id ?? null;
};

/** The agents in force: chosen, the project's, the user's, or the first that is ready. */
export const agentsInForce = (
  choices: Choices,
  project: Project | undefined,
  settings: Pick<Settings, 'agent'>,
  agents: readonly Agent[],
): readonly AgentId[] => {
  if (choices.agents !== null && choices.agents.length > 0) return choices.agents;
  const wish = (project === undefined ? undefined : effectiveSettings(project).agent) ?? settings.agent;
  if (wish !== null && wish !== undefined) return [wish];
  // The scripted agent is for the demo: it comes last.
  const ready = agents
    .filter((agent) => agent.status.kind === 'ready')
    .toSorted((a, b) => Number(a.backend === 'scripted') - Number(b.backend === 'scripted'));
  const first = ready[0] ?? agents[0];
  return first === undefined ? [] : [first.id];
};

export const policyInForce = (choices: Choices, project: Project | undefined, settings: Pick<Settings, 'policy'>): PolicyName => {
  if (choices.policy !== null) return choices.policy;
  return project === undefined ? settings.policy : policyFor(project, settings);
};

export const placeLabel = (place: Place, project: Project | undefined): string => {
  switch (place.kind) {
    case 'worktree':
      return `from ${place.base ?? (project === undefined ? undefined : effectiveSettings(project).base) ?? project?.defaultBranch ?? 'default branch'}`;
    case 'from-checkout':
      return 'from current changes';
    case 'checkout':
      return 'in the plain checkout';
    case 'adopt':
      return `in ${place.path.split(/[/\\]/).at(-1) ?? place.path}`;
  }
};

const sameVariant = (a: Variant, b: Variant): boolean =>
  a.agent === b.agent && a.model === b.model && a.effort === b.effort && (a.mode ?? null) === (b.mode ?? null);

/** The ways to do it, each once: the agents in force with their models, then the further ones. */
export const variantsOf = (choices: Choices, inForce: readonly AgentId[]): readonly Variant[] => {
  const chosen = choices.agents === null || choices.agents.length === 0 ? inForce.slice(0, 1) : choices.agents;
  const all = [...chosen.map((agent) => ({ agent, ...(choices.models[agent] ?? { model: null, effort: null }) })), ...choices.also];
  return all.filter((variant, index) => all.findIndex((other) => sameVariant(other, variant)) === index);
};

export interface NewTask {
  readonly input: CallInput<'threads.create'>;
  /** Several ways in worktrees of their own, to be compared: `input` is what they have in common. */
  readonly race: readonly Variant[] | null;
}

/** Without a known agent the core takes its default. Only worktrees of their own can be compared: else it is a task for each way. */
export const newTasks = (
  prompt: string,
  files: readonly AttachmentId[],
  choices: Choices,
  inForce: readonly AgentId[],
  start: boolean,
): readonly NewTask[] => {
  const { project, place, policy, tags } = choices;
  if (project === null) return [];
  const base = {
    project,
    prompt,
    attachments: [...files],
    placement: place.kind === 'worktree' ? { kind: place.kind, base: place.base } : place,
    tags: [...tags],
    start,
    ...(policy === null ? {} : { policy }),
  };
  const variants = variantsOf(choices, inForce);
  if (variants.length === 0) return [{ input: base, race: null }];
  if (variants.length > 1 && place.kind === 'worktree' && start) return [{ input: base, race: variants }];
  return variants.map(({ agent, model, effort, mode = null }) => ({
    input: { ...base, agent, ...(model !== null && { model }), ...(effort !== null && { effort }), ...(mode !== null && { mode }) },
    race: null,
  }));
};
