/** The thread before the user: what it was asked, what it says now, the options, a field. */
import { useRef, useState, type KeyboardEvent } from 'react';
import type { Approval } from '#contract/approvals.ts';
import { isActive } from '#contract/column.ts';
import type { Thread } from '#contract/threads.ts';
import { useAgent } from '#renderer/state/agents.ts';
import { useIsReadOnly } from '#renderer/state/app-state.ts';
import { askText } from '#renderer/state/ask-text.ts';
import { useAsked, useProject } from '#renderer/state/board.ts';
import { useClock } from '#renderer/state/clock.ts';
import { answerInWords, answerQuestions, initialAnswers, isComplete, isOneClick, questionsOf } from '#renderer/state/question-answer.ts';
import { openChanges, openThread } from '#renderer/state/route.ts';
import { snoozeTimes } from '#renderer/state/snooze-times.ts';
import { answer, patchThreads, sendMessage } from '#renderer/state/thread-actions.ts';
import { sinceOf } from '#renderer/state/waiting.ts';
import { stageLine } from '#renderer/state/workflows.ts';
import { age, moment } from '#renderer/ui/age.ts';
import { Button } from '#renderer/ui/button.tsx';
import { FullAccessMark } from '#renderer/ui/full-access-note.tsx';
import { DiffStat } from '#renderer/ui/diff-stat.tsx';
import { inputClass } from '#renderer/ui/field.tsx';
import { InlineText } from '#renderer/ui/inline-text.tsx';
import { Kbd } from '#renderer/ui/kbd.tsx';
import { FloatingMenu } from '#renderer/ui/menu.tsx';
import { QuestionForm } from '#renderer/ui/question-form.tsx';
import { Loading, Skeleton } from '#renderer/ui/states.tsx';
import { plural } from '#renderer/ui/units.ts';
import { choicesFor, take, type Choice } from './triage-commands.ts';
import { goNext, useTriage } from './triage-state.ts';
import { useSaid } from './use-triage-thread.ts';

const Heading = ({ thread }: { readonly thread: Thread }) => {
  const agent = useAgent(thread.agent);
  const project = useProject(thread.project);
  const waiting = useClock((now) => age(now - sinceOf(thread)));
  return (
    <div className="flex flex-wrap items-baseline gap-x-2.5">
      <h2 dir="auto" className="min-w-0 text-xl font-semibold wrap-anywhere">
        {thread.title}
      </h2>
      {thread.policy === 'full-access' && <FullAccessMark />}
      <span className="ms-auto text-sm text-faint">
        {[agent?.label ?? thread.agent, project?.name, `waiting ${waiting}`].filter(Boolean).join(' · ')}
      </span>
    </div>
  );
};

/** The question itself comes first; then what was said before it, for the context. */
const Says = ({
  thread,
  approval,
  says,
}: {
  readonly thread: Thread;
  readonly approval: Approval | undefined;
  readonly says: string | null;
}) => {
  const ask = approval === undefined ? null : askText(approval);
  const failure = thread.state.kind === 'failed' ? thread.state.failure : null;
  const stage = stageLine(thread);
  const cut = stage === null && thread.state.kind === 'idle' && thread.state.outcome === 'interrupted';
  return (
    <div className="grid gap-2.5 rounded-lg border border-line bg-raised px-4.5 py-4 leading-relaxed wrap-anywhere">
      {says !== null && (
        <p dir="auto" tabIndex={0} className="max-h-60 overflow-y-auto whitespace-pre-line text-fg">
          {says}
        </p>
      )}
      {ask !== null && (
        <div className={`grid gap-2 ${says === null ? '' : 'border-t border-line pt-2.5'}`}>
          <p dir="auto" className="font-medium whitespace-pre-line">
            <InlineText text={ask.lead} />
          </p>
          {ask.code !== null && (
            <pre tabIndex={0} className="max-h-60 overflow-auto rounded-sm bg-sunken px-3 py-2 text-sm whitespace-pre-wrap">
              {ask.code}
            </pre>
          )}
          {ask.rest !== null && <p className="text-muted">{ask.rest}</p>}
        </div>
      )}
      {failure !== null && (
        <p>
          <span className="font-medium text-fail">Failed:</span> {failure.message}{' '}
          {failure.action !== undefined && <span className="text-muted">{failure.action}</span>}
        </p>
      )}
      {stage !== null && <p className="font-medium">Long task: {stage.toLowerCase()}.</p>}
      {cut && <p className="font-medium">Was cut off while it worked. Nothing that was written is lost.</p>}
    </div>
  );
};

const Sum = ({ thread, asked }: { readonly thread: Thread; readonly asked: string | null }) => (
  <div className="flex flex-wrap gap-x-3.5 gap-y-1 text-muted">
    {asked !== null && (
      <span dir="auto" title={asked} className="line-clamp-2 min-w-0 wrap-anywhere">
        Asked: {asked}
      </span>
    )}
    {thread.changes.files > 0 && (
      <span className="whitespace-nowrap">
        <DiffStat added={thread.changes.added} deleted={thread.changes.deleted} /> in {plural(thread.changes.files, 'file')}
      </span>
    )}
    {thread.plan !== null && (
      <span className="whitespace-nowrap">
        {thread.plan.done} of {plural(thread.plan.total, 'step')} done
      </span>
    )}
    {thread.queued > 0 && <span className="whitespace-nowrap">{plural(thread.queued, 'message')} queued</span>}
  </div>
);

