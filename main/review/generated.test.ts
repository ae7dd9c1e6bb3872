import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { FileChange } from '#contract/review.ts';
import { generatedKind, generatedRules, withGenerated } from './generated.ts';

const rules = generatedRules(
  [
    '# marks',
    '*.pb.go linguist-generated',
    '/api/** linguist-generated=true text',
    'docs/*.md   linguist-documentation',
    'yarn.lock -linguist-generated',
    'api/by-hand.ts linguist-generated=false',
    '"odd name" linguist-generated',
  ].join('\n'),
);

test.each([
  ['package-lock.json', 'lock-file'],
  ['deep/Cargo.lock', 'lock-file'],
  ['web/app.min.js', 'minified'],
  ['yarn.lock', undefined],
  ['a/b/x.pb.go', 'marked'],
  ['api/v1/client.ts', 'marked'],
  ['api/by-hand.ts', undefined],
  ['src/api/client.ts', undefined],
  ['docs/read.md', undefined],
  ['package.json', undefined],
])('%s: %s', (path, kind) => {
  expect(generatedKind(path, rules)).toBe(kind);
});

test('the file of marks is read in the folder; a link is not followed', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'switchyard-generated-'));
  const file = { path: 'x.gen.ts' } as FileChange;
  writeFileSync(join(folder, 'elsewhere'), '*.gen.ts linguist-generated\n');
  symlinkSync('elsewhere', join(folder, '.gitattributes'));
  expect(await withGenerated(folder, [file])).toEqual([file]);
  rmSync(join(folder, '.gitattributes'));
  writeFileSync(join(folder, '.gitattributes'), '*.gen.ts linguist-generated\n');
  expect(await withGenerated(folder, [file])).toEqual([{ ...file, generated: 'marked' }]);
  rmSync(folder, { recursive: true });
});
