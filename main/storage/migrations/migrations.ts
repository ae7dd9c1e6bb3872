/** Every migration in order. */
import type { Migration } from './migration.ts';
import { start } from './0001-start.ts';
import { review } from './0002-review.ts';
import { checkpoints } from './0003-checkpoints.ts';
import { terminals } from './0004-terminals.ts';
import { rules } from './0005-rules.ts';
import { nativeJournal } from './0006-native-journal.ts';
import { workflows } from './0008-workflows.ts';
import { landing } from './0009-landing.ts';
import { branchTemplate } from './0010-branch-template.ts';
import { turnMarks } from './0011-turn-marks.ts';
import { nativeSessions } from './0012-native-sessions.ts';
import { usage } from './0013-usage.ts';

export const migrations: readonly Migration[] = [
  start,
  review,
  checkpoints,
  terminals,
  rules,
  nativeJournal,
  workflows,
  landing,
  branchTemplate,
  turnMarks,
  nativeSessions,
  usage,
];
