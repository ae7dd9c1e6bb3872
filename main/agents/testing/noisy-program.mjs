// Stands before an agent program and lets it say, now and then, lines of NOISE (a JSON list) that nobody knows.
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

const [file, ...args] = process.argv.slice(2);
const noise = JSON.parse(process.env.NOISE ?? '[]');
const { NOISE: _, ...env } = process.env;
const child = spawn(file, args, { stdio: ['pipe', 'pipe', 'inherit'], env });
const EVERY_LINES = 3;
let lines = 0;
createInterface({ input: child.stdout }).on('line', (line) => {
  process.stdout.write(`${line}\n`);
  lines += 1;
  if (lines % EVERY_LINES === 0) process.stdout.write(`${noise[(lines / EVERY_LINES) % noise.length]}\n`);
});
process.stdin.pipe(child.stdin);
child.stdin.on('error', () => undefined);
for (const signal of ['SIGTERM', 'SIGINT']) process.on(signal, () => child.kill(signal));
child.on('close', (code) => process.exit(code ?? 1));
