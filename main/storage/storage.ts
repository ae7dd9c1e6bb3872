/**
 * Everything that is stored: one object per table, each its table's only reader and writer. Opened once by core.ts.
 * It knows SQL and files; it decides nothing about threads.
 */
import type { Database } from './database.ts';
import { ApprovalsTable } from './approvals-table.ts';
import { AttachmentsTable } from './attachments-table.ts';
import { CheckpointsTable } from './checkpoints-table.ts';
import { CommentsTable } from './comments-table.ts';
import { DraftsTable } from './drafts-table.ts';
import { IntentsTable } from './intents-table.ts';
import { ItemsIndex } from './items-index.ts';
import { ItemsTable } from './items-table.ts';
import { LimitsTable } from './limits-table.ts';
import { NativeSessionsTable } from './native-sessions-table.ts';
import { NativeJournalTable } from './native-journal-table.ts';
import { ModelCallsTable } from './model-calls-table.ts';
import { OutputFiles } from './output-files.ts';
import { ProjectsTable } from './projects-table.ts';
import { QueueTable } from './queue-table.ts';
import { RulesTable } from './rules-table.ts';
import { ResolutionsTable } from './resolutions-table.ts';
import { ReviewActsTable } from './review-acts-table.ts';
import { ReviewMarksTable } from './review-marks-table.ts';
import { ReviewsTable } from './reviews-table.ts';
import { SettingsTable } from './settings-table.ts';
import { ThreadsTable } from './threads-table.ts';
import { TurnMarksTable } from './turn-marks-table.ts';
import { TurnsTable } from './turns-table.ts';
import { UsageTable } from './usage-table.ts';
import { WorkflowsTable } from './workflows-table.ts';

export interface Storage<ThreadPrivate> {
  readonly projects: ProjectsTable;
  readonly threads: ThreadsTable<ThreadPrivate>;
  readonly turns: TurnsTable;
  readonly turnMarks: TurnMarksTable;
  readonly items: ItemsTable;
  readonly search: ItemsIndex;
  readonly approvals: ApprovalsTable;
  readonly queue: QueueTable;
  readonly rules: RulesTable;
  readonly drafts: DraftsTable;
  readonly attachments: AttachmentsTable;
  readonly settings: SettingsTable;
  readonly resolutions: ResolutionsTable;
  readonly checkpoints: CheckpointsTable;
  readonly reviewMarks: ReviewMarksTable;
  /** The shape of their contents belongs to main/review/. */
  readonly reviewActs: ReviewActsTable<unknown>;
  readonly comments: CommentsTable<unknown>;
  readonly reviews: ReviewsTable;
  readonly intents: IntentsTable;
  readonly nativeJournal: NativeJournalTable;
  readonly nativeSessions: NativeSessionsTable;
  readonly usage: UsageTable;
  readonly limits: LimitsTable;
  readonly modelCalls: ModelCallsTable;
  readonly workflows: WorkflowsTable;
  readonly outputs: OutputFiles;
  /** All or nothing over several tables. */
  readonly transaction: Database['transaction'];
}

export const createStorage = <ThreadPrivate>(database: Database, blobsFolder: string): Storage<ThreadPrivate> => {
  const search = new ItemsIndex(database);
  return {
    projects: new ProjectsTable(database),
    threads: new ThreadsTable<ThreadPrivate>(database),
    turns: new TurnsTable(database),
    turnMarks: new TurnMarksTable(database),
    items: new ItemsTable(database, search.mark),
    search,
    approvals: new ApprovalsTable(database),
    queue: new QueueTable(database),
    rules: new RulesTable(database),
    drafts: new DraftsTable(database),
    attachments: new AttachmentsTable(database),
    settings: new SettingsTable(database),
    resolutions: new ResolutionsTable(database),
    checkpoints: new CheckpointsTable(database),
    reviewMarks: new ReviewMarksTable(database),
    reviewActs: new ReviewActsTable<unknown>(database),
    comments: new CommentsTable<unknown>(database),
    reviews: new ReviewsTable(database),
    intents: new IntentsTable(database),
    nativeJournal: new NativeJournalTable(database),
    nativeSessions: new NativeSessionsTable(database),
    usage: new UsageTable(database),
    limits: new LimitsTable(database),
    modelCalls: new ModelCallsTable(database),
    workflows: new WorkflowsTable(database),
    outputs: new OutputFiles(blobsFolder),
    transaction: database.transaction,
  };
};
