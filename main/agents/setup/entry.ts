/** An agent's entry in `config.json`, as the user may write it by hand. */
import { z } from '#contract/zod.ts';

export const Entry = z.object({
  backend: z.string().min(1),
  label: z.string().min(1).max(60).optional(),
  binary: z.string().min(1).optional(),
  home: z.string().min(1).optional(),
  environment: z.record(z.string().min(1), z.string().nullable()).optional(),
  /** Variables whose values are kept with the keys. */
  secrets: z.array(z.string().min(1)).readonly().optional(),
  preset: z.string().min(1).optional(),
  command: z.string().min(1).optional(),
  args: z.array(z.string()).readonly().optional(),
  folders: z.array(z.string().min(1)).readonly().optional(),
  hosts: z.array(z.string().min(1)).readonly().optional(),
  hidden: z.boolean().optional(),
  terminal: z
    .object({
      start: z.enum(['typed', 'argument']).optional(),
      quietSeconds: z.number().min(0.2).max(600).optional(),
      waits: z.string().max(500).optional(),
    })
    .optional(),
});
export type Entry = z.infer<typeof Entry>;
