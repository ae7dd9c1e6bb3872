import { expect, test } from 'vitest';
import type { Command } from '#renderer/state/commands.ts';
import { agentCommandChoices, commandChoices, skillChoices } from './use-completions.ts';

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

test('the agent’s own commands stand behind ours, and never take the name of one', () => {
  const seen = [
    { name: 'deploy', description: 'Ships it', argumentHint: '[where]' },
    { name: 'stop', description: 'Another stop', argumentHint: '' },
    { name: 'git:redeploy', description: '', argumentHint: '' },
  ];
  const ours = commandChoices([command('thread.stop')], '');
  expect(agentCommandChoices(seen, '', 'Claude Code', ours).map(({ label }) => label)).toEqual(['/deploy', '/git:redeploy']);
  expect(agentCommandChoices(seen, 'DEP', 'Claude Code', ours)).toEqual([
    { kind: 'insert', id: 'agent deploy', label: '/deploy', hint: 'Ships it', text: '/deploy', mark: 'Claude Code', argument: '[where]' },
    { kind: 'insert', id: 'agent git:redeploy', label: '/git:redeploy', hint: '', text: '/git:redeploy', mark: 'Claude Code' },
  ]);
});

test('skills that are on, each once, those that begin with the word first', () => {
  const skill = (name: string, enabled = true) => ({
    name,
    description: '',
    path: null,
    scope: 'agent' as const,
    enabled,
    canSwitch: true,
  });
  const skills = [skill('review'), skill('pre-review'), skill('review'), skill('review-off', false)];
  expect(skillChoices(skills, 'rev').map(({ id }) => id)).toEqual(['review', 'pre-review']);
});
