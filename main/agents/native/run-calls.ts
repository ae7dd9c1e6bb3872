/** Carries out the tool calls of an answer: what only reads runs at once, what changes something runs by itself, in order. */
import { AppError } from '#contract/failure.ts';
import { CommandError } from '#main/base/errors.ts';
import { log } from '#main/base/log.ts';
import { openCalls, type ToolCall } from './conversation.ts';
import { failed, type ToolResult } from './native-tool.ts';
import type { Turn } from './turn.ts';

/** Null for what is no JSON. An empty text is a call without arguments. */
const inputOf = (call: ToolCall): { readonly value: unknown } | null => {
  try {
    return { value: call.input.trim() === '' ? {} : (JSON.parse(call.input) as unknown) };
  } catch {
    return null;
  }
};

/** What went wrong, for the model. A bug of ours must not end its turn: it may find another way. */
const told = (error: unknown): ToolResult => {
  if (error instanceof AppError)
    return failed([error.failure.message, error.failure.action].filter((text) => text !== undefined).join(' '));
  if (error instanceof CommandError) return failed(error.message);
  log.error('native.tool', { error });
  return failed(`The tool broke: ${error instanceof Error ? error.message : String(error)}`);
};

const resultOf = async (turn: Turn, call: ToolCall): Promise<ToolResult> => {
  const tool = turn.tools.get(call.tool);
  if (tool === undefined) return failed(`There is no tool “${call.tool}”. There are: ${[...turn.tools.keys()].join(', ')}.`);
  const input = inputOf(call);
  if (input === null) return failed('The arguments are no JSON.');
  const { signal } = turn.desk;
  const begin = (): void => {
    signal.throwIfAborted();
    turn.record({ kind: 'begun', call: call.id });
  };
  try {
    return await tool.run(input.value, { ...turn.desk, begin });
  } catch (error) {
    if (signal.aborted) throw error;
    return told(error);
  }
};

const runCall = async (turn: Turn, call: ToolCall): Promise<readonly string[]> => {
  turn.desk.signal.throwIfAborted();
  const result = await resultOf(turn, call);
  // The result is true even when the turn was stopped meanwhile.
  const { images = [], failed: isFailed } = result;
  const said = { role: 'tool', callId: call.id, tool: call.tool, text: result.text.toWellFormed(), failed: isFailed } as const;
  const message = images.length === 0 ? said : { ...said, images };
  turn.record({ kind: 'result', message });
  return result.touched ?? [];
};

const mayRunTogether = (turn: Turn, call: ToolCall): boolean => {
  const input = inputOf(call);
  return input !== null && turn.tools.get(call.tool)?.together(input.value) === true;
};

/** Neighbours that may run at once stand in one group. */
export const inGroups = <T>(calls: readonly T[], together: (call: T) => boolean): readonly (readonly T[])[] => {
  const groups: T[][] = [];
  let open = false;
  for (const call of calls) {
    const joins = together(call);
    const last = groups.at(-1);
    if (joins && open && last !== undefined) last.push(call);
    else groups.push([call]);
    open = joins;
  }
  return groups;
};

/** Gives the paths that were touched. Throws when the turn is stopped. */
export const runCalls = async (turn: Turn): Promise<readonly string[]> => {
  const touched: string[] = [];
  for (const group of inGroups(openCalls(turn.conversation()), (call) => mayRunTogether(turn, call))) {
    const paths = await Promise.all(group.map((call) => runCall(turn, call)));
    touched.push(...paths.flat());
  }
  return touched;
};
