/** Output of a command as text that can be read: colours and cursor play taken out, `\r` progress kept at its last state. */

// ESC [ … letter, ESC ] … BEL or ST, and the short two-character forms.
// oxlint-disable-next-line no-control-regex -- these are the control characters being removed
const escapes = /\u001b(?:\[[0-?]*[ -/]*[@-~]|\][^\u0007\u001b]*(?:\u0007|\u001b\\)?|[PX^_][^\u001b]*(?:\u001b\\)?|[@-Z\\-_])/g;
// oxlint-disable-next-line no-control-regex -- these are the control characters being removed
const controls = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/g;

const overwritten = (line: string): string => {
  if (!line.includes('\r')) return line;
  const parts = line.split('\r').filter((part) => part !== '');
  return parts.at(-1) ?? '';
};

export const readableOutput = (output: string): string => {
  const withoutEscapes = output.includes('\u001b') ? output.replace(escapes, '') : output;
  const lines = withoutEscapes.includes('\r') ? withoutEscapes.split('\n').map(overwritten).join('\n') : withoutEscapes;
  return lines.replace(controls, '');
};
