/** Radars that are listened to, each looked at again a moment after something moved in its project. Nothing runs otherwise. */
import type { ProjectId, ThreadId } from '#contract/ids.ts';
import type { Radar } from '#contract/radar.ts';
import { after, type Disposable } from '#main/base/disposable.ts';
import { failureOf } from '#main/base/errors.ts';
import type { Handlers } from '#main/base/handlers.ts';
import { log } from '#main/base/log.ts';
import { Emitter, type TopicSource } from '#main/base/topic.ts';
import type { ReviewParts } from '#main/review/compute-changes.ts';
import { readRadar, type KnownCommits } from './read-radar.ts';

const SOON_MS = 1_500;
/** Commits kept by content; past this they are made anew. */
const KNOWN_MAX_COMMITS = 500;

export interface RadarOptions {
  readonly parts: ReviewParts;
  /** Threads whose change has not landed, newest first, at most `RADAR_THREADS_MAX`. */
  readonly threads: (project: ProjectId) => readonly ThreadId[];
  readonly projectOf: (thread: ThreadId) => ProjectId | null;
  /** Calls when the change of a thread may have moved. Returns the way to stop. */
  readonly onMoved: (listener: (thread: ThreadId) => void) => () => void;
  readonly now: () => number;
}

const empty = (project: ProjectId): Radar => ({ project, threads: [], overlaps: [], rows: [], unread: [], at: 0 });

/** The radar of one project. */
class ProjectRadar implements TopicSource<Radar, Radar> {
  readonly #options: RadarOptions;
  readonly #emitter = new Emitter<readonly Radar[]>();
  readonly #known: KnownCommits = new Map();
  readonly #project: ProjectId;
  #value: Radar;
  #timer: Disposable | null = null;
  #looking: Promise<void> | null = null;
  #moved = true;
  #stop = new AbortController();

  constructor(options: RadarOptions, project: ProjectId) {
    this.#options = options;
    this.#project = project;
    this.#value = empty(project);
  }

  readonly prepare = async (): Promise<void> => {
    if (this.#moved) await this.#look();
  };
  readonly snapshot = (): Radar => this.#value;
  readonly listen = (listener: (events: readonly Radar[]) => void): Disposable => this.#emitter.listen(listener);

  moved(): void {
    this.#moved = true;
    if (this.#emitter.listenerCount === 0 || this.#timer !== null || this.#stop.signal.aborted) return;
    this.#timer = after(SOON_MS, () => {
      this.#timer = null;
      void this.#look().then(() => this.#emitter.emit([this.#value]));
    });
  }

  async dispose(): Promise<void> {
    this.#stop.abort();
    void this.#timer?.dispose();
    await this.#looking;
  }

  #look(): Promise<void> {
    this.#looking ??= this.#read().finally(() => (this.#looking = null));
    return this.#looking;
  }

  async #read(): Promise<void> {
    this.#moved = false;
    if (this.#known.size > KNOWN_MAX_COMMITS) this.#known.clear();
    const { parts, threads, now } = this.#options;
    const request = { project: this.#project, threads: threads(this.#project), now: now(), signal: this.#stop.signal };
    try {
      this.#value = await readRadar(parts, request, this.#known);
    } catch (error) {
      if (!this.#stop.signal.aborted) log.warning('radar', { project: this.#project, failure: failureOf(error) });
    }
    // What moved while it looked is looked at next.
    if (this.#moved) this.moved();
  }
}

export const openRadar = (options: RadarOptions): { readonly handlers: Pick<Handlers, 'radar'>; readonly dispose: () => Promise<void> } => {
  const radars = new Map<ProjectId, ProjectRadar>();
  const stop = options.onMoved((thread) => {
    const project = options.projectOf(thread);
    if (project !== null) radars.get(project)?.moved();
  });
  return {
    handlers: {
      radar: ({ project }) => {
        const radar = radars.get(project) ?? new ProjectRadar(options, project);
        radars.set(project, radar);
        return radar;
      },
    },
    dispose: async () => {
      stop();
      await Promise.all([...radars.values()].map((radar) => radar.dispose()));
    },
  };
};
