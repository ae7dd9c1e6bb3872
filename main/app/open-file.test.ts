import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { editorCommand, openFile } from './open-file.ts';

const file = { folder: '/work/tree', path: 'src/a b.ts', line: 7 };

test('a template becomes program and arguments', () => {
  expect([
    editorCommand('code -g {path}:{line}', file),
    editorCommand('"/opt/my editor/bin" +{line}', { ...file, line: null }),
    editorCommand("idea --line {line} '{path}' {folder}", file),
    editorCommand('  ', file),
  ]).toEqual([
    ['code', '-g', '/work/tree/src/a b.ts:7'],
    ['/opt/my editor/bin', '+1', '/work/tree/src/a b.ts'],
    ['idea', '--line', '7', '/work/tree/src/a b.ts', '/work/tree'],
    null,
  ]);
});

test('the editor runs in the folder with the file; what is outside, missing or not set is told', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'switchyard-editor-'));
  try {
    writeFileSync(join(folder, 'a.ts'), 'x');
    const told = join(folder, 'told');
    const command = `${process.execPath} -e "require('fs').writeFileSync('told',process.argv.slice(1).join(' '))" {path} {line}`;
    await openFile({}, command, { folder, path: 'a.ts', line: 3 });
    await vi.waitFor(() => expect(readFileSync(told, 'utf8')).toBe(`${join(folder, 'a.ts')} 3`));
    const open = (path: string, template = '') => openFile({}, template, { folder, path, line: null });
    await expect(open('../a.ts')).rejects.toMatchObject({ failure: { kind: 'invalid' } });
    await expect(open('gone.ts')).rejects.toMatchObject({ failure: { kind: 'not-found' } });
    await expect(open('a.ts')).rejects.toMatchObject({ failure: { kind: 'unavailable' } });
    await expect(open('a.ts', '/no/such/editor')).rejects.toMatchObject({ failure: { kind: 'unavailable' } });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
