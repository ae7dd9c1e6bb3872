import { expect, test } from 'vitest';
import { folderName, nothingText } from './import-texts.ts';

test('folders by their last name, on any system', () => {
  expect(['/a/b/', 'C:\\x\\y', '/'].map(folderName)).toEqual(['b', 'y', '/']);
});

test('why there is nothing to choose', () => {
  expect([nothingText(['Codex'], ' x'), nothingText([], ''), nothingText(['Codex', 'Claude Code'], '')]).toEqual([
    'None of them says that.',
    'None of your agents tells what was begun outside. Codex and Claude Code do, once they are installed.',
    'Codex, Claude Code have no conversation in this project’s folders that is not here already.',
  ]);
});
