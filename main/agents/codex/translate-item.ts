/** One item of codex's protocol, as one of ours. Pure. */
import { isAbsolute, relative, sep } from 'node:path';
import type { ChangedFile } from '#contract/items.ts';
import type { AgentImage, AgentItem } from '#main/agents/agent-backend.ts';
import { unifiedDiff, withDiff } from '#main/agents/file-diff.ts';
import { fieldsOf, inner, list, number, rawOf, text, texts, type Fields } from '#main/agents/fields.ts';
import { withoutShell } from './shell-words.ts';

export type ItemEnd = 'done' | 'failed' | 'declined';

export type Translated =
  | { readonly kind: 'item'; readonly item: AgentItem; readonly end: ItemEnd }
  /** Part of the protocol, nothing to show. */
  | { readonly kind: 'hidden' }
  | { readonly kind: 'unknown' };

const endOf = (status: string | null): ItemEnd =>
  status === 'declined' ? 'declined' : status === 'failed' || status === 'interrupted' ? 'failed' : 'done';

const insidePath = (cwd: string, path: string): string => {
  const inside = isAbsolute(path) ? relative(cwd, path) : path;
  return inside === '..' || inside.startsWith(`..${sep}`) || isAbsolute(inside) ? path : inside;
};

const wholeFile = (content: string, mark: '+' | '-'): string => {
  const lines = content === '' ? [] : content.replace(/\n$/, '').split('\n');
  const span = `1,${lines.length}`;
  const head = mark === '+' ? `@@ -0,0 +${span} @@` : `@@ -${span} +0,0 @@`;
  return lines.length === 0 ? '' : [head, ...lines.map((line) => mark + line), ''].join('\n');
};

/** For a new or removed file codex gives the content in place of a diff. */
const changeOf = (cwd: string, value: unknown): ChangedFile => {
  const change = fieldsOf(value);
  const native = text(inner(change, 'kind'), 'type');
  const moved = text(inner(change, 'kind'), 'move_path');
  const path = insidePath(cwd, text(change, 'path') ?? '');
  const diff = text(change, 'diff') ?? '';
  if (native === 'add' || native === 'delete') {
    return withDiff({ path, kind: native }, unifiedDiff(native, path, undefined, wholeFile(diff, native === 'add' ? '+' : '-')));
  }
  if (moved === null) return withDiff({ path, kind: 'update' }, unifiedDiff('update', path, undefined, diff));
  const to = insidePath(cwd, moved);
  return withDiff({ path: to, kind: 'move', from: path }, unifiedDiff('move', to, path, diff));
};

export const changesOf = (cwd: string, item: Fields): readonly ChangedFile[] =>
  list(item, 'changes').map((change) => changeOf(cwd, change));

/** An image as MCP gives it, or as a data address. */
const imageOf = (value: unknown): AgentImage | null => {
  const part = fieldsOf(value);
  const mime = text(part, 'mimeType');
  const data = text(part, 'data');
  if (text(part, 'type') === 'image' && mime !== null && data !== null) return { mime, base64: data };
  const [, type, base64] = /^data:(image\/[\w.+-]+);base64,(.+)$/.exec(text(part, 'imageUrl') ?? text(part, 'image_url') ?? '') ?? [];
  return type === undefined || base64 === undefined ? null : { mime: type, base64 };
};

const contentOf = (item: Fields): readonly unknown[] =>
  Array.isArray(item['contentItems']) ? list(item, 'contentItems') : list(inner(item, 'result'), 'content');

const imagesIn = (item: Fields): Pick<ToolMore, 'images'> => {
  const images = contentOf(item)
    .map(imageOf)
    .filter((image) => image !== null);
  return images.length === 0 ? {} : { images };
};

const contentText = (content: readonly unknown[]): string =>
  content
    .filter((part) => imageOf(part) === null)
    .map((part) => text(fieldsOf(part), 'text') ?? rawOf(part))
    .join('\n');

const imageAt = (path: string | null): Pick<ToolMore, 'images'> => (path === null || !isAbsolute(path) ? {} : { images: [{ path }] });

const citationsIn = (results: readonly unknown[]): Pick<ToolMore, 'citations'> => {
  const citations = results.map(fieldsOf).flatMap((result) => {
    const url = text(result, 'url');
    return url === null ? [] : [{ title: text(result, 'title') ?? url, url }];
  });
  return citations.length === 0 ? {} : { citations };
};

const searchOf = (item: Fields): Pick<ToolMore, 'use' | 'title'> => {
  const action = inner(item, 'action');
  const url = text(action, 'url');
  if (url !== null) return { use: 'fetch', title: url };
  const query = text(action, 'query') ?? text(item, 'query');
  return query === null || query === '' ? { use: 'web-search' } : { use: 'web-search', title: query };
};

