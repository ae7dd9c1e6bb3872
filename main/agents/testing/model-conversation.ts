/** A request to the model server in whichever wire format: what was said so far, and the tools that are offered. */
import type { HistoryEntry, ModelBlock } from './model-script.ts';

export interface OfferedTool {
  readonly name: string;
  /** `custom` takes text instead of JSON; empty where the format has no such difference. */
  readonly type: string;
  readonly namespace: string | null;
  /** Names of its arguments; empty when not told. */
  readonly arguments: readonly string[];
}

export interface Conversation {
  readonly model: string;
  readonly history: readonly HistoryEntry[];
  readonly tools: readonly OfferedTool[];
}

export interface ToolCall {
  readonly name: string;
  readonly namespace: string | null;
  /** A free-form tool takes text; others take JSON. */
  readonly freeForm: boolean;
  readonly input: string;
}

/** What codex, our own agent, opencode and Gemini CLI call it. */
const shellNames: ReadonlySet<string> = new Set(['exec_command', 'shell', 'bash', 'run_shell_command']);
const isShell = (tool: OfferedTool): boolean => shellNames.has(tool.name);

const plainCall = (tool: OfferedTool, input: object): ToolCall => ({
  name: tool.name,
  namespace: tool.namespace,
  freeForm: false,
  input: JSON.stringify(input),
});

/** The call that a block means with the tools at hand; null when there is none that fits. */
export const callFor = (block: ModelBlock, tools: readonly OfferedTool[]): ToolCall | null => {
  const find = (name: string): OfferedTool | undefined => tools.find((tool) => tool.name === name);
  const shell = tools.find(isShell);
  const code = shell === undefined ? tools.find((tool) => tool.name === 'exec' && tool.type === 'custom') : undefined;
  const inCode = (input: string): ToolCall => ({ name: 'exec', namespace: code?.namespace ?? null, freeForm: true, input });
  if ('run' in block) {
    const cmd = { cmd: block.run, ...block.args };
    if (code !== undefined) return inCode(`const r = await tools.exec_command(${JSON.stringify(cmd)}); text(r.output ?? r);`);
    if (shell === undefined) return null;
    return plainCall(shell, shell.arguments.includes('command') ? { command: block.run, ...block.args } : cmd);
  }
  if ('patch' in block) {
    if (code !== undefined) return inCode(`text(await tools.apply_patch(${JSON.stringify(block.patch)}));`);
    const tool = find('apply_patch');
    if (tool === undefined) return null;
    if (tool.type === 'custom') return { name: tool.name, namespace: tool.namespace, freeForm: true, input: block.patch };
    return plainCall(tool, { [tool.arguments[0] ?? 'input']: block.patch });
  }
  const named = 'call' in block ? find(block.call) : undefined;
  // A free-form tool takes its text in `input`.
  if ('call' in block && named?.type === 'custom' && typeof block.args['input'] === 'string')
    return { name: block.call, namespace: named.namespace, freeForm: true, input: block.args['input'] };
  if ('call' in block) return { name: block.call, namespace: named?.namespace ?? null, freeForm: false, input: JSON.stringify(block.args) };
  return null;
};
