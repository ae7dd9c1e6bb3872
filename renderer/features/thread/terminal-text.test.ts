import { expect, test } from 'vitest';
import { readableOutput } from './terminal-text.ts';

test.each([
  ['plain\ttext\n', 'plain\ttext\n'],
  ['\u001b[1;32mok\u001b[0m done', 'ok done'],
  ['10%\r50%\r100%\nnext\r\n', '100%\nnext\n'],
  ['\u001b]0;title\u0007shown', 'shown'],
  ['\u001b]8;;https://a.b\u001b\\link\u001b]8;;\u001b\\', 'link'],
  ['bell\u0007 and null\u0000', 'bell and null'],
  ['cut off \u001b[3', 'cut off [3'],
])('%j reads %j', (raw, text) => {
  expect(readableOutput(raw)).toBe(text);
});