const toolOutput = (item: Fields): string | null => {
  const error = text(inner(item, 'error'), 'message');
  if (error !== null) return error;
  if (item['result'] !== null && item['result'] !== undefined) {
    return typeof item['result'] === 'string' ? item['result'] : contentText(list(inner(item, 'result'), 'content'));
  }
  if (item['contentItems'] !== null && item['contentItems'] !== undefined) return contentText(list(item, 'contentItems'));
  return null;
};

type ToolMore = Pick<Extract<AgentItem, { kind: 'tool' }>, 'use' | 'images' | 'citations' | 'title'>;

const tool = (key: string, server: string | null, name: string, input: unknown, output: string | null, more: ToolMore = {}): AgentItem => ({
  ...more,
  key,
  kind: 'tool',
  server,
  tool: name,
  input: rawOf(input),
  output,
  exitCode: null,
});

const commandOf = (key: string, item: Fields): Translated => {
  const exitCode = number(item, 'exitCode');
  const status = text(item, 'status');
  const end = status === 'completed' && exitCode !== null && exitCode !== 0 ? 'failed' : endOf(status);
  const command = withoutShell(text(item, 'command') ?? '');
  return {
    kind: 'item',
    end,
    item: { key, kind: 'command', command, cwd: text(item, 'cwd'), output: text(item, 'aggregatedOutput'), exitCode },
  };
};

const collaborationText = (item: Fields): string => {
  const states = Object.values(inner(item, 'agentsStates')).map((state) => {
    const { status, message } = fieldsOf(state);
    return [status, message].filter((part) => typeof part === 'string' && part !== '').join(': ');
  });
  return states.filter((part) => part !== '').join('\n');
};

const reasoningText = (item: Fields): string => {
  const summary = texts(item, 'summary');
  return (summary.length > 0 ? summary : texts(item, 'content')).join('\n\n');
};

const toolItem = (key: string, type: string, item: Fields): AgentItem | null => {
  switch (type) {
    case 'mcpToolCall':
      return tool(key, text(item, 'server'), text(item, 'tool') ?? '', item['arguments'], toolOutput(item), {
        use: 'mcp',
        ...imagesIn(item),
      });
    case 'collabAgentToolCall':
      return tool(key, 'sub-agents', text(item, 'tool') ?? '', { prompt: text(item, 'prompt') }, collaborationText(item));
    case 'dynamicToolCall':
      return tool(key, text(item, 'namespace'), text(item, 'tool') ?? '', item['arguments'], toolOutput(item), imagesIn(item));
    case 'functionCallOutput':
      return tool(
        key,
        text(item, 'namespace'),
        text(item, 'name') ?? '',
        {},
        typeof item['output'] === 'string' ? item['output'] : rawOf(item['output']),
      );
    case 'webSearch': {
      const results = list(item, 'results');
      return tool(
        key,
        null,
        'web search',
        item['action'] ?? { query: text(item, 'query') },
        results.length === 0 ? null : results.map(rawOf).join('\n'),
        { ...searchOf(item), ...citationsIn(results) },
      );
    }
    case 'imageView':
      return tool(key, null, 'view image', { path: text(item, 'path') }, null, { use: 'image', ...imageAt(text(item, 'path')) });
    case 'imageGeneration':
      return tool(key, null, 'make image', { prompt: text(item, 'revisedPrompt') }, text(item, 'savedPath'), {
        use: 'image',
        ...imageAt(text(item, 'savedPath')),
      });
    case 'sleep':
      return tool(key, null, 'wait', { milliseconds: number(item, 'durationMs') }, null);
    default:
      return null;
  }
};

/** `cwd` is the folder that paths are told relative to. */
export const translateItem = (value: unknown, cwd: string): Translated => {
  const item = fieldsOf(value);
  const key = text(item, 'id') ?? '';
  const type = text(item, 'type') ?? '';
  const shown = (shownItem: AgentItem): Translated => ({ kind: 'item', item: shownItem, end: endOf(text(item, 'status')) });
  switch (type) {
    case 'userMessage':
    case 'hookPrompt':
    case 'subAgentActivity':
    case 'enteredReviewMode':
      return { kind: 'hidden' };
    case 'agentMessage':
      return shown({ key, kind: 'assistant', text: text(item, 'text') ?? '' });
    case 'exitedReviewMode':
      return shown({ key, kind: 'review', title: '', text: text(item, 'review') ?? '' });
    case 'reasoning':
      return shown({ key, kind: 'reasoning', text: reasoningText(item) });
    case 'contextCompaction':
      return shown({ key, kind: 'compaction', text: '' });
    case 'plan':
      return shown({ key, kind: 'plan', steps: [], text: text(item, 'text') ?? '' });
    case 'commandExecution':
      return commandOf(key, item);
    case 'fileChange':
      return shown({ key, kind: 'file-change', changes: changesOf(cwd, item) });
    default: {
      const toolShown = toolItem(key, type, item);
      return toolShown === null ? { kind: 'unknown' } : shown(toolShown);
    }
  }
};
