/** Reads a request of the Responses API: its history and the tools it offers. */
import { z } from '#contract/zod.ts';
import type { HistoryEntry, ModelBlock } from './model-script.ts';

const Part = z.looseObject({ text: z.string().nullish() });
const Input = z.looseObject({
  type: z.string().nullish(),
  role: z.string().nullish(),
  content: z.union([z.string(), z.array(Part)]).nullish(),
  call_id: z.string().nullish(),
  tools: z.array(z.unknown()).nullish(),
});
const Tool = z.looseObject({ type: z.string().default(''), name: z.string().default(''), tools: z.array(z.unknown()).nullish() });

export const ResponsesRequest = z.looseObject({
  model: z.string().default('unknown'),
  input: z.union([z.string(), z.array(Input)]).default([]),
  tools: z.array(z.unknown()).default([]),
});
export type ResponsesRequest = z.infer<typeof ResponsesRequest>;

export const historyOf = (request: ResponsesRequest): readonly HistoryEntry[] => {
  if (typeof request.input === 'string') return [{ role: 'user', text: request.input, callId: '' }];
  return request.input.map((item) => {
    const content = item.content ?? '';
    const text = typeof content === 'string' ? content : content.map((part) => part.text ?? '').join('\n');
    const isCall = item.type === 'function_call' || item.type === 'custom_tool_call';
    return { role: item.role === 'user' ? 'user' : 'other', text, callId: isCall ? (item.call_id ?? '') : '' };
  });
};

interface OfferedTool {
  readonly name: string;
  readonly type: string;
  readonly namespace: string | null;
}

const flat = (values: readonly unknown[], namespace: string | null): readonly OfferedTool[] =>
  values.flatMap((value) => {
    const tool = Tool.safeParse(value);
    if (!tool.success) return [];
    const { name, type, tools } = tool.data;
    return tools === undefined || tools === null ? [{ name: name === '' ? type : name, type, namespace }] : flat(tools, name);
  });

/** Newer models get their tools in an item of the input. */
const toolsOf = (request: ResponsesRequest): readonly OfferedTool[] => {
  const items = typeof request.input === 'string' ? [] : request.input;
  return [
    ...flat(request.tools, null),
    ...flat(
      items.filter((item) => item.type === 'additional_tools').flatMap((item) => item.tools ?? []),
      null,
    ),
  ];
};

export interface ToolCall {
  readonly name: string;
  readonly namespace: string | null;
  /** A free-form tool takes text; others take JSON. */
  readonly freeForm: boolean;
  readonly input: string;
}

/** The call that a block means with the tools at hand; null when there is none that fits. */
export const callFor = (block: ModelBlock, request: ResponsesRequest): ToolCall | null => {
  const tools = toolsOf(request);
  const find = (name: string): OfferedTool | undefined => tools.find((tool) => tool.name === name);
  const code = find('exec_command') === undefined ? tools.find((tool) => tool.name === 'exec' && tool.type === 'custom') : undefined;
  const inCode = (input: string): ToolCall => ({ name: 'exec', namespace: code?.namespace ?? null, freeForm: true, input });
  if ('run' in block) {
    const args = JSON.stringify({ cmd: block.run, ...block.args });
    if (code !== undefined) return inCode(`const r = await tools.exec_command(${args}); text(r.output ?? r);`);
    return find('exec_command') === undefined ? null : { name: 'exec_command', namespace: null, freeForm: false, input: args };
  }
  if ('patch' in block) {
    if (code !== undefined) return inCode(`text(await tools.apply_patch(${JSON.stringify(block.patch)}));`);
    const tool = find('apply_patch');
    if (tool === undefined) return null;
    const freeForm = tool.type === 'custom';
    return {
      name: 'apply_patch',
      namespace: tool.namespace,
      freeForm,
      input: freeForm ? block.patch : JSON.stringify({ input: block.patch }),
    };
  }
  if ('call' in block)
    return { name: block.call, namespace: find(block.call)?.namespace ?? null, freeForm: false, input: JSON.stringify(block.args) };
  return null;
};
