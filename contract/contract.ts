/** Every method and topic that core and renderer say to each other. Both ends derive their types from here. */
import { z } from './zod.ts';
import { agentSetupCalls } from './agent-setup.ts';
import { Agent } from './agents.ts';
import { AppInfo, AppStatus } from './app.ts';
import { Approval, ApprovalAnswer } from './approvals.ts';
import { Board, BoardEvent } from './board.ts';
import { checkpointCalls } from './checkpoints.ts';
import { commentCalls } from './comments.ts';
import { ApprovalId, AttachmentId, ItemId, PATH_MAX_CHARS, ProjectId, QueuedId, ThreadId } from './ids.ts';
import { Attachment } from './items.ts';
import { Folder, ForeignWorktree, Project, ProjectSettings, Ref } from './projects.ts';
import { reviewCalls } from './review.ts';
import { forgeCalls } from './forge.ts';
import { handoffCalls } from './handoff.ts';
import { landingCalls } from './landing.ts';
import { raceCalls } from './races.ts';
import { radarCalls } from './radar.ts';
import { mcpCalls } from './mcp.ts';
import { importCalls } from './imports.ts';
import { modelCalls } from './models.ts';
import { call, topic } from './rpc.ts';
import { ruleCalls } from './rules.ts';
import { contextCalls } from './context.ts';
import { skillCalls } from './skills.ts';
import { surroundingsCalls } from './surroundings.ts';
import { workflowCalls } from './workflows.ts';
import { Settings, SettingsPatch } from './settings.ts';
import { terminalCalls } from './terminals.ts';
import { usageCalls } from './usage.ts';
import { turnActCalls } from './turn-acts.ts';
import {
  Draft,
  DRAFT_MAX_CHARS,
  ItemsPage,
  MessageText,
  NewThread,
  QueuedMessage,
  RemovalPreview,
  SearchHit,
  SendMessage,
  Thread,
  ThreadEvent,
  ThreadPatch,
  ThreadView,
} from './threads.ts';

const none = z.object({});
const done = z.null();
const path = z.string().max(PATH_MAX_CHARS);
const draftText = z.string().max(DRAFT_MAX_CHARS);
const attachments = z.array(AttachmentId).max(100);
const onThread = z.object({ thread: ThreadId });
const onProject = z.object({ project: ProjectId });

