/** Questions of the agent as a form: options as cards with 1–9, free text, several questions below each other. */
import { useId, useState, type FormEvent, type KeyboardEvent } from 'react';
import type { Approval, ApprovalAnswer, Question } from '#contract/approvals.ts';
import { Button } from '#renderer/ui/button.tsx';
import { cx } from '#renderer/ui/class-names.ts';
import { inputClass } from '#renderer/ui/field.tsx';
import { Kbd } from '#renderer/ui/kbd.tsx';
import { choose, formAnswer, missing, stateOf, write, type FormState } from './answer-form.ts';

interface QuestionFieldProps {
  readonly question: Question;
  readonly form: FormState;
  readonly change: (form: FormState) => void;
  /** Only one question takes the number keys. */
  readonly numbered: boolean;
}

const QuestionField = ({ question, form, change, numbered }: QuestionFieldProps) => {
  const name = useId();
  const { chosen, text } = stateOf(form, question);
  return (
    <fieldset className="grid min-w-0 gap-1.5">
      <legend className="mb-1.5">
        {question.header !== '' && question.header !== question.text && <span className="block text-sm text-muted">{question.header}</span>}
        <span dir="auto" className="font-medium wrap-anywhere">
          {question.text}
        </span>
      </legend>
      {question.options.map((option, index) => (
        <label
          key={option.label}
          className={cx(
            'flex cursor-pointer items-start gap-2.5 rounded-md border bg-raised px-3 py-2 transition-colors hover:bg-hover has-focus-visible:outline-2 has-focus-visible:outline-offset-2 has-focus-visible:outline-accent coarse:min-h-11',
            chosen.includes(option.label) ? 'border-accent' : 'border-line',
          )}
        >
          <input
            type={question.many ? 'checkbox' : 'radio'}
            name={name}
            checked={chosen.includes(option.label)}
            onChange={() => change(choose(form, question, option.label))}
            className="mt-1 size-3.5 shrink-0 accent-accent-solid outline-none"
          />
          <span dir="auto" className="min-w-0 flex-1 wrap-anywhere">
            {option.label}
            {option.description !== '' && <span className="block text-sm text-muted">{option.description}</span>}
          </span>
          {numbered && index < 9 && <Kbd keys={[String(index + 1)]} />}
        </label>
      ))}
      {(question.freeText || question.options.length === 0) && (
        <input
          type={question.secret ? 'password' : 'text'}
          autoComplete="off"
          dir="auto"
          value={text}
          aria-label={question.options.length === 0 ? question.text : `Other answer: ${question.text}`}
          placeholder={question.options.length === 0 ? 'Your answer' : 'Something else…'}
          onChange={(event) => change(write(form, question, event.currentTarget.value))}
          className={inputClass}
        />
      )}
    </fieldset>
  );
};

interface QuestionFormProps {
  readonly approval: Approval;
  readonly disabled: boolean;
  readonly onAnswer: (answer: ApprovalAnswer) => void;
}

export const QuestionForm = ({ approval, disabled, onAnswer }: QuestionFormProps) => {
  const [form, setForm] = useState<FormState>({});
  const questions = approval.detail.questions ?? [];
  const [first] = questions;
  const lacking = missing(form, questions);
  const skip = approval.decisions.find((decision) => decision.effect === 'deny');
  const send = (event: FormEvent) => {
    event.preventDefault();
    if (lacking.length === 0 && !disabled) onAnswer(formAnswer(approval, form));
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.target instanceof HTMLInputElement && !['radio', 'checkbox'].includes(event.target.type)) return;
    const option = first?.options[Number(event.key) - 1];
    if (first === undefined || questions.length !== 1 || option === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    setForm(choose(form, first, option.label));
  };
  return (
    <form onSubmit={send} onKeyDown={onKeyDown} data-question-form className="grid gap-3.5">
      {questions.map((question) => (
        <QuestionField key={question.id} question={question} form={form} change={setForm} numbered={questions.length === 1} />
      ))}
      <div className="flex flex-wrap items-center gap-1.5">
        <Button type="submit" look="primary" disabled={disabled || lacking.length > 0}>
          Answer <Kbd keys={['↵']} onSolid />
        </Button>
        {skip !== undefined && (
          <Button disabled={disabled} onClick={() => onAnswer({ approval: approval.id, decision: skip.id })}>
            {skip.label}
          </Button>
        )}
        {questions.length > 1 && lacking.length > 0 && (
          <span className="text-sm text-muted">
            {lacking.length} of {questions.length} still to answer
          </span>
        )}
      </div>
    </form>
  );
};
