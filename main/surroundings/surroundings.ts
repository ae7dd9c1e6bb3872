/**
 * What an agent sees in a folder: what it tells itself, and where it tells nothing, what we find where it looks. For our own
 * agent everything is ours. Kept for a short while, and until something is said to have changed.
 *
 * Called by: surroundings-handlers.ts.
 */
import type { Agent } from '#contract/agents.ts';
import type { ProjectId } from '#contract/ids.ts';
import type { Project } from '#contract/projects.ts';
import { surroundingsSections, type SeenSkill, type SeenSurroundings, type Surroundings } from '#contract/surroundings.ts';
import type { AgentBackend, AgentSession, SessionPlace } from '#main/agents/agent-backend.ts';
import { failureOf } from '#main/base/errors.ts';
import type { Mcp } from '#main/mcp/mcp.ts';
import type { Skills } from '#main/skills/skills.ts';
import { findSurroundings } from './find-surroundings.ts';
import { withOurServers } from './our-servers.ts';
import { placesOf } from './places.ts';

/** Somebody who sees something somewhere. */
export interface Viewpoint {
  readonly agent: Agent;
  readonly backend: AgentBackend;
  /** Absolute: a worktree, or a project's own folder. */
  readonly folder: string;
  readonly project: Project | null;
  readonly environment: Readonly<Record<string, string>>;
  /** The open session, where there is one. */
  readonly session: AgentSession | null;
}

export interface SurroundingsOptions {
  readonly home: string;
  readonly skills: Skills;
  readonly mcp: Pick<Mcp, 'listed' | 'stateOf'>;
  readonly now: () => number;
  /** How long an agent may take to answer, in milliseconds. */
  readonly patienceMs?: number;
}

/** A program may have to be started first. */
const PATIENCE_MS = 20_000;
/** Files change without a word. */
const KEPT_MS = 10_000;
const KEPT_MAX = 64;

/** Our own agents read what we give them: skills are ours to switch. */
export const isOurs = ({ backend }: Agent): boolean => backend === 'native' || backend === 'scripted';

class TooLate extends Error {}

const within = async <T>(promise: Promise<T>, milliseconds: number): Promise<T> => {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new TooLate('it did not answer in time')), milliseconds);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
};

interface Told {
  readonly told: Partial<Surroundings>;
  readonly problems: readonly string[];
}

export class SurroundingsOf {
  readonly #options: SurroundingsOptions;
  readonly #kept = new Map<string, { readonly at: number; readonly seen: Promise<SeenSurroundings> }>();

  constructor(options: SurroundingsOptions) {
    this.#options = options;
  }

  /** Something changed somewhere. */
  forget(): void {
    this.#kept.clear();
  }

  /** Never rejects: what could not be learnt is a problem in words. */
  see(view: Viewpoint): Promise<SeenSurroundings> {
    const key = `${view.agent.id}\0${view.folder}`;
    const known = this.#kept.get(key);
    const now = this.#options.now();
    if (known !== undefined && now - known.at < KEPT_MS) return known.seen;
    const seen = this.#see(view);
    this.#kept.delete(key);
    this.#kept.set(key, { at: now, seen });
    const [oldest] = this.#kept.keys();
    if (this.#kept.size > KEPT_MAX && oldest !== undefined) this.#kept.delete(oldest);
    return seen;
  }

  async #see(view: Viewpoint): Promise<SeenSurroundings> {
    const { agent, folder, project } = view;
    const [{ told, problems }, found] = await Promise.all([
      this.#ask(view),
      findSurroundings({ root: folder, home: this.#options.home }, placesOf(agent)),
    ]);
    const skills = isOurs(agent) ? await this.#ourSkills(view) : (told.skills ?? found.skills);
    const ours = this.#options.mcp.listed(project).map((entry) => ({ entry, state: this.#options.mcp.stateOf(entry) }));
    const seen: Surroundings = {
      instructions: withNested(told.instructions, found.instructions),
      skills,
      commands: told.commands ?? found.commands,
      servers: withOurServers(agent, ours, told.servers ?? found.servers ?? []),
      hooks: told.hooks ?? found.hooks,
      subagents: told.subagents ?? found.subagents,
    };
    const isFound = (section: keyof Surroundings): boolean => seen[section] !== null && told[section] == null;
    return {
      agent: agent.id,
      folder,
      seen: withoutSwitches(view.backend, agent, seen),
      found: isOurs(agent) ? [] : surroundingsSections.filter(isFound),
      problems,
    };
  }

  /** Of the folder and, where there is one, of the open session, whose word is the nearer one. */
  async #ask(view: Viewpoint): Promise<Told> {
    const { agent, backend, folder, environment, project, session } = view;
    const place: Omit<SessionPlace, 'sandbox'> = { agent: agent.id, cwd: folder, environment, project: () => project };
    const ofFolder = await this.#within(agent, () => backend.surroundings?.(place));
    const ofSession = await this.#within(agent, () => session?.surroundings?.());
    return { told: nearer(ofFolder.told, ofSession.told), problems: [...new Set([...ofFolder.problems, ...ofSession.problems])] };
  }

  async #within(agent: Agent, ask: () => Promise<Partial<Surroundings>> | undefined): Promise<Told> {
    try {
      return { told: await within(ask() ?? Promise.resolve({}), this.#options.patienceMs ?? PATIENCE_MS), problems: [] };
    } catch (error) {
      const sentence = (error instanceof TooLate ? error.message : failureOf(error).message).replace(/[.!?]$/, '');
      return { told: {}, problems: [`${agent.label} could not be asked (${sentence}). This is what lies where it looks.`] };
    }
  }

  async #ourSkills({ project, folder }: Viewpoint): Promise<readonly SeenSkill[]> {
    const found = await this.#options.skills.find({ project: project?.id ?? null, root: folder });
    return found.map(({ name, description, path, scope, enabled, problem }) => ({
      name,
      description: problem === null ? description : `Not used: ${problem}`,
      path,
      scope,
      enabled: enabled && problem === null,
      canSwitch: problem === null,
    }));
  }

  /** For our own agent. Throws AppError `storage`. */
  switchSkill(project: ProjectId | null, skill: SeenSkill, enabled: boolean): void {
    const scope = skill.scope === 'user' ? 'user' : 'project';
    this.#options.skills.switches.set(project, scope, skill.name, enabled);
  }
}

const nearer = (one: Partial<Surroundings>, other: Partial<Surroundings>): Partial<Surroundings> => ({
  ...one,
  ...Object.fromEntries(Object.entries(other).filter(([, value]) => value != null)),
});

/** What an agent tells are the files that hold from the start; those further in come on top. */
const withNested = (told: Surroundings['instructions'] | undefined, found: Surroundings['instructions']): Surroundings['instructions'] => {
  // Before it has read any, an agent tells of none.
  if (told == null || told.length === 0) return found;
  const known = new Set(told.map(({ path }) => path));
  return [...told, ...(found ?? []).filter(({ path, note }) => note !== null && !known.has(path))];
};

/** A switch that nothing could turn is none. */
const withoutSwitches = (backend: AgentBackend, agent: Agent, seen: Surroundings): Surroundings => {
  if (isOurs(agent) || backend.switch !== undefined) return seen;
  const still = <T extends { readonly canSwitch: boolean }>(list: readonly T[] | null): readonly T[] | null =>
    list?.map((one) => ({ ...one, canSwitch: false })) ?? null;
  const servers = seen.servers?.map((server) => (server.from === 'ours' ? server : { ...server, canSwitch: false })) ?? null;
  return { ...seen, skills: still(seen.skills), hooks: still(seen.hooks), servers };
};
