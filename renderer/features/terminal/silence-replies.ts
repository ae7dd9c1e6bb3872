/**
 * Programs ask a terminal what it is, where its cursor stands, which modes are on. The core's own screen answers; if each
 * page that looks on answered too, the program would read the answers as keys.
 */
import type { IFunctionIdentifier, Terminal } from '@xterm/xterm';

const questions: readonly IFunctionIdentifier[] = [
  { final: 'c' },
  { prefix: '>', final: 'c' },
  { prefix: '=', final: 'c' },
  { prefix: '>', final: 'q' },
  { final: 'n' },
  { prefix: '?', final: 'n' },
  { intermediates: '$', final: 'p' },
  { prefix: '?', intermediates: '$', final: 'p' },
  { final: 't' },
];
/** Colours of the palette, of text, ground and cursor. */
const colours = [4, 10, 11, 12];

export const silenceReplies = ({ parser }: Terminal): void => {
  for (const question of questions) parser.registerCsiHandler(question, () => true);
  for (const colour of colours) parser.registerOscHandler(colour, (text) => text.split(';').includes('?'));
  parser.registerDcsHandler({ intermediates: '$', final: 'q' }, () => true);
};
