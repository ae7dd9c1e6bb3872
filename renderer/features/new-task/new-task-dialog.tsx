/** New task: one field and chips. Enter starts it in the background and leaves the field for the next. */
import { FileText, ListChecks, Paperclip } from 'lucide-react';
import { useEffect, useRef, type KeyboardEvent } from 'react';
import { create } from 'zustand';
import type { ProjectId } from '#contract/ids.ts';
import { useAgents } from '#renderer/state/agents.ts';
import { useProjects } from '#renderer/state/board.ts';
import { openDialog } from '#renderer/state/dialogs.ts';
import { routeNow } from '#renderer/state/route.ts';
import { useSettings } from '#renderer/state/settings.ts';
import { Button, IconButton } from '#renderer/ui/button.tsx';
import { Chip, ChipButton } from '#renderer/ui/chip.tsx';
import { cx } from '#renderer/ui/class-names.ts';
import { Dialog } from '#renderer/ui/dialog.tsx';
import { Kbd } from '#renderer/ui/kbd.tsx';
import { Empty } from '#renderer/ui/states.tsx';
import { bytes, count } from '#renderer/ui/units.ts';
import { boardNow } from '#renderer/state/board.ts';
import { ChoiceChips } from './choice-chips.tsx';
import { agentsInForce, newTasks, noChoices, startProject, variantsOf, withProject, type Choices } from './new-task-choices.ts';
import { useNewTaskDraft, type DraftInHand } from './new-task-draft.ts';
import { LongTaskFields } from './long-task-fields.tsx';
import { isComplete } from './long-task.ts';
import { useLongTask } from './use-long-task.ts';
import { PendingList } from './pending-list.tsx';
import { startTasks } from './pending-tasks.ts';
import { TaskField } from './task-field.tsx';
import { useFiles } from './use-files.ts';

/** Choices stay for the next task, as long as the page lives. */
const useChoices = create<{ readonly choices: Choices }>(() => ({ choices: noChoices }));
const setChoices = (choices: Choices): void => useChoices.setState({ choices });

const projectInSight = (): ProjectId | null => {
  const route = routeNow();
  if (route.screen === 'board') return route.filter.project;
  if (route.screen === 'project') return route.project;
  return route.screen === 'thread' ? (boardNow().threads.get(route.thread)?.project ?? null) : null;
};

const useTask = (asked: ProjectId | null) => {
  const { choices } = useChoices();
  const projects = useProjects();
  const settings = useSettings();
  const agents = useAgents();
  useEffect(() => {
    const current = useChoices.getState().choices;
    const project = startProject(projects, asked, projectInSight(), current.project);
    if (project !== null) setChoices(withProject(current, project));
  }, [asked, projects]);
  const inForce = agentsInForce(choices, choices.project === null ? undefined : projects.get(choices.project), settings, agents);
  return { choices, inForce, hasProjects: projects.size > 0 };
};

const Files = ({ hand, uploading }: { readonly hand: DraftInHand; readonly uploading: number }) => {
  const { attachments } = hand.draft;
  if (attachments.length === 0 && uploading === 0) return null;
  return (
    <ul aria-label="Attached files" className="flex flex-wrap gap-1.5 px-4 pb-2">
      {attachments.map((file) => (
        <li key={file.id} className="max-w-full">
          <Chip removeLabel={`Remove ${file.name}`} onRemove={() => hand.detach(file)}>
            <FileText size={12} aria-hidden className="me-1 inline" />
            {file.name} · {bytes(file.bytes)}
          </Chip>
        </li>
      ))}
      {uploading > 0 && (
        <li role="status" className="text-sm text-faint">
          Attaching {count(uploading)}…
        </li>
      )}
    </ul>
  );
};

interface FootProps {
  readonly ready: boolean;
  readonly backlog: boolean;
  /** How many ways it will be done. */
  readonly ways: number;
  readonly isRace: boolean;
  readonly long: boolean;
  readonly onLong: (on: boolean) => void;
  readonly onFiles: (files: readonly File[]) => void;
  readonly onStart: (start: boolean) => void;
}

