/** update_plan: the steps of a longer piece of work, one item per turn that changes as the work goes on. */
import { z } from '#contract/zod.ts';
import type { PlanStep } from '#contract/items.ts';
import { toolText } from './tool-texts.ts';
import { done, parseInput, type NativeTool } from './native-tool.ts';

export const PlanInput = z.object({
  plan: z
    .array(z.object({ step: z.string().min(1), status: z.enum(['pending', 'in_progress', 'completed']).default('pending') }))
    .min(1)
    .max(50),
});

const statuses: Readonly<Record<'pending' | 'in_progress' | 'completed', PlanStep['status']>> = {
  pending: 'pending',
  in_progress: 'active',
  completed: 'done',
};

export const planTool: NativeTool = {
  definition: toolText.update_plan,
  together: () => false,
  run: async (input, { plan, emit, newKey }) => {
    const parsed = parseInput(PlanInput, input);
    if ('problem' in parsed) return parsed.problem;
    const steps = parsed.value.plan.map(({ step, status }) => ({ text: step, status: statuses[status] }));
    const isFirst = plan.item === null;
    plan.item = { key: plan.item?.key ?? newKey(), kind: 'plan', steps, text: '' };
    emit({ kind: isFirst ? 'item-started' : 'item-updated', item: plan.item });
    return done('The plan is shown.');
  },
};
