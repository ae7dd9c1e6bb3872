/**
 * One suite over every backend. What they differ in stands in their subjects, as data; `<name>.test.ts` beside this runs it
 * for one of them.
 */
import { beforeAll, describe } from 'vitest';
import type { AgentBackend } from '#main/agents/agent-backend.ts';
import type { Made, Subject } from '#main/agents/testing/behaviour-subject.ts';
import { openRecorded } from '#main/agents/testing/recorded-session.ts';
import { makeRepository } from '#main/agents/testing/temporary-repository.ts';
import { commandApprovalCases, otherApprovalCases } from './approval-cases.ts';
import { branchCases } from './branch-cases.ts';
import { roomCases } from './room-cases.ts';
import { conversationCases, nextTurnCases } from './conversation-cases.ts';
import { killCases } from './kill-cases.ts';
import { manyCases } from './many-cases.ts';
import { mayOf, type Place } from './place.ts';
import { noiseCases } from './noise-cases.ts';
import { planCases } from './plan-cases.ts';
import { providerCases } from './provider-cases.ts';
import { stopCases } from './stop-cases.ts';

const groups = [
  conversationCases,
  nextTurnCases,
  commandApprovalCases,
  otherApprovalCases,
  stopCases,
  providerCases,
  manyCases,
  killCases,
  planCases,
  branchCases,
  roomCases,
  noiseCases,
];

/** Registers every case for this subject. */
export const behave = (subject: Subject): void =>
  void describe(subject.name, () => {
    let made: Made | null = null;
    let folder = '';
    const backend = (): AgentBackend => {
      if (made === null) throw new Error('the subject is not made yet');
      return made.backend;
    };
    beforeAll(async () => {
      made = await subject.make();
      const repository = await makeRepository();
      folder = repository.path;
      return async () => {
        await made?.dispose();
        await repository.dispose();
      };
    });
    const place: Place = {
      subject,
      message: subject.message,
      backend,
      cwd: () => folder,
      open: (options = {}, cwd = folder) =>
        openRecorded(
          backend(),
          { cwd, environment: { SWITCHYARD_PORT: '4310' } },
          { ...(subject.asks === undefined ? {} : { asks: subject.asks }), ...options },
        ),
      asked: () => made?.asked?.() ?? '',
      may: mayOf(subject),
    };
    for (const group of groups) group(place);
  });
