/** The steps of a plan, each with a mark and a word for its state. */
import { ChevronDown, ChevronUp, Circle, CircleCheck, CircleDot } from 'lucide-react';
import type { ItemOf, PlanStep } from '#contract/items.ts';
import { Button } from '#renderer/ui/button.tsx';
import { plural } from '#renderer/ui/units.ts';
import { Markdown } from './markdown.tsx';
import { useOpenMark } from './open-marks.ts';
import { planWindow } from './plan-window.ts';

const Mark = ({ status }: { readonly status: PlanStep['status'] }) => {
  switch (status) {
    case 'done':
      return <CircleCheck size={14} aria-label="done" className="mt-[3px] shrink-0 text-run" />;
    case 'active':
      return <CircleDot size={14} aria-label="under way" className="mt-[3px] shrink-0 text-run" />;
    case 'pending':
      return <Circle size={14} aria-label="to do" className="mt-[3px] shrink-0 text-faint" />;
  }
};

const stepLook: Readonly<Record<PlanStep['status'], string>> = {
  done: 'min-w-0 text-muted wrap-anywhere',
  active: 'min-w-0 font-medium wrap-anywhere',
  pending: 'min-w-0 wrap-anywhere',
};

const Steps = ({ steps, id }: { readonly steps: readonly PlanStep[]; readonly id: string }) => {
  const [all, setAll] = useOpenMark(`plan-${id}`);
  const { from, to } = all ? { from: 0, to: steps.length } : planWindow(steps);
  return (
    <div className="grid gap-1">
      {from > 0 && (
        <div>
          <Button look="quiet" onClick={() => setAll(true)}>
            <ChevronUp size={13} aria-hidden /> {plural(from, 'earlier step')}
          </Button>
        </div>
      )}
      <ol start={from + 1} className="grid gap-1">
        {steps.slice(from, to).map((step, index) => (
          <li key={from + index} className="flex gap-2">
            <Mark status={step.status} />
            <span dir="auto" className={stepLook[step.status]}>
              {step.text}
            </span>
          </li>
        ))}
      </ol>
      {to < steps.length && (
        <div>
          <Button look="quiet" onClick={() => setAll(true)}>
            <ChevronDown size={13} aria-hidden /> {plural(steps.length - to, 'later step')}
          </Button>
        </div>
      )}
    </div>
  );
};

export const PlanSteps = ({ item }: { readonly item: Pick<ItemOf<'plan'>, 'id' | 'steps' | 'text'> }) => (
  <div className="grid gap-1.5">
    {item.text !== '' && <Markdown text={item.text} />}
    {item.steps.length > 0 && <Steps steps={item.steps} id={item.id} />}
  </div>
);

export const PlanBlock = ({ item }: { readonly item: ItemOf<'plan'> }) => {
  const done = item.steps.filter((step) => step.status === 'done').length;
  return (
    <section aria-label="Plan" className="rounded-md border border-line bg-raised px-3.5 py-2.5">
      <div className="mb-1.5 flex items-center gap-2">
        <h3 className="font-semibold">Plan</h3>
        {item.steps.length > 0 && (
          <span className="text-sm text-muted tabular-nums">
            {done} of {item.steps.length} done
          </span>
        )}
      </div>
      <PlanSteps item={item} />
    </section>
  );
};