const Foot = ({ ready, backlog, ways, isRace, long, onLong, onFiles, onStart }: FootProps) => {
  const picker = useRef<HTMLInputElement>(null);
  return (
    <div className="flex flex-wrap items-center gap-2 border-t border-line px-4 py-3">
      <IconButton label="Attach files" icon={<Paperclip size={15} aria-hidden />} onClick={() => picker.current?.click()} />
      <input
        ref={picker}
        type="file"
        multiple
        hidden
        onChange={(event) => {
          onFiles([...(event.currentTarget.files ?? [])]);
          event.currentTarget.value = '';
        }}
      />
      {!backlog && (
        <ChipButton
          opens={false}
          aria-pressed={long}
          icon={<ListChecks size={13} aria-hidden />}
          onClick={() => onLong(!long)}
          className={long ? 'bg-active text-fg' : ''}
        >
          Long task
        </ChipButton>
      )}
      <span className={cx('text-sm text-faint max-tablet:hidden', long && 'hidden')}>
        <Kbd keys={['↵']} /> {backlog ? 'saves' : 'starts'} and keeps the field · <Kbd keys={['Shift', '↵']} /> new line
      </span>
      <span className="ms-auto flex gap-2">
        {!long && (
          <Button size="md" look={backlog ? 'primary' : 'plain'} disabled={!ready} onClick={() => onStart(false)}>
            Save to backlog
          </Button>
        )}
        {!backlog && (
          <Button size="md" look="primary" disabled={!ready} onClick={() => onStart(true)}>
            {long ? 'Begin the long task' : ways > 1 ? (isRace ? `Race ${ways}` : `Start ${ways}`) : 'Start'}
          </Button>
        )}
      </span>
    </div>
  );
};

const NoProject = ({ onClose }: { readonly onClose: () => void }) => (
  <Dialog open onClose={onClose} title="New task" width="narrow">
    <Empty
      icon={FileText}
      title="A task needs a repository"
      action={
        <Button look="primary" size="md" onClick={() => openDialog({ kind: 'add-project', how: 'folder' })}>
          Add a repository
        </Button>
      }
    >
      Add one from this computer, or clone one.
    </Empty>
  </Dialog>
);

export interface NewTaskProps {
  readonly project: ProjectId | null;
  /** Enter saves to the backlog instead of starting. */
  readonly backlog: boolean;
  readonly onClose: () => void;
}

export const NewTaskDialog = ({ project, backlog, onClose }: NewTaskProps) => {
  const hand = useNewTaskDraft();
  const { choices, inForce, hasProjects } = useTask(project);
  const files = useFiles(hand.attach);
  const field = useRef<HTMLTextAreaElement>(null);
  const { long, setLong, beginLong } = useLongTask(hand, choices, inForce);
  const { text, attachments } = hand.draft;
  const ready = text.trim() !== '' && choices.project !== null && files.uploading === 0 && (!long.on || isComplete(long));
  const start = (now: boolean): void => {
    if (!ready) return;
    if (long.on && !backlog) return beginLong();
    startTasks(
      newTasks(
        text,
        attachments.map(({ id }) => id),
        choices,
        inForce,
        now,
      ),
    );
    hand.clear();
    field.current?.focus();
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing) return;
    event.preventDefault();
    start(!backlog);
  };
  if (!hasProjects) return <NoProject onClose={onClose} />;
  return (
    <Dialog
      open
      onClose={onClose}
      title={backlog ? 'New task for the backlog' : 'New task'}
      hideTitle
      width="wide"
      place="top"
      initialFocus={field}
    >
      <div {...files.dropZone} className={cx('grid', files.over && 'outline-2 -outline-offset-2 outline-accent outline-dashed')}>
        <PendingList
          onPutBack={(task) => {
            hand.write(text.trim() === '' ? task.input.prompt : `${text}\n\n${task.input.prompt}`);
            field.current?.focus();
          }}
        />
        <TaskField
          field={field}
          writing={{ project: choices.project, thread: null, agent: inForce[0] ?? null }}
          text={text}
          placeholder={backlog ? 'Write it down for later…' : 'What should be done?'}
          onText={hand.write}
          onPaste={files.onPaste}
          onKeyDown={onKeyDown}
        />
        <Files hand={hand} uploading={files.uploading} />
        <div className="px-4 pb-3">
          <ChoiceChips choices={choices} onChange={setChoices} />
        </div>
        {long.on && !backlog && <LongTaskFields long={long} onChange={setLong} />}
        <Foot
          ready={ready}
          backlog={backlog}
          ways={variantsOf(choices, inForce).length}
          isRace={choices.place.kind === 'worktree'}
          long={long.on && !backlog}
          onLong={(on) => setLong({ ...long, on })}
          onFiles={(chosen) => void files.add(chosen)}
          onStart={start}
        />
      </div>
    </Dialog>
  );
};
