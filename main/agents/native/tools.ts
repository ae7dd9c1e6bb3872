/** The tools that a turn offers: our four, and those of the user's MCP servers and the web. */
import { patchTool } from './apply-patch.ts';
import { askTool } from './ask-user.ts';
import type { OutsideTool } from './native-means.ts';
import type { NativeTool } from './native-tool.ts';
import { outsideTool } from './outside-tools.ts';
import { planTool } from './plan.ts';
import { shellTool } from './shell.ts';
import type { ShellSessions } from './shell-sessions.ts';

/** By the name that the model calls them by. Nothing from outside takes the place of ours. */
export const toolsOf = (shell: ShellSessions, outside: readonly OutsideTool[]): ReadonlyMap<string, NativeTool> => {
  const own = [shellTool(shell), patchTool, planTool, askTool];
  const taken = new Set(own.map(({ definition }) => definition.name));
  const others = outside.map(outsideTool).filter(({ definition }) => !taken.has(definition.name));
  return new Map([...own, ...others].map((tool) => [tool.definition.name, tool]));
};
