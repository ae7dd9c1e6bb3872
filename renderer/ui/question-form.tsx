/**
 * Questions with options and a field for words. One question with single choice is answered by one click; otherwise choices
 * gather until all are answered. `numbered` shows 1–9 on the options of the first question.
 */
import { useState, type FormEvent } from 'react';
import { Button } from './button.tsx';
import { cx } from './class-names.ts';
import { inputClass } from './field.tsx';
import { InlineText } from './inline-text.tsx';
import { Kbd } from './kbd.tsx';

export interface AskedQuestion {
  readonly id: string;
  readonly header: string;
  readonly text: string;
  readonly options: readonly { readonly label: string; readonly description: string }[];
  readonly many: boolean;
  readonly freeText: boolean;
  readonly secret: boolean;
  readonly optional?: boolean | undefined;
}
type Picks = Readonly<Record<string, readonly string[]>>;
type Texts = Readonly<Record<string, string>>;

interface QuestionFormProps {
  readonly questions: readonly AskedQuestion[];
  readonly numbered?: boolean;
  readonly large?: boolean;
  /** What is filled in at first. */
  readonly initially?: { readonly picks: Picks; readonly texts: Texts };
  /** The option of the only question, by its place from 0. */
  readonly onPick: (index: number) => void;
  readonly onAnswer: (picks: Picks, texts: Texts) => void;
  readonly isComplete: (picks: Picks, texts: Texts) => boolean;
}

const toggled = (picked: readonly string[], label: string, many: boolean): readonly string[] => {
  if (picked.includes(label)) return picked.filter((other) => other !== label);
  return many ? [...picked, label] : [label];
};

interface OptionProps {
  readonly option: AskedQuestion['options'][number];
  readonly cap: string | null;
  readonly picked: boolean | null;
  readonly large: boolean;
  readonly onClick: () => void;
}

const Option = ({ option, cap, picked, large, onClick }: OptionProps) => (
  <button
    type="button"
    {...(picked === null ? {} : { 'aria-pressed': picked })}
    onClick={onClick}
    className={cx(
      'flex max-w-full items-start gap-2 rounded-md border max-tablet:w-full text-start transition-colors hover:bg-hover',
      picked === true ? 'border-accent bg-needs-bg' : 'border-line-strong bg-raised',
      large ? 'px-3 py-1.75 coarse:min-h-12 coarse:py-3' : 'px-2 py-0.75 text-sm coarse:min-h-10 coarse:py-2',
    )}
  >
    {cap !== null && <Kbd keys={[cap]} />}
    <span className="min-w-0">
      <span dir="auto" className="block font-medium wrap-anywhere">
        {option.label}
      </span>
      {option.description !== '' && (
        <span dir="auto" className="block text-sm wrap-anywhere text-muted">
          <InlineText text={option.description} />
        </span>
      )}
    </span>
  </button>
);

const nothing = { picks: {}, texts: {} };

export const QuestionForm = ({
  questions,
  numbered = false,
  large = false,
  initially = nothing,
  onPick,
  onAnswer,
  isComplete,
}: QuestionFormProps) => {
  const [picks, setPicks] = useState<Picks>(initially.picks);
  const [texts, setTexts] = useState<Texts>(initially.texts);
  const oneClick = questions.length === 1 && questions[0]?.many === false;
  const wantsButton = !oneClick || questions.some((question) => question.freeText || question.options.length === 0);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (isComplete(picks, texts)) onAnswer(picks, texts);
  };
  return (
    <form onSubmit={submit} className="grid gap-2">
      {questions.map((question, at) => (
        <fieldset key={question.id} className="grid min-w-0 gap-1.5">
          {(questions.length > 1 || large) && (
            <legend dir="auto" className={cx('mb-1 wrap-anywhere', large ? 'sr-only' : 'text-muted')}>
              <InlineText text={question.text} />
              {question.optional === true && ' (may stay empty)'}
            </legend>
          )}
          <div className="flex flex-wrap gap-1.5">
            {question.options.map((option, index) => (
              <Option
                key={option.label}
                option={option}
                cap={numbered && at === 0 && index < 9 ? String(index + 1) : null}
                picked={oneClick ? null : (picks[question.id] ?? []).includes(option.label)}
                large={large}
                onClick={() =>
                  oneClick
                    ? onPick(index)
                    : setPicks({ ...picks, [question.id]: toggled(picks[question.id] ?? [], option.label, question.many) })
                }
              />
            ))}
          </div>
          {(question.freeText || question.options.length === 0) && (
            <input
              dir="auto"
              type={question.secret ? 'password' : 'text'}
              autoComplete="off"
              aria-label={`Answer in your own words: ${question.text}`}
              placeholder={question.options.length === 0 ? 'Your answer…' : 'Or say something else…'}
              value={texts[question.id] ?? ''}
              onChange={(event) => setTexts({ ...texts, [question.id]: event.currentTarget.value })}
              className={cx(inputClass, !large && 'py-1 text-sm')}
            />
          )}
        </fieldset>
      ))}
      {wantsButton && isComplete(picks, texts) && (
        <div>
          <Button type="submit" look="go" size={large ? 'md' : 'sm'}>
            {questions.length > 1 ? 'Send answers' : 'Send answer'}
          </Button>
        </div>
      )}
    </form>
  );
};
