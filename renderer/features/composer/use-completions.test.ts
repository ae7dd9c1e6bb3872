import { expect, test } from 'vitest';
import type { Command } from '#renderer/state/commands.ts';
import { commandChoices } from './use-completions.ts';

const command = (id: string, more: Partial<Command> = {}): Command => ({
  id,
  title: id,
  group: 'Thread',
  when: 'thread',
  run: () => {},
  ...more,
});

test('only commands of the open thread can be typed, by their last word', () => {
  const commands = [
    command('thread.stop'),
    command('thread.retry'),
    command('thread.open-1', { when: '', keyOnly: true }),
    command('approval.allow'),
  ];
  expect(commandChoices(commands, '').map((choice) => choice.label)).toEqual(['/retry', '/stop']);
  expect(commandChoices(commands, 'St').map((choice) => choice.id)).toEqual(['thread.stop']);
});
