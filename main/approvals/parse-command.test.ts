import { describe, expect, test } from 'vitest';
import { parseCommand } from './parse-command.ts';

const parts = (text: string) => {
  const { commands, writes, reads, unknown } = parseCommand(text, '/w');
  const said = commands.map(
    ({ words, open, watchedOnly }) =>
      words.map(({ value }) => value ?? '?').join(' ') + (open ? ' …' : '') + (watchedOnly ? ' (watched)' : ''),
  );
  return [
    ...said,
    ...writes.map(({ path }) => `> ${path ?? '?'}`),
    ...reads.map(({ path }) => `< ${path ?? '?'}`),
    ...(unknown.length > 0 ? ['unknown'] : []),
  ];
};

describe('taken apart', () => {
  test.each<readonly [string, ...string[]]>([
    ['npm test', 'npm test'],
    ['a && b || c; d & e | f', 'a', 'b', 'c', 'd', 'e', 'f'],
    ['(a; { b; })', 'a', 'b'],
    ['if a; then b; elif c; then d; else e; fi', 'a', 'b', 'c', 'd', 'e'],
    ['while a; do b; done; for x in 1 2; do c "$x"; done', 'a', 'b', 'c ?'],
    ['case "$x" in y) a;; *) b;; esac', 'a', 'b'],
    ['! a; time -p b', 'a', 'b'],
    ['a $(b `c`) "$(d)"', 'c', 'b ?', 'd', 'a ? ?'],
    ['a <(b)', 'b', 'a ?', 'unknown'],
    ['CI=1 a', 'a'],
    ['a > x >> y 2>&1 &> z <in >|v', 'a', '> x', '> y', '> z', '> v', '< in'],
    ['a <<EOF\n$(b)\nEOF', 'b', 'a'],
    ["a <<'EOF'\n$(b)\nEOF", 'a'],
    ['a <<<"$(b)"', 'b', 'a'],
    ['a "$HOME" ~/x *.ts {1,2}', 'a ? ? ? ?'],
    ["a 'b c' \"d e\" f\\ g $'h\\ti'", 'a b c d e f g h\ti'],
    ['[[ -f x && $(a) ]]', 'a'],
    ['echo ${x:-$(a)}', 'a', 'echo ?'],
    ['a # b; c', 'a'],
  ])('%s', (text, ...expected) => expect(parts(text)).toEqual(expected));
});

describe('wrappers are taken off', () => {
  test.each<readonly [string, ...string[]]>([
    ["bash -c 'a; b'", 'a', 'b'],
    ["/bin/zsh -lc 'a && b' name", 'a', 'b'],
    ['sh -ec "bash -c \'a\'"', 'a'],
    ['env -i CI=1 a b', 'a b'],
    ['timeout -k 1 5m a', 'a'],
    ['nice -n 5 nohup stdbuf -oL a', 'a'],
    ['command a; builtin b; exec c', 'a', 'b', 'c'],
    ['command -v a', 'command -v a'],
    ['a | xargs -0 -n 1 rm -f', 'a', 'rm -f …'],
    ['a | xargs', 'a', 'echo …'],
    ["a | xargs -I{} sh -c 'b {}'", 'a', 'sh -c ? …', 'unknown'],
    ['sudo -u x rm y', 'sudo -u x rm y', 'rm y (watched)'],
    ['eval a "b; c"', 'a b', 'c'],
    ['find . -name x -exec rm {} +', 'find . -name x -exec rm {} +', 'rm ?'],
    ["find . -exec sh -c 'b {}' \\;", 'find . -exec sh -c b {} ;', 'sh -c ?', 'unknown'],
    ['bash script.sh', 'bash script.sh'],
  ])('%s', (text, ...expected) => expect(parts(text)).toEqual(expected));
});

describe('what is known only when it runs', () => {
  test.each([
    '$x a',
    '"$(a)" b',
    '~/a',
    '*',
    'eval "$x"',
    'bash',
    'a | sh',
    'bash -c "$x"',
    'bash -x -o posix a',
    'timeout --what 1 a',
    'env -S "a b"',
    'env $x a',
    'PATH=/x a',
    'LD_PRELOAD=x a',
    'GIT_PAGER=x a',
    'PATH=/x',
    'for PATH in x; do a; done',
    'f() { a; }; f',
    'coproc a',
    'a "b',
    'a $(b',
    'a; fi',
    '((x))',
    'echo $((x))',
    'echo ${!x}',
    'echo ${x@P}',
    'echo ${x[0]}',
    '[[ $x -eq 1 ]]',
    '[[ -v x ]]',
    'x[0]=1',
    'exec {PATH}>y',
    'a <<EOF\nb',
    '',
    '# nothing',
    'a\rb',
    'a \u202e b',
    'for i in 1; do cd ..; a; done',
    'xargs -I ls ls',
    'bash -c "bash -c \\"$x\\""',
    'a'.repeat(200_000),
  ])('%j', (text) => expect(parts(text)).toContain('unknown'));
});

test('a change of folder moves what follows, or does not', () => {
  const folders = parseCommand('a; cd sub && b; cd -; c', '/w').commands.map((part) => part.folders);
  expect(folders).toEqual([['/w'], ['/w', '/w/sub'], null]);
});
