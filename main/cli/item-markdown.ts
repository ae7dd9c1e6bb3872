/** The conversation as Markdown. */
import type { Item, ItemOf } from '#contract/items.ts';
import { refusalText, resetWords, retryWords, toolWords } from './thread-text.ts';

const quoted = (text: string): string =>
  text
    .split('\n')
    .map((line) => `> ${line}`)
    .join('\n');

const images = (shown: ItemOf<'tool'>['images']): readonly string[] =>
  shown === undefined ? [] : [shown.map(({ name, mime }) => `- image \`${name}\` (${mime})`).join('\n')];

const sources = (citations: ItemOf<'tool'>['citations']): readonly string[] =>
  citations === undefined
    ? []
    : [citations.map(({ title, url }, index) => `${index + 1}. [${title.replaceAll(/[[\]]/g, '')}](<${url}>)`).join('\n')];

const subagent = ({ title, agent, prompt, text }: ItemOf<'subagent'>): string =>
  [
    `### Sub-agent: ${title}${agent === undefined ? '' : ` (${agent})`}`,
    ...(prompt === undefined ? [] : [quoted(prompt)]),
    ...(text === '' ? [] : [text]),
  ].join('\n\n');

/** One item of the conversation as Markdown. */
export const itemMarkdown = (item: Item): string => {
  switch (item.kind) {
    case 'user':
      return `## ${item.delivery === 'steer' ? 'You, meanwhile' : 'You'}\n\n${item.text}`;
    case 'assistant':
      return [`## Agent\n\n${item.text}`, ...images(item.images), ...sources(item.citations)].join('\n\n');
    case 'command':
    case 'setup': {
      // A fence longer than any in the output, so that the output cannot end it.
      const fence = '`'.repeat(Math.max(3, ...[...item.output.matchAll(/`+/g)].map(([run]) => run.length + 1)));
      return `${fence}console\n$ ${item.command}\n${item.output.trimEnd()}\n${fence}`;
    }
    case 'file-change':
      return item.changes.map(({ kind, path }) => `- ${kind} \`${path}\``).join('\n');
    case 'plan':
      return item.steps.map(({ text, status }) => `- [${status === 'done' ? 'x' : ' '}] ${text}`).join('\n') || item.text;
    case 'tool':
      return [`*Used ${toolWords(item)}*`, ...images(item.images), ...sources(item.citations)].join('\n\n');
    case 'review':
      return `## Review: ${item.title}\n\n${item.text}`;
    case 'subagent':
      return subagent(item);
    case 'refusal':
      return `> ${refusalText(item)}`;
    case 'notice':
      return quoted([item.text, item.action, retryWords(item), resetWords(item)].filter((part) => part !== undefined).join(' '));
    case 'reasoning':
    case 'compaction':
      return quoted(item.text);
  }
};
