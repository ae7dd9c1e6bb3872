// Loaded into the core by --import: notes how late its main loop is, and writes the figures where asked on SIGUSR2.
// Not built on perf_hooks' histogram, whose figures contain its own sampling interval.
import { writeFileSync } from 'node:fs';

const EVERY_MS = 5;
let delays = [];
let due = performance.now() + EVERY_MS;

const tick = () => {
  const now = performance.now();
  delays.push(Math.max(0, now - due));
  due = now + EVERY_MS;
  setTimeout(tick, EVERY_MS).unref();
};
setTimeout(tick, EVERY_MS).unref();

const file = process.env.SWITCHYARD_BENCH_LOOP_FILE;
process.on('SIGUSR2', () => {
  if (file !== undefined) writeFileSync(file, JSON.stringify(delays));
  delays = [];
});
