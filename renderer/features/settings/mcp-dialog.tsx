/** Adds or changes one of the user's MCP servers. */
import type { McpEntry } from '#contract/mcp.ts';
import { useServerAgents } from '#renderer/state/agents.ts';
import { call, failureOf } from '#renderer/state/core.ts';
import { McpServerDialog } from '#renderer/ui/mcp-server-dialog.tsx';

export const McpDialog = ({ entry, onClose }: { readonly entry: McpEntry | null; readonly onClose: () => void }) => (
  <McpServerDialog
    entry={entry}
    agents={useServerAgents()}
    onClose={onClose}
    onSave={(name, server) => call('mcp.save', { before: entry?.name ?? null, name, server }).then(() => null, failureOf)}
  />
);
