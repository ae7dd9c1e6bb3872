/** Makes ids: random, so that they need no coordination; the prefix is that of contract/ids.ts. */
import { randomBytes } from 'node:crypto';
import type {
  ActId,
  ApprovalId,
  AttachmentId,
  CheckpointId,
  CommentId,
  ItemId,
  ProjectId,
  QueuedId,
  RaceId,
  RuleId,
  TerminalId,
  ThreadId,
  TurnId,
  WorkflowId,
} from '#contract/ids.ts';

interface IdOf {
  readonly p: ProjectId;
  readonly t: ThreadId;
  readonly u: TurnId;
  readonly i: ItemId;
  readonly a: ApprovalId;
  readonly q: QueuedId;
  readonly f: AttachmentId;
  readonly w: WorkflowId;
  readonly r: RuleId;
  readonly k: CheckpointId;
  readonly c: CommentId;
  readonly d: ActId;
  readonly x: RaceId;
  readonly s: TerminalId;
}

/** 65 bits of chance in 13 characters of base 32. */
const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz';

export const newId = <K extends keyof IdOf>(prefix: K): IdOf[K] => {
  let text = '';
  for (const byte of randomBytes(13)) text += ALPHABET[byte & 31];
  return `${prefix}_${text}` as IdOf[K];
};
