/** The steps of a plan, each with a mark and a word for its state. */
import { Circle, CircleCheck, CircleDot } from 'lucide-react';
import type { ItemOf, PlanStep } from '#contract/items.ts';
import { Markdown } from './markdown.tsx';

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

export const PlanSteps = ({ item }: { readonly item: Pick<ItemOf<'plan'>, 'steps' | 'text'> }) => (
  <div className="grid gap-1.5">
    {item.text !== '' && <Markdown text={item.text} />}
    <ol className="grid gap-1">
      {item.steps.map((step, index) => (
        <li key={index} className="flex gap-2">
          <Mark status={step.status} />
          <span
            dir="auto"
            className={
              step.status === 'done'
                ? 'min-w-0 text-muted wrap-anywhere'
                : step.status === 'active'
                  ? 'min-w-0 font-medium wrap-anywhere'
                  : 'min-w-0 wrap-anywhere'
            }
          >
            {step.text}
          </span>
        </li>
      ))}
    </ol>
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
