/** Properties of reading commands: never throws, never allows what it was not told of, and splits as the real bash does. */
import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { policyOrder } from '#contract/policy.ts';
import { judge } from './judge.ts';
import { parseCommand } from './parse-command.ts';
import { proposeRules } from './propose-rules.ts';
import { command, contextOf, rule } from './testing/judge-lab.ts';

const shellish = fc
  .array(
    fc.constantFrom(
      ...[
        'a',
        'b',
        'c',
        ' ',
        '  ',
        '\n',
        '\t',
        ';',
        '&',
        '&&',
        '|',
        '||',
        '(',
        ')',
        '{',
        '}',
        '<',
        '>',
        '>>',
        '<<E\n',
        '\nE\n',
        '<<<',
        '$',
        '$(',
        '${',
        '$((',
        '))',
      ],
      ...[
        '`',
        "'",
        '"',
        '\\',
        "$'",
        '$"',
        '!',
        '#',
        '~',
        '*',
        '?',
        '[',
        ']',
        '=',
        'if ',
        'then ',
        'fi',
        'for x in ',
        'do ',
        'done',
        'case ',
        'esac',
        '\\\n',
        '[[ ',
        ' ]]',
        'é',
        '\u00a0',
      ],
      ...[
        'eval ',
        'bash -c ',
        'env ',
        'xargs ',
        'sudo ',
        'exec ',
        'cd ',
        '-c',
        '--',
        '1',
        '2>&1',
        '@',
        ':-',
        'function ',
        'coproc ',
        'time ',
      ],
    ),
    { maxLength: 24 },
  )
  .map((pieces) => pieces.join(''));

test('never throws, whatever it is given, and gives the same twice', () => {
  const rules = ['allow command a', 'refuse command b c', 'allow path **'];
  fc.assert(
    fc.property(
      fc.oneof(shellish, fc.string({ unit: 'binary', maxLength: 60 })),
      fc.constantFrom(...policyOrder),
      fc.boolean(),
      (text, policy, sandboxed) => {
        const context = contextOf(rules, { policy });
        expect(judge(command(text, sandboxed), context)).toEqual(judge(command(text, sandboxed), context));
        proposeRules(command(text, sandboxed), context);
      },
    ),
    { numRuns: 1_500 },
  );
});

/** A shell text with one command in it that no rule allows, as deep as it may be. */
const { script } = fc.letrec<{ script: string }>((tie) => ({
  script: fc.oneof(
    { maxDepth: 4 },
    fc.constant('evil x'),
    fc
      .tuple(
        tie('script'),
        fc.constantFrom<(inner: string) => string>(
          (inner) => `good; ${inner}`,
          (inner) => `${inner} && good`,
          (inner) => `good | ${inner}`,
          (inner) => `(${inner})`,
          (inner) => `{ ${inner}; }`,
          (inner) => `good $(${inner})`,
          (inner) => `good "$(${inner})"`,
          (inner) => `good <(${inner})`,
          (inner) => `good <<E\n$(${inner})\nE\ngood`,
          (inner) => `good <<<"$(${inner})"`,
          (inner) => `if good; then ${inner}; fi`,
          (inner) => `for x in 1; do ${inner}; done`,
          (inner) => `case a in a) ${inner};; esac`,
          (inner) => `bash -c '${inner.replaceAll("'", String.raw`'\''`)}'`,
          (inner) => `eval '${inner.replaceAll("'", String.raw`'\''`)}'`,
          (inner) => `good \${x:-$(${inner})}`,
          (inner) => `good > "$(${inner})"`,
          (inner) => `a=$(${inner}) good`,
          (inner) => `! ${inner} &`,
          (inner) => `good # no\n${inner}`,
          (inner) => `[[ -f $(${inner}) ]]`,
          (inner) => `good() { ${inner}; }; good`,
          (inner) => `while ${inner}; do good; done`,
        ),
      )
      .map(([inner, around]) => around(inner)),
  ),
}));
const wrapped = fc.tuple(
  fc.constantFrom('', 'timeout 5 ', 'env CI=1 ', 'nohup ', 'xargs ', 'sudo ', 'nice -n 3 ', 'exec ', 'command ', 'time '),
  script,
);

test('never allows what contains a command that no rule allows', () => {
  const context = contextOf(['allow command good', 'allow path **']);
  const refusing = contextOf(['allow command good', 'refuse command evil'], { policy: 'full-access' });
  fc.assert(
    fc.property(wrapped, ([wrapper, text]) => {
      const whole = text.startsWith('evil') ? `${wrapper}${text}` : text;
      expect([whole, judge(command(whole), context).verdict]).not.toEqual([whole, 'allow']);
      expect([whole, judge(command(whole, true), refusing).verdict]).not.toEqual([whole, 'allow']);
    }),
    { numRuns: 1_500 },
  );
});

test('what it proposes would have allowed it, and allows no other program', () => {
  fc.assert(
    fc.property(script, (text) => {
      const offered = proposeRules(command(text), contextOf(['allow command good']));
      if (offered === null) return;
      const rules = offered.map((match) => ({ ...rule('allow command good'), match }));
      const context = { ...contextOf(['allow command good']), rules: [rule('allow command good'), ...rules] };
      expect([judge(command(text), context).verdict, judge(command(`${text}\nother y`), context).verdict]).toEqual(['allow', 'ask']);
    }),
    { numRuns: 500 },
  );
});

