/** Questions of the agent as a form: options as cards with 1–9, free text, several questions below each other. */
import { useId, useState, type FormEvent } from 'react';
import type { Approval, ApprovalAnswer, Question } from '#contract/approvals.ts';
import {
  answerQuestions,
  initialAnswers,
  isComplete,
  isOneClick,
  pickOption,
  textTrouble,
  type Picks,
  type Texts,
} from '#renderer/state/question-answer.ts';
import { Button } from '#renderer/ui/button.tsx';
import { cx } from '#renderer/ui/class-names.ts';
import { inputClass } from '#renderer/ui/field.tsx';
import { InlineText } from '#renderer/ui/inline-text.tsx';
import { Kbd } from '#renderer/ui/kbd.tsx';

interface QuestionFieldProps {
  readonly question: Question;
  readonly picked: readonly string[];
  readonly text: string;
  readonly onPick: (label: string) => void;
  readonly onText: (text: string) => void;
  /** Only one question takes the number keys. */
  readonly numbered: boolean;
  /** The card's title says it already. */
  readonly asTitle: boolean;
}

const inputTypes: Readonly<Record<NonNullable<Question['input']>, string>> = {
  text: 'text',
  number: 'text',
  integer: 'text',
  email: 'email',
  url: 'url',
  date: 'date',
  'date-time': 'datetime-local',
};

const TextField = ({ question, text, onText }: Pick<QuestionFieldProps, 'question' | 'text' | 'onText'>) => {
  const id = useId();
  const trouble = textTrouble(question, text);
  const only = question.options.length === 0;
  return (
    <div className="grid gap-1">
      <input
        type={question.secret ? 'password' : inputTypes[question.input ?? 'text']}
        inputMode={question.input === 'number' ? 'decimal' : question.input === 'integer' ? 'numeric' : undefined}
        autoComplete="off"
        dir="auto"
        value={text}
        aria-label={only ? question.text : `Other answer: ${question.text}`}
        aria-invalid={trouble !== null}
        aria-describedby={trouble === null ? undefined : id}
        placeholder={only ? 'Your answer' : 'Something else…'}
        onChange={(event) => onText(event.currentTarget.value)}
        className={inputClass}
      />
      {trouble !== null && (
        <span id={id} className="text-sm text-fail">
          {trouble}
        </span>
      )}
    </div>
  );
};

const QuestionField = ({ question, picked, text, onPick, onText, numbered, asTitle }: QuestionFieldProps) => {
  const name = useId();
  return (
    <fieldset className="grid min-w-0 gap-1.5">
      <legend className={asTitle ? 'sr-only' : 'mb-1.5'}>
        {question.header !== '' && question.header !== question.text && question.header !== 'Question' && (
          <span className="block text-sm text-muted">{question.header}</span>
        )}
        <span dir="auto" className="font-medium wrap-anywhere">
          <InlineText text={question.text} />
        </span>
        {question.optional === true && <span className="text-sm text-muted"> (may stay empty)</span>}
      </legend>
      {question.options.map((option, index) => (
        <label
          key={option.label}
          className={cx(
            'flex cursor-pointer items-start gap-2.5 rounded-md border bg-raised px-3 py-2 transition-colors hover:bg-hover has-focus-visible:outline-2 has-focus-visible:outline-offset-2 has-focus-visible:outline-accent coarse:min-h-11',
            picked.includes(option.label) ? 'border-accent' : 'border-line',
          )}
        >
          <input
            type={question.many ? 'checkbox' : 'radio'}
            name={name}
            checked={picked.includes(option.label)}
            onChange={() => onPick(option.label)}
            className="mt-1 size-3.5 shrink-0 accent-accent-solid outline-none"
          />
          <span dir="auto" className="min-w-0 flex-1 wrap-anywhere">
            {option.label}
            {option.description !== '' && (
              <span className="block text-sm text-muted">
                <InlineText text={option.description} />
              </span>
            )}
          </span>
          {numbered && index < 9 && <Kbd keys={[String(index + 1)]} />}
        </label>
      ))}
      {(question.freeText || question.options.length === 0) && <TextField question={question} text={text} onText={onText} />}
    </fieldset>
  );
};

interface QuestionFormProps {
  readonly approval: Approval;
  readonly disabled: boolean;
  readonly onAnswer: (answer: ApprovalAnswer) => void;
}

/** One of several takes the place of the other; with `many` it joins or leaves. */
const picksWith = (picks: Picks, question: Question, label: string): Picks => {
  const before = picks[question.id] ?? [];
  if (!question.many) return { ...picks, [question.id]: [label] };
  return { ...picks, [question.id]: before.includes(label) ? before.filter((one) => one !== label) : [...before, label] };
};

export const QuestionForm = ({ approval, disabled, onAnswer }: QuestionFormProps) => {
  const questions = approval.detail.questions ?? [];
  const [initially] = useState(() => initialAnswers(questions));
  const [picks, setPicks] = useState<Picks>(initially.picks);
  const [texts, setTexts] = useState<Texts>(initially.texts);
  const [first] = questions;
  const complete = isComplete(questions, picks, texts);
  const lacking = questions.filter((question) => !isComplete([question], picks, texts)).length;
  const skip = approval.decisions.find((decision) => decision.effect === 'deny');
  const pick = (question: Question, label: string): void => {
    setPicks(picksWith(picks, question, label));
    // What was written and what is picked are two answers where one is taken: the newer one counts.
    if (!question.many) setTexts({ ...texts, [question.id]: '' });
  };
  const write = (question: Question, text: string): void => {
    setTexts({ ...texts, [question.id]: text });
    if (!question.many && text.trim() !== '') setPicks({ ...picks, [question.id]: [] });
  };
  const send = (event: FormEvent) => {
    event.preventDefault();
    if (!complete || disabled || first === undefined) return;
    const index = first.options.findIndex((option) => option.label === picks[first.id]?.[0]);
    const byOption = isOneClick(approval) && index >= 0 ? pickOption(approval, index) : null;
    onAnswer(byOption ?? answerQuestions(approval, picks, texts));
  };
  return (
    <form onSubmit={send} data-question-form className="grid gap-3.5">
      {questions.map((question) => (
        <QuestionField
          key={question.id}
          question={question}
          picked={picks[question.id] ?? []}
          text={texts[question.id] ?? ''}
          onPick={(label) => pick(question, label)}
          onText={(text) => write(question, text)}
          numbered={questions.length === 1}
          asTitle={question.text === approval.title}
        />
      ))}
      <div className="flex flex-wrap items-center gap-1.5">
        <Button type="submit" look="primary" disabled={disabled || !complete}>
          Answer <Kbd keys={['↵']} onSolid />
        </Button>
        {skip !== undefined && (
          <Button disabled={disabled} onClick={() => onAnswer({ approval: approval.id, decision: skip.id })}>
            {skip.label}
          </Button>
        )}
        {questions.length > 1 && lacking > 0 && (
          <span className="text-sm text-muted">
            {lacking} of {questions.length} still to answer
          </span>
        )}
      </div>
    </form>
  );
};
