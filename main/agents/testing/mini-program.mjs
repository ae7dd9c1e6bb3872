#!/usr/bin/env node
// A small program that is worked with in a terminal, for tests of terminal agents. It does what it is told by a line.
import { createInterface } from 'node:readline';
import { writeFileSync } from 'node:fs';

const say = (text) => process.stdout.write(text);
process.stdout.write('\x1b[?2004h');
say(`mini ${process.argv.slice(2).join(' ')}\n`);
let onAnswer = null;
let ticking = null;
process.on('SIGINT', () => {
  if (ticking === 'deaf') return;
  clearInterval(ticking);
  ticking = null;
  say('\ninterrupted\n> ');
});
const acts = {
  say: (text) => say(`\x1b[32m${text}\x1b[m\n`),
  ask: (text) => {
    say(`${text} [y/n] `);
    onAnswer = (answer) => say(`you said ${answer}\n`);
  },
  bell: () => {
    say('look here\x07\n');
    onAnswer = (answer) => say(`heard ${answer}\n`);
  },
  notify: (text) => {
    say(`\x1b]9;${text}\x07`);
    onAnswer = (answer) => say(`heard ${answer}\n`);
  },
  done: (code) => say(`\x1b]133;D;${code}\x07`),
  work: () => (ticking = setInterval(() => say('.'), 50)),
  deaf: () => (ticking = 'deaf'),
  write: (path) => {
    try {
      writeFileSync(path, 'x');
      say(`wrote ${path}\n`);
    } catch (error) {
      say(`${error.code}\n`);
    }
  },
  exit: (code) => process.exit(Number(code)),
};
const lines = createInterface({ input: process.stdin });
lines.on('line', (raw) => {
  // oxlint-disable-next-line no-control-regex
  const line = raw.replace(/\x1b\[20[01]~/g, '').trim();
  if (onAnswer !== null) {
    const answer = onAnswer;
    onAnswer = null;
    answer(line);
    return say('> ');
  }
  const [act, ...rest] = line.split(' ');
  if (act in acts) acts[act](rest.join(' '));
  else say(`got: ${line}\n`);
  if (ticking === null && onAnswer === null) say('> ');
});
const [first] = process.argv.slice(2);
if (first !== undefined) lines.emit('line', first);
else say('> ');