const large = 'min-h-9 px-3 text-md rounded-md coarse:min-h-12 coarse:px-4 max-tablet:flex-1';

const Options = ({ thread, choices }: { readonly thread: Thread; readonly choices: readonly Choice[] }) => {
  const disabled = useIsReadOnly();
  return (
    <div className="flex flex-wrap gap-2">
      {choices.map((choice, index) => (
        <Button
          key={choice.id}
          disabled={disabled}
          look={choice.look}
          title={choice.description}
          className={`${large} max-w-full`}
          onClick={() => void take(choice)}
        >
          {index < 9 && <Kbd keys={[String(index + 1)]} />}
          <span className="truncate">{choice.label}</span>
        </Button>
      ))}
      {thread.changes.files > 0 && (
        <Button className={large} onClick={() => openChanges(thread.id)}>
          <Kbd keys={['D']} /> See the changes
        </Button>
      )}
    </div>
  );
};

const useWords = (thread: Thread, approval: Approval | undefined) => {
  const [text, setText] = useState('');
  const [busy, setBusy] = useState(false);
  const send = async (): Promise<void> => {
    if (text.trim() === '' || busy) return;
    setBusy(true);
    const takesWords =
      approval !== undefined && (approval.kind === 'question' || approval.decisions.some((one) => one.effect === 'answer'));
    const work =
      takesWords && approval !== undefined
        ? answer(answerInWords(approval, text))
        : sendMessage({ thread: thread.id, text, delivery: isActive(thread.state) ? 'steer' : 'queue' });
    const sent = await work;
    setBusy(false);
    if (sent) goNext();
  };
  return { text, setText, busy, send };
};

const Words = ({
  thread,
  approval,
  others,
}: {
  readonly thread: Thread;
  readonly approval: Approval | undefined;
  readonly others: boolean;
}) => {
  const { text, setText, busy, send } = useWords(thread, approval);
  const readOnly = useIsReadOnly();
  const field = useRef<HTMLTextAreaElement>(null);
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key === 'Escape') field.current?.blur();
    else if (event.key === 'Enter' && !event.shiftKey && !event.nativeEvent.isComposing) void send();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <div className="flex items-end gap-2">
      <textarea
        ref={field}
        dir="auto"
        rows={1}
        aria-label="Your own words"
        placeholder={others ? 'Or say something else…' : 'Reply…'}
        value={text}
        disabled={busy || readOnly}
        onChange={(event) => setText(event.currentTarget.value)}
        onKeyDown={onKeyDown}
        className={`${inputClass} field-sizing-content max-h-50 resize-none rounded-lg bg-raised px-3.75 py-3`}
      />
      <Button look="primary" size="md" className="min-h-11.5" disabled={text.trim() === '' || busy || readOnly} onClick={() => void send()}>
        Send
      </Button>
    </div>
  );
};

/** The ways out that keys have on a keyboard, for thumbs and pointers. */
const WaysOut = ({ thread }: { readonly thread: Thread }) => {
  const snoozing = useTriage((state) => state.snoozing);
  const button = useRef<HTMLButtonElement>(null);
  const snooze = (until: number): void => {
    void patchThreads([thread.id], { snoozedUntil: until }, `Put off until ${moment(until, Date.now())}`);
    goNext();
  };
  return (
    <div className="flex flex-wrap gap-2 text-faint">
      <Button look="quiet" className={large} onClick={() => goNext(true)}>
        Skip
      </Button>
      <Button ref={button} look="quiet" className={large} aria-haspopup="menu" onClick={() => useTriage.setState({ snoozing: true })}>
        Snooze
      </Button>
      <Button look="quiet" className={large} onClick={() => openThread(thread.id)}>
        Open thread
      </Button>
      <FloatingMenu
        anchor={snoozing ? button.current : null}
        onClose={() => useTriage.setState({ snoozing: false })}
        entries={() =>
          snoozeTimes(Date.now()).map((time) => ({
            id: time.id,
            label: time.label,
            hint: moment(time.until, Date.now()),
            run: () => snooze(time.until),
          }))
        }
      />
    </div>
  );
};

export const TriageCard = ({ thread }: { readonly thread: Thread }) => {
  const approval = useAsked(thread.id)[0];
  const said = useSaid(thread.id, `${thread.turns}${thread.state.kind}`);
  const choices = choicesFor(thread.id);
  const questions = approval === undefined ? [] : questionsOf(approval);
  const readOnly = useIsReadOnly();
  const form = !readOnly && questions.length > 0 && approval !== undefined && !isOneClick(approval);
  return (
    <article aria-label={thread.title} className="m-auto grid w-full max-w-190 gap-4">
      <Heading thread={thread} />
      {said === null ? (
        <Loading what="what it says">
          <Skeleton className="h-24" />
        </Loading>
      ) : (
        <Says thread={thread} approval={approval} says={said.says} />
      )}
      <Sum thread={thread} asked={said?.asked ?? null} />
      {form && (
        <QuestionForm
          large
          questions={questions}
          initially={initialAnswers(questions)}
          onPick={() => {}}
          isComplete={(picks, texts) => isComplete(questions, picks, texts)}
          onAnswer={(picks, texts) => void answer(answerQuestions(approval, picks, texts)).then((sent) => sent && goNext())}
        />
      )}
      <Options thread={thread} choices={choices} />
      {!form && <Words thread={thread} approval={approval} others={choices.length > 0} />}
      <WaysOut thread={thread} />
    </article>
  );
};