let folder: string;
let runs = 0;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'switchyard-fuzz-'));
  mkdirSync(join(folder, 'bin'));
  mkdirSync(join(folder, 'cwd'));
  for (const name of ['a', 'b', 'c', 'ab', 'ba', 'abc']) {
    const path = join(folder, 'bin', name);
    writeFileSync(path, `#!/bin/sh\nprintf '%s\\037' ${name} "$@" > "$SEEN/$$"\n`);
    chmodSync(path, 0o755);
  }
  for (const name of ['bash', 'env', 'timeout', 'xargs', 'nice', 'nohup']) symlinkSync(`/usr/bin/${name}`, join(folder, 'bin', name));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** What the real bash starts for the text: the words of each program, in no order. */
const startedByBash = (text: string): readonly string[] => {
  // A folder of its own for each: what a text starts beside itself may write after its end.
  const seen = join(folder, `seen-${(runs += 1)}`);
  mkdirSync(seen);
  rmSync(join(folder, 'cwd'), { recursive: true, force: true });
  mkdirSync(join(folder, 'cwd'));
  try {
    execFileSync('/bin/bash', ['--norc', '--noprofile', '-c', text], {
      cwd: join(folder, 'cwd'),
      env: { PATH: join(folder, 'bin'), HOME: '/nowhere', LC_ALL: 'C.UTF-8', SEEN: seen },
      stdio: 'ignore',
      timeout: 5_000,
    });
  } catch {
    // Its exit code is of no interest.
  }
  return readdirSync(seen)
    .map((name) => readFileSync(join(seen, name), 'utf8'))
    .filter((text) => text.endsWith('\u001f'));
};

/** Words as people and models write them, and as somebody would who wants to be misread. Nothing names a program beside ours. */
const atom = fc.constantFrom(
  ...[
    'a',
    'b',
    'c',
    'a',
    'b',
    '-c',
    '=',
    'é',
    '~',
    '#',
    '!',
    '-',
    '\\ ',
    '\\a',
    '\\\n',
    '\\"',
    "'b c'",
    "'\"'",
    '"a b"',
    '"\\$x"',
    '"\\a"',
    '""',
    "''",
  ],
  ...[
    '"$(b c)"',
    '$(b)',
    '`c`',
    '"`a`"',
    "$'\\x41\\t'",
    "$'\\''",
    '$x',
    '${x:-a b}',
    '"${x:-a}"',
    '*',
    '{a,b}',
    '[b]',
    '<(a)',
    '"',
    "'",
    '$',
    ')',
    '}',
  ],
);
const word = fc.array(atom, { minLength: 1, maxLength: 3 }).map((atoms) => atoms.join(''));
const head = fc.constantFrom(
  ...['a', 'b', 'c', "'a'", '\\b', '"c"', 'a\\\nb', '$x a', 'x=1 a', '! a', 'time a', '{ a', '(b'],
  ...[
    'bash -c',
    'bash -ec',
    'eval',
    'exec',
    'command',
    'env',
    'env CI=1 a',
    'timeout 5 b',
    'xargs a',
    'nice -n 1 c',
    'nohup a',
    'if a; then b',
    'for i in 1; do c',
    '[[ a ]] && b',
  ],
);
const tail = fc.constantFrom(
  '',
  '',
  '',
  ' >b',
  ' 2>&1',
  ' <<<a',
  ' <<E\n$(b)\nE\n',
  " <<'E'\n$(b)\nE\n",
  ' # c',
  '; }',
  ')',
  '; fi',
  '; done',
);
const simple = fc
  .tuple(head, fc.array(word, { maxLength: 3 }), tail)
  .map(([first, words, last]) => `${[first, ...words].join(' ')}${last}`);
const forBash = fc
  .array(fc.tuple(simple, fc.constantFrom('; ', ' && ', ' || ', ' | ', '\n', ';')), { minLength: 1, maxLength: 3 })
  .map((list) => list.map(([one, joint], index) => (index < list.length - 1 ? one + joint : one)).join(''));

test('whatever the real bash starts, it has seen, word for word', () => {
  let compared = 0;
  let started = 0;
  fc.assert(
    fc.property(forBash, (text) => {
      const parts = parseCommand(text, '/');
      if (parts.unknown.length > 0) return;
      compared += 1;
      const seen = parts.commands.map(({ words, open }) => ({ values: words.map(({ value }) => value), open }));
      for (const one of startedByBash(text)) {
        started += 1;
        const words = one.split('\u001f').slice(0, -1);
        const isSeen = seen.some(({ values, open }) => {
          // A word that is not known may become none, or several.
          const unknownAt = values.indexOf(null);
          const firstUnknown = unknownAt < 0 && open ? values.length : unknownAt;
          const known = firstUnknown < 0 ? values : values.slice(0, firstUnknown);
          return known.every((value, index) => words[index] === value) && (firstUnknown >= 0 || words.length === values.length);
        });
        expect({ text, words, isSeen, seen }).toMatchObject({ isSeen: true });
      }
    }),
    { numRuns: 500, seed: 4717 },
  );
  expect([compared > 50, started > 50]).toEqual([true, true]);
}, 60_000);
