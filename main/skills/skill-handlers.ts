/** The `skills.*` and `context*` calls of the contract. */
import type { ProjectId, ThreadId } from '#contract/ids.ts';
import { failure } from '#contract/failure.ts';
import type { Project } from '#contract/projects.ts';
import type { Handlers } from '#main/base/handlers.ts';
import { loadInstructions, shownInstructions } from '#main/instructions/instructions.ts';
import type { ModelCalls } from '#main/threads/model-calls.ts';
import type { ThreadBook } from '#main/threads/thread-book.ts';
import type { AgentRegistry } from '#main/agents/registry.ts';
import { draftSkill } from './draft-skill.ts';
import { saveSkill } from './save-skill.ts';
import { writeSkill } from './skill-text.ts';
import { shownSkill, type SkillPlace, type Skills } from './skills.ts';

export interface SkillNeeds {
  readonly skills: Skills;
  readonly book: ThreadBook;
  readonly calls: ModelCalls;
  readonly agents: Pick<AgentRegistry, 'agents'>;
  readonly projects: { readonly find: (id: ProjectId) => Project | null };
  /** Looks at the thread's changes again. */
  readonly poke: (thread: ThreadId) => void;
}

/** Items that a draft is made of. */
const DRAFT_ITEMS = 400;

type SkillCall = Extract<keyof Handlers, `skills.${string}` | 'context' | `context.${string}`>;

const rootOf = ({ book }: SkillNeeds, id: ThreadId): string => {
  const { path, status } = book.get(id).thread.worktree;
  if (path === null || status !== 'ready')
    throw failure('unavailable', 'The task has no folder yet.', 'Start it, or wait until it is prepared.');
  return path;
};

const placeOf = (needs: SkillNeeds, project: ProjectId | null, thread: ThreadId | null): SkillPlace => {
  if (thread !== null) {
    const found = needs.book.get(thread).thread;
    const ready = found.worktree.status === 'ready' ? found.worktree.path : null;
    return { project: found.project, root: ready ?? needs.projects.find(found.project)?.path ?? null };
  }
  if (project === null) return { project: null, root: null };
  const found = needs.projects.find(project);
  if (found === null) throw failure('not-found', 'There is no such project (any more).');
  return { project, root: found.path };
};

/** Agents whose program knows AGENTS.md files by itself. */
const readsByItself = (backend: string | undefined): boolean => backend !== 'native' && backend !== 'scripted';

export const skillHandlers = (needs: SkillNeeds): Pick<Handlers, SkillCall> => ({
  'skills.list': async ({ project, thread }) => (await needs.skills.find(placeOf(needs, project, thread))).map(shownSkill),
  'skills.enable': ({ project, scope, name, enabled }) => {
    if (scope === 'project' && project === null) throw failure('invalid', 'A skill of a project is switched for that project.');
    needs.skills.switches.set(project, scope, name, enabled);
    return null;
  },
  'skills.read': async ({ project, thread, scope, name }) => {
    const found = await needs.skills.find(placeOf(needs, project, thread));
    const skill = found.find((other) => other.scope === scope && other.name === name);
    if (skill === undefined) throw failure('not-found', `There is no skill named “${name}” any more.`);
    return { text: skill.text.body };
  },
  'skills.draft': ({ thread }) => {
    const slot = needs.book.get(thread);
    return draftSkill(slot.thread.title, slot.log.page(null, DRAFT_ITEMS));
  },
  'skills.save': async ({ thread, name, description, body }) => {
    const path = await saveSkill(rootOf(needs, thread), name, writeSkill(name, description, body));
    needs.poke(thread);
    return { path };
  },
  context: ({ thread }) => {
    needs.book.get(thread);
    return needs.calls.topic(thread);
  },
  'context.instructions': async ({ thread }) => {
    const root = rootOf(needs, thread);
    const { agent } = needs.book.get(thread).thread;
    const backend = needs.agents.agents().find((candidate) => candidate.id === agent)?.backend;
    return { by: readsByItself(backend) ? 'agent' : 'ours', files: shownInstructions(await loadInstructions(root, root)) };
  },
});
