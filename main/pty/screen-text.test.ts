import type { Terminal } from '@xterm/headless';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { FloodFilter } from '#contract/flood.ts';
import { restoreScreen } from '#contract/screen.ts';
import { headlessTerminal } from './headless-terminal.ts';
import { insideOf } from './screen-internals.ts';
import { screenOf } from './screen-text.ts';
import { dumpTerminal } from './testing/dump-terminal.ts';

const terminal = (columns = 20, rows = 6, scrollback = 12): Terminal => headlessTerminal(columns, rows, scrollback);
const fed = async (text: string | Uint8Array, made = terminal()): Promise<Terminal> => {
  await new Promise<void>((resolve) => made.write(text, resolve));
  return made;
};
const restored = async (original: Terminal): Promise<Terminal> => {
  const copy = terminal(80, 24, 12);
  await restoreScreen(copy, await screenOf(original, '', new Map()));
  return copy;
};

const ESC = '\x1b';
/** Screens as programs make them, after the chapters of vttest: cursor, screen features, character sets, double-size is absent, keyboard and reports make none. */
const recorded: Readonly<Record<string, string>> = {
  'a long line wraps, and goes on in the scrollback': `${'0123456789'.repeat(7)}\r\n`.repeat(6),
  'the last column waits for the next letter': '01234567890123456789',
  'a wide letter waits in the last column': '012345678901234567漢',
  'a wide letter that does not fit goes to the next line': '0123456789012345678漢字',
  'letters of several code points': 'e\u0301 👩‍👩‍👧 a\u0308\r\nx',
  'colours of all kinds': `${ESC}[31mred${ESC}[1;92;44mbright${ESC}[0;38;5;120;48;5;17m256${ESC}[38;2;1;2;3;48;2;250;251;252mrgb${ESC}[m.`,
  'all other looks':
    [1, 2, 3, 4, 5, 7, 8, 9, 53, 21].map((code) => `${ESC}[${code}mx${ESC}[m`).join('') +
    `${ESC}[4:3;58:2::1:2:3mcurl${ESC}[4:5;58:5:9mdash`,
  'erased with a colour': `${ESC}[44mab${ESC}[Kcd\r\n${ESC}[42m${ESC}[2Jx${ESC}[3;3H${ESC}[1Ky`,
  'lines that scroll in take the colour': `${ESC}[41m${'a\r\n'.repeat(9)}${ESC}[m`,
  links: `${ESC}]8;;https://a.example/x;y\x07one${ESC}]8;;\x07 ${ESC}]8;id=7;file:///b\x07two\r\nthree${ESC}]8;;\x07`,
  'margins and origin': `${ESC}[2;5r${ESC}[?6h${ESC}[2;3Hin\n\n\n\nhere`,
  'the alternate screen over a full one': `${'line\r\n'.repeat(9)}${ESC}[5;7H${ESC}[?1049h${ESC}[2;2H${ESC}[7mhtop${ESC}[6;20H!`,
  'alternate and back': `one${ESC}[?1049htwo${ESC}[?1049lthree`,
  'line drawing': `${ESC}(0lqqk${ESC}(B plain ${ESC})0\x0exx`,
  'tabs of its own': `${ESC}[3g${ESC}[1;4H${ESC}H${ESC}[1;11H${ESC}H${ESC}[2;1Ha\tb\tc`,
  'a saved cursor': `abc${ESC}[31m${ESC}7${ESC}[5;5H${ESC}[32mx`,
  'modes that programs set': `${ESC}[?1h${ESC}=${ESC}[?2004h${ESC}[?1002h${ESC}[?1006h${ESC}[?1004h${ESC}[?25l${ESC}[3 q${ESC}[?45h`,
  'no wrapping, inserting': `${ESC}[?7l0123456789012345678901234${ESC}[2;1Habc\r${ESC}[4hX`,
  'inserted and deleted lines and letters': `1\r\n2\r\n3\r\n4\r\n5${ESC}[2;1H${ESC}[2L${ESC}[4;1H${ESC}[M${ESC}[1;1Habcdef\r${ESC}[2@${ESC}[1;8H${ESC}[2P`,
  'wide letters that were cut in half': `漢字漢字\r${ESC}[1Cx${ESC}[1;6H${ESC}[P`,
  'reverse index at the top': `a\r\nb${ESC}[H${ESC}M${ESC}Mtop`,
  'the alignment test': `${ESC}#8${ESC}[3;3H${ESC}[J`,
  empty: '',
};

