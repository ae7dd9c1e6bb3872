import { expect, test } from 'vitest';
import { headlessTerminal } from './headless-terminal.ts';
import { ScreenLines } from './screen-lines.ts';
import type { ScreenEvent } from './screen-report.ts';
import { listenToShell } from './shell-marks.ts';

const written = async (bytes: string, then: (lines: ScreenLines) => void = () => undefined, more = '') => {
  const terminal = headlessTerminal(40, 6, 100);
  const events: ScreenEvent[] = [];
  listenToShell(terminal, (event) => events.push(event));
  const lines = new ScreenLines(terminal);
  const write = (text: string) => new Promise<void>((resolve) => terminal.write(text, resolve));
  await write(bytes);
  then(lines);
  await write(more);
  return { events, text: lines.text() };
};

test('what programs want to tell: notifications of both kinds, progress is none, commands with their end', async () => {
  const { events } = await written(
    '\x1b]9;Build is done\x07\x1b]9;4;3;50\x07\x1b]777;notify;Amp;needs you\x1b\\\x1b]777;preexec\x07\x1b]133;C\x07\x1b]133;D;3\x07',
  );
  expect(events).toEqual([
    { kind: 'notified', text: 'Build is done' },
    { kind: 'notified', text: 'Amp: needs you' },
    { kind: 'command-began', text: null },
    { kind: 'command-ended', exitCode: 3 },
  ]);
});

test('the screen as text: what is visible, what came since the mark, lines that were broken by the width as one', async () => {
  const before = Array.from({ length: 20 }, (_, index) => `old ${index}`).join('\r\n');
  const long = 'x'.repeat(50);
  const { text } = await written(`${before}\r\n`, (lines) => lines.mark(), `\x1b[31mred\x1b[m\r\n${long}\r\n\r\n\r\n\r\n\x1b[?2004h> `);
  expect(text).toEqual({ visible: `${long}\n\n>`, since: `red\n${long}\n\n>`, bracketedPaste: true });
});
