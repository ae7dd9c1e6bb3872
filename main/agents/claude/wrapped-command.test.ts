import { expect, test } from 'vitest';
import { wordsOf, wrappedCommand } from './wrapped-command.ts';

const before = `source /home/dev/.claude/shell-snapshots/snapshot-bash-1.sh 2>/dev/null || true && { \\builtin shopt -u extglob; } >/dev/null 2>&1 || true && eval `;

test.each([
  ['pwd', 'pwd'],
  [`'echo '"'"'hi there'"'"'; pwd'`, `echo 'hi there'; pwd`],
  [`': switchyard-0123\ncat <<EOF\n&& eval x\nEOF'`, ': switchyard-0123\ncat <<EOF\n&& eval x\nEOF'],
  ['"echo \\$HOME"', 'echo $HOME'],
])('the command %s is read', (quoted, command) => {
  const wrapped = wrappedCommand(`${before}${quoted} < /dev/null && pwd -P >| /tmp/claude-1a2b-cwd`);
  expect({ command: wrapped?.command, file: wrapped?.folderFile }).toEqual({ command, file: '/tmp/claude-1a2b-cwd' });
  expect(wrapped?.withFolderFile(`/our/it's`)).toBe(`${before}${quoted} < /dev/null && pwd -P >| '/our/it'\\''s'`);
});

test('what is no command of the model is told apart', () => {
  expect(wrappedCommand('npm run lint')).toBeNull();
  expect(wordsOf(`/usr/bin/node '/a b/server.js' --port 1`)).toEqual(['/usr/bin/node', '/a b/server.js', '--port', '1']);
  expect(wordsOf('node server.js; rm x')).toBeNull();
});