test.each(Object.entries(recorded))('a screen that was kept shows again as it was: %s', async (_name, text) => {
  const original = await fed(text);
  const copy = await restored(original);
  expect(dumpTerminal(copy)).toEqual(dumpTerminal(original));
  // What comes next does the same to both, a change of size included.
  const next = `Next ${ESC}[1mword${ESC}8!\r\n${'w'.repeat(45)}`;
  for (const both of [original, copy]) {
    await fed(next, both);
    both.resize(13, 8);
  }
  expect(dumpTerminal(copy)).toEqual(dumpTerminal(original));
});

const word = fc.constantFrom(
  'a', 'bcdef', ' ', '漢', 'e\u0301', '\r\n', '\n', '\r', '\t', '\b', 'x'.repeat(23),
  ...['[m', '[31m', '[1;44m', '[38;5;200m', '[K', '[1K', '[J', '[2J', '[H', '[3;5H', '[A', '[2C', '[X', '[3P', '[2@', '[L', '[M', '[2S', '[2T', '[2;4r', '[r', 'M', 'D', 'E', '7', '8', '[?1049h', '[?1049l', '[4h', '[4l', '[?25l', '(0', '(B', '[?6h', '[?6l', 'c'].map((rest) => `${ESC}${rest}`),
  `${ESC}]8;;http://l\x07`, `${ESC}]8;;\x07`,
); // prettier-ignore

test('whatever a program does, a kept screen is the same', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(word, { maxLength: 60 }), async (words) => {
      const original = await fed(words.join(''));
      expect(dumpTerminal(await restored(original))).toEqual(dumpTerminal(original));
    }),
    { numRuns: 400 },
  );
});

const throughFilter = async (pieces: readonly Uint8Array[], made: Terminal, lines: number): Promise<number> => {
  const filter = new FloodFilter();
  let parsed = 0;
  for (const bytes of pieces) {
    for (const piece of filter.pieces(bytes, lines)) {
      const { scrollTop, scrollBottom } = insideOf(made).buffers.active;
      const whole = scrollTop === 0 && scrollBottom === made.rows - 1;
      const bytesToParse = whole && piece.short !== null ? piece.short : piece.bytes;
      parsed += bytesToParse.length;
      await fed(bytesToParse, made);
    }
  }
  return parsed;
};

const floods: Readonly<Record<string, string>> = {
  plain: 'y\r\n'.repeat(40_000),
  coloured: Array.from({ length: 6_000 }, (_, line) => `${ESC}[3${line % 8}mline ${line}${line % 7 === 0 ? `${ESC}[m` : ''} é漢✓\r\n`).join(
    '',
  ),
  'with something else in the middle': `${'one\r\n'.repeat(20_000)}${ESC}[2;4r${'two\r\n'.repeat(20_000)}${ESC}[r${ESC}]0;title\x07${'three\r\n'.repeat(20_000)}`,
  'in the alternate screen': `before\r\n${ESC}[?1049h${'z\r\n'.repeat(30_000)}${ESC}[2Aend`,
  'inside a string that swallows it': `a${ESC}P${'no\r\n'.repeat(20_000)}${ESC}\\b`,
  'without carriage returns': `${'x\n'.repeat(30_000)}end`,
  'that wraps': `${'wrapping words '.repeat(5)}\r\n`.repeat(3_000),
};

test.each(Object.entries(floods))('a flood that is shortened ends in the same screen: %s', async (_name, text) => {
  const bytes = Buffer.from(text);
  const size = [33, 1_000, 65_536, bytes.length];
  for (const at of size) {
    const pieces = at === bytes.length ? [bytes] : [bytes.subarray(0, at), bytes.subarray(at, at * 2), bytes.subarray(at * 2)];
    const short = terminal();
    await throughFilter(pieces, short, 12 + 2 * 6);
    expect(dumpTerminal(short)).toEqual(dumpTerminal(await fed(bytes)));
  }
});

test('a control among letters is left out of no flood, wherever it stands', () => {
  const controls = [...Array.from({ length: 32 }, (_, code) => code).filter((code) => ![9, 10, 13].includes(code)), 0x7f];
  const flood = Buffer.from('abcdefgh\r\n'.repeat(3_000));
  for (const control of controls) {
    for (let at = 1; at <= 8; at += 1) {
      const bytes = Buffer.concat([flood, Buffer.from('x'.repeat(at)), Buffer.of(control), flood]).subarray(at % 3);
      const left = Buffer.concat(new FloodFilter().pieces(bytes, 24).map(({ bytes: all, short }) => short ?? all));
      expect(left.includes(control), `${control} after ${at}`).toBe(true);
      expect(left.length).toBeLessThan(bytes.length);
    }
  }
});

test('most of a flood is not parsed at all', async () => {
  expect(await throughFilter([Buffer.from('y\r\n'.repeat(100_000))], terminal(), 24)).toBeLessThan(1_000);
});
