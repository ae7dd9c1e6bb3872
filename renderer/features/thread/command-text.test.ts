import { expect, test } from 'vitest';
import { commandLine, commandPurpose, plainCommand } from './command-text.ts';

test('a shell wrapper is taken off', () => {
  expect(plainCommand(`/bin/bash -lc 'npm test'`)).toBe('npm test');
  expect(plainCommand(`bash -c "echo \\"hi\\" \\$HOME"`)).toBe('echo "hi" $HOME');
  expect(plainCommand(`/usr/bin/bash -lc 'it'"'"'s'`)).toBe("it's");
  expect(plainCommand('npm test')).toBe('npm test');
  expect(plainCommand('bashful -lc x')).toBe('bashful -lc x');
});

test('one line of a command of several', () => {
  expect(commandLine('set -e\nnpm ci')).toBe('set -e …');
  expect(commandLine('npm ci')).toBe('npm ci');
});

test.each([
  [`bash -lc 'cat src/a.ts'`, 'read'],
  [`sed -n '1,200p' src/a.ts`, 'read'],
  [`cd src && cat a.ts | head -20`, 'read'],
  [`git diff HEAD~1`, 'read'],
  [`rg -n "a > b" src`, 'search'],
  [`ls -la; find . -name '*.ts' 2>/dev/null`, 'search'],
  [`cat a.ts > b.ts`, 'run'],
  [`cat <<'EOF' >> notes.md`, 'run'],
  [`sed -i s/a/b/ a.ts`, 'run'],
  [`npm test`, 'run'],
  [`cat a && npm test`, 'run'],
  [`git commit -m x`, 'run'],
  [`rg "a;b|c" src`, 'search'],
])('%s is to %s', (command, purpose) => {
  expect(commandPurpose(command)).toBe(purpose);
});