export const contract = {
  'app.info': call(none, AppInfo),
  'app.status': topic(none, AppStatus, AppStatus),
  /** Makes a throw-away repository with scripted tasks; gives the project. */
  'app.demo': call(none, Project),
  /** Opens the system's folder dialog; null when the user closed it. Only where `canPickFolder`. */
  'app.pick-folder': call(none, z.string().nullable()),
  /** Opens a file or folder with the system's own program. Only where `canOpenPaths`. */
  'app.open-path': call(z.object({ path }), done),
  /** Opens a file of a thread's folder in the user's editor: by the setting `editor`, else as `app.open-path` does. */
  'app.open-file': call(z.object({ thread: ThreadId, path, line: z.number().int().positive().nullable().default(null) }), done),
  /** Subfolders, for choosing one where there is no folder dialog. An empty path is the home folder. */
  'app.folder': call(z.object({ path, hidden: z.boolean().default(false) }), Folder),

  settings: topic(none, Settings, Settings),
  'settings.set': call(SettingsPatch, Settings),

  agents: topic(none, z.array(Agent).readonly(), z.array(Agent).readonly()),
  /** Looks again for installed agents. */
  'agents.refresh': call(none, done),
  ...agentSetupCalls,

  board: topic(none, Board, BoardEvent),

  'projects.add': call(z.object({ path: path.min(1) }), Project),
  /** `into` is the folder that will hold the clone's folder; empty: a `projects` folder in the user's home. */
  'projects.clone': call(z.object({ url: z.string().min(1).max(4_000), into: path.default('') }), Project),
  'projects.remove': call(onProject, done),
  'projects.update': call(
    z.object({ project: ProjectId, name: z.string().min(1).max(100).optional(), settings: ProjectSettings.optional() }),
    Project,
  ),
  /** The user's word on the commands of the repository file, as they are now. */
  'projects.trust': call(z.object({ project: ProjectId, granted: z.boolean() }), Project),
  'projects.refs': call(
    z.object({ project: ProjectId, query: z.string().max(500).default(''), limit: z.number().int().min(1).max(500).default(100) }),
    z.array(Ref).readonly(),
  ),
  'projects.worktrees': call(onProject, z.array(ForeignWorktree).readonly()),
  /** Paths tracked by git that match, for @ completion. */
  'projects.files': call(
    z.object({ project: ProjectId, query: z.string().max(500), limit: z.number().int().min(1).max(200).default(50) }),
    z.array(z.string()).readonly(),
  ),

  'threads.create': call(NewThread, Thread),
  /** Starts a thread of the backlog, or tries again to prepare one whose preparation failed. */
  'threads.start': call(onThread, done),
  'threads.send': call(SendMessage, z.object({ how: z.enum(['started', 'queued', 'steered']) })),
  /** Ends the running turn and gives back what was queued, oldest first. */
  'threads.stop': call(onThread, z.object({ returned: z.array(QueuedMessage).readonly() })),
  /** Sends the last message again after a failed or interrupted turn. */
  'threads.retry': call(onThread, done),
  /** Goes on after an interruption: tells the agent that it was cut off. */
  'threads.resume': call(onThread, done),
  /** `inForce` says since when a choice of model, effort, mode or policy holds; absent when none was made. */
  'threads.update': call(
    z.object({ thread: ThreadId, patch: ThreadPatch }),
    Thread.extend({ inForce: z.enum(['now', 'next-turn']).optional() }),
  ),
  'threads.removal': call(onThread, RemovalPreview),
  /**
   * Starts a `run` command of the project in the thread's folder: `item` shows it. A command of the repository file that
   * the user has not allowed yet is asked about first: `approval`, and it starts with the answer.
   */
  'threads.run': call(
    z.object({ thread: ThreadId, name: z.string().min(1).max(60) }),
    z.object({ item: ItemId.nullable(), approval: ApprovalId.nullable() }),
  ),
  /** Ends a setup, teardown or run command, with everything it started. */
  'threads.end-run': call(z.object({ thread: ThreadId, item: ItemId }), done),
  /**
   * Ends what runs, runs the teardown command, keeps a snapshot, removes the worktree. `threads.restore` undoes it.
   * `notes` say what did not go well without keeping the thread.
   */
  'threads.remove': call(onThread, z.object({ notes: z.array(z.string()).readonly() })),
  'threads.restore': call(onThread, Thread),
  /** Removed threads that can be restored, newest first. */
  'threads.removed': call(none, z.array(Thread).readonly()),
  /** The page of items before `before` (position), the newest page when null. */
  'threads.items': call(
    z.object({
      thread: ThreadId,
      before: z.number().int().nullable().default(null),
      limit: z.number().int().min(1).max(500).default(100),
      /** Leaves out what sub-agents did; the positions then have holes. */
      main: z.boolean().default(false),
    }),
    ItemsPage,
  ),
  /** A piece of a command's whole output, by bytes. */
  'threads.output': call(
    z.object({ thread: ThreadId, item: ItemId, from: z.number().int().nonnegative(), bytes: z.number().int().min(1).max(1_000_000) }),
    z.object({ text: z.string(), nextByte: z.number().int(), totalBytes: z.number().int() }),
  ),
  'threads.search': call(
    z.object({ query: z.string().min(1).max(500), limit: z.number().int().min(1).max(200).default(50) }),
    z.array(SearchHit).readonly(),
  ),
  /** The whole thread as JSON lines: thread, turns, items, approvals; a page at a time from line `from`. */
  'threads.export': call(
    z.object({ thread: ThreadId, from: z.number().int().nonnegative().default(0) }),
    z.object({ lines: z.array(z.string()).readonly(), next: z.number().int().nullable() }),
  ),

  thread: topic(onThread, ThreadView, ThreadEvent),

  'drafts.save': call(z.object({ thread: ThreadId, text: draftText, attachments }), done),
  /** The draft of the new-task field. */
  'drafts.new-task': topic(none, Draft, Draft),
  'drafts.save-new-task': call(z.object({ text: draftText, attachments }), done),
  'attachments.add': call(
    z.object({ name: z.string().max(300), mime: z.string().max(100), base64: z.string().max(30_000_000) }),
    Attachment,
  ),
  'attachments.read': call(z.object({ attachment: AttachmentId }), z.object({ mime: z.string(), base64: z.string() })),

  'queue.edit': call(z.object({ thread: ThreadId, queued: QueuedId, text: MessageText }), done),
  'queue.move': call(z.object({ thread: ThreadId, queued: QueuedId, to: z.number().int().nonnegative() }), done),
  'queue.withdraw': call(z.object({ thread: ThreadId, queued: QueuedId }), QueuedMessage),
  'queue.send-now': call(z.object({ thread: ThreadId, queued: QueuedId }), done),

  'approvals.list': call(z.object({ thread: ThreadId.nullable().default(null) }), z.array(Approval).readonly()),
  'approvals.answer': call(ApprovalAnswer, done),
  ...ruleCalls,

  ...reviewCalls,
  ...commentCalls,
  ...checkpointCalls,
  ...landingCalls,
  ...forgeCalls,
  ...raceCalls,
  ...radarCalls,
  ...modelCalls,
  ...mcpCalls,
  ...contextCalls,
  ...skillCalls,
  ...surroundingsCalls,
  ...importCalls,
  ...workflowCalls,
  ...usageCalls,
  ...turnActCalls,
  ...handoffCalls,

  ...terminalCalls,
} as const;

export type Contract = typeof contract;
type Of<Kind extends 'call' | 'topic'> = { [K in keyof Contract]: Contract[K]['kind'] extends Kind ? K : never }[keyof Contract];
export type CallName = Of<'call'>;
export type TopicName = Of<'topic'>;

type CallOf<K extends CallName> = Extract<Contract[K], { kind: 'call' }>;
type TopicOf<K extends TopicName> = Extract<Contract[K], { kind: 'topic' }>;
/** As the caller writes it: defaults may be left out. */
export type CallInput<K extends CallName> = z.input<CallOf<K>['input']>;
export type CallOutput<K extends CallName> = z.output<CallOf<K>['output']>;
export type TopicParams<K extends TopicName> = z.input<TopicOf<K>['params']>;
export type TopicSnapshot<K extends TopicName> = z.output<TopicOf<K>['snapshot']>;
export type TopicEvent<K extends TopicName> = z.output<TopicOf<K>['event']>;
