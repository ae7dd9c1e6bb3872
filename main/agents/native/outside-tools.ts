/** Tools that are not ours, MCP servers' and the web's, as tools of the loop. */
import type { AgentAction } from '#contract/rules.ts';
import type { AgentItem } from '#main/agents/agent-backend.ts';
import type { OutsideTool } from './native-means.ts';
import { failed, type NativeTool, type Wish } from './native-tool.ts';
import { KeptOutput } from './kept-output.ts';

const actionOf = (tool: OutsideTool, input: unknown): AgentAction => {
  const host = tool.host?.(input) ?? null;
  return host === null
    ? { kind: 'tool', server: tool.server, tool: tool.name, readOnly: tool.readOnly }
    : { kind: 'network', host: host.host, port: host.port };
};

const trimmed = (text: string): string => {
  const kept = new KeptOutput();
  kept.add(text);
  return kept.shown(0, () => 'ask for less');
};

export const outsideTool = (tool: OutsideTool): NativeTool => ({
  definition: tool.definition,
  together: () => tool.readOnly,
  run: async (input, desk) => {
    const text = JSON.stringify(input, null, 2);
    const item = {
      key: desk.newKey(),
      kind: 'tool',
      server: tool.server,
      tool: tool.name,
      input: text,
      output: null,
      exitCode: null,
    } as const;
    desk.emit({ kind: 'item-started', item });
    const end = (output: string | null, status: 'done' | 'failed' | 'declined'): void => {
      const ended: AgentItem = { ...item, output };
      desk.emit({ kind: 'item-ended', item: ended, status });
    };
    const title = tool.server === null ? tool.name : `${tool.server}: ${tool.name}`;
    const wish: Wish = { action: actionOf(tool, input), kind: 'tool', itemKey: item.key, title, detail: { text } };
    const permission = await desk.permit(wish);
    if (permission.kind === 'refused') {
      end(null, 'declined');
      return failed(permission.text);
    }
    desk.begin();
    try {
      const result = await tool.call(input, desk.signal);
      end(result.text, result.failed ? 'failed' : 'done');
      return { text: trimmed(result.text), failed: result.failed, images: result.images ?? [] };
    } catch (error) {
      end(error instanceof Error ? error.message : String(error), 'failed');
      throw error;
    }
  },
});
