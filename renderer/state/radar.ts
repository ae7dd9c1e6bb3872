/** What the radar of a project sees, for as long as somebody looks. */
import { useEffect } from 'react';
import type { ProjectId } from '#contract/ids.ts';
import type { Radar } from '#contract/radar.ts';
import { createLendingLibrary } from './lending.ts';
import { createTopicStore, latest, watchTopic, type TopicState } from './topic-store.ts';

const radars = createLendingLibrary<ProjectId, TopicState<Radar>>(
  (project) => {
    const store = createTopicStore<Radar>();
    return { store, stop: watchTopic('radar', { project }, store, latest<Radar>()) };
  },
  { lingerMs: 2_000, mostLingering: 1 },
);

export const useRadar = (project: ProjectId): TopicState<Radar> => {
  const store = radars.peek(project);
  useEffect(() => radars.borrow(project), [project]);
  return store();
};
