import {
  chmodSync,
  existsSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { carryOut, planPatch } from './apply-patch.ts';
import { PatchProblem } from './patch-format.ts';

let base: string;
let root: string;
beforeEach(() => {
  base = mkdtempSync(join(tmpdir(), 'switchyard-patch-'));
  root = join(base, 'tree');
  mkdirSync(join(root, 'src'), { recursive: true });
  writeFileSync(join(base, 'outside.txt'), 'outside\n');
  writeFileSync(join(root, 'src/a.txt'), 'one\ntwo\n');
  writeFileSync(join(root, '.git'), 'gitdir: ../main/.git/worktrees/tree\n');
});
afterEach(() => rmSync(base, { recursive: true, force: true }));

const apply = (...lines: readonly string[]): void => {
  const plan = planPatch(root, ['*** Begin Patch', ...lines, '*** End Patch'].join('\n'), [join(root, 'secret')]);
  carryOut(root, plan.files);
};
const add = (path: string): void => apply(`*** Add File: ${path}`, '+planted');
const read = (path: string): string => readFileSync(join(root, path), 'utf8');
/** Every file below the base with its content; links are not followed. */
const everything = (folder = base): Record<string, string> =>
  Object.assign(
    {},
    ...readdirSync(folder, { withFileTypes: true }).map((entry) => {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) return everything(path);
      return entry.isFile() ? { [path]: readFileSync(path, 'latin1') } : {};
    }),
  ) as Record<string, string>;

test('files are added, changed, moved and deleted, with their modes', () => {
  chmodSync(join(root, 'src/a.txt'), 0o755);
  apply('*** Add File: deep/er/new.txt', '+hello', '*** Update File: src/a.txt', '*** Move to: src/b.txt', '@@', '-two', '+2');
  expect([read('deep/er/new.txt'), read('src/b.txt'), existsSync(join(root, 'src/a.txt'))]).toEqual(['hello\n', 'one\n2\n', false]);
  expect(statSync(join(root, 'src/b.txt')).mode & 0o777).toBe(0o755);
  apply('*** Delete File: src/b.txt');
  expect(existsSync(join(root, 'src/b.txt'))).toBe(false);
  expect(readdirSync(root, { recursive: true }).filter((name) => String(name).endsWith('.tmp'))).toEqual([]);
});

test('a file that several parts of the patch touch is what the last one leaves', () => {
  apply('*** Update File: src/a.txt', '@@', '-one', '+1', '*** Update File: src/a.txt', '@@', '-two', '+2');
  expect(read('src/a.txt')).toBe('1\n2\n');
});

describe('what leads out of the worktree', () => {
  const link = (name: string, target: string): void => symlinkSync(target, join(root, name));
  test.each([
    '../outside.txt',
    '/etc/switchyard-test',
    'src/../../outside2.txt',
    'src/../../../outside3.txt',
    '.git',
    '.git/hooks/pre-commit',
    '.GIT/config',
    'src/.git/config',
    '',
    '.',
    'a\0b',
  ])('by its name: %j', (path) => {
    const before = everything();
    expect(() => add(path)).toThrow(PatchProblem);
    expect(everything()).toEqual(before);
  });

  test('by links, of every kind', () => {
    link('up', '..');
    link('link.txt', '../outside.txt');
    link('dangling.txt', '../made.txt');
    link('src/self', '.');
    const before = everything();
    for (const path of ['up/outside2.txt', 'up/tree/src/new.txt', 'link.txt', 'dangling.txt', 'src/self/new.txt'])
      expect(() => add(path), path).toThrow(PatchProblem);
    expect(() => apply('*** Update File: link.txt', '@@', '-outside', '+inside')).toThrow(PatchProblem);
    expect(() => apply('*** Delete File: up/outside.txt')).toThrow(PatchProblem);
    expect(() => apply('*** Update File: src/a.txt', '*** Move to: up/moved.txt')).toThrow(PatchProblem);
    expect(everything()).toEqual(before);
  });

  test('a hard link loses its other name, and that one keeps its content', () => {
    linkSync(join(base, 'outside.txt'), join(root, 'linked.txt'));
    apply('*** Update File: linked.txt', '@@', '-outside', '+inside');
    expect([read('linked.txt'), readFileSync(join(base, 'outside.txt'), 'utf8')]).toEqual(['inside\n', 'outside\n']);
  });

  test('what the policy forbids', () => {
    expect(() => add('secret/key.txt')).toThrow('the policy forbids it');
  });

  test('a link that takes a folder’s place after the look changes nothing outside', () => {
    mkdirSync(join(base, 'target'));
    const plan = planPatch(root, '*** Begin Patch\n*** Add File: src/new.txt\n+planted\n*** End Patch');
    rmSync(join(root, 'src'), { recursive: true });
    link('src', '../target');
    expect(() => carryOut(root, plan.files)).toThrow(PatchProblem);
    expect(readdirSync(join(base, 'target'))).toEqual([]);
  });
});

describe('all or nothing', () => {
  test('a part that does not fit', () => {
    const before = everything();
    expect(() => apply('*** Add File: new.txt', '+x', '*** Update File: src/a.txt', '@@', '-three', '+3')).toThrow(
      'these lines were not found',
    );
    expect(() => apply('*** Add File: new.txt', '+x', '*** Delete File: missing.txt')).toThrow('does not exist');
    expect(() => apply('*** Add File: src/a.txt', '+x')).toThrow('exists already');
    expect(everything()).toEqual(before);
  });

  test('a file that someone changed between the look and the deed', () => {
    const plan = planPatch(root, '*** Begin Patch\n*** Add File: new.txt\n+x\n*** Update File: src/a.txt\n@@\n-two\n+2\n*** End Patch');
    writeFileSync(join(root, 'src/a.txt'), 'one\ntwo\nthree\n');
    expect(() => carryOut(root, plan.files)).toThrow('was changed by someone else');
    expect([read('src/a.txt'), existsSync(join(root, 'new.txt'))]).toEqual(['one\ntwo\nthree\n', false]);
  });

  test('a failure in the middle is undone', () => {
    // A folder takes the name of the second file after the look.
    const plan = planPatch(root, '*** Begin Patch\n*** Update File: src/a.txt\n@@\n-two\n+2\n*** Add File: there\n+x\n*** End Patch');
    const files = plan.files.map((file) => (file.parts[0] === 'there' ? { ...file, parts: ['there', 'x', '..'] } : file));
    expect(() => carryOut(root, files)).toThrow();
    expect(read('src/a.txt')).toBe('one\ntwo\n');
  });
});

test('whatever path a patch names, nothing outside changes', () => {
  symlinkSync('..', join(root, 'up'));
  mkdirSync(join(base, 'other'));
  symlinkSync('../other', join(root, 'other'));
  const part = fc.constantFrom('..', '.', 'src', 'up', 'other', '.git', 'a.txt', 'new', '', 'outside.txt', '~', '%2e%2e', '..\\', 'ｇit');
  const outside = (): readonly (readonly [string, string])[] =>
    Object.entries(everything()).filter(([path]) => !path.startsWith(`${root}/`) || path.endsWith('.git'));
  const before = outside();
  fc.assert(
    fc.property(fc.array(part, { minLength: 1, maxLength: 6 }), fc.boolean(), (parts, absolute) => {
      try {
        add((absolute ? '/' : '') + parts.join('/'));
      } catch (error) {
        if (!(error instanceof PatchProblem)) expect((error as NodeJS.ErrnoException).code).toMatch(/^E/);
      }
      expect(outside()).toEqual(before);
    }),
    { numRuns: 300 },
  );
});
