/** The command that leads to the page. */
import type { Command } from '#renderer/state/commands.ts';
import { navigate, usualUsage } from '#renderer/state/route.ts';

export const usageCommands: readonly Command[] = [
  {
    id: 'usage.open',
    title: 'Usage: tokens, cost, limits',
    group: 'Go to',
    keys: ['Mod+Shift+U'],
    words: 'spend money price tokens statistics rate limit budget',
    run: () => navigate({ screen: 'usage', view: usualUsage }),
  },
];
