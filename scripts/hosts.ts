/** Starts the two hosts from the checkout, building first where needed. */
import { spawn } from 'node:child_process';
import { buildApp } from './app-build.ts';
import { fail, inRoot, root } from './checkout.ts';

/** A desktop that ends itself within this time with an error did not come up at all. */
const START_SECONDS = 5;

async function bringUpToDate(): Promise<void> {
  const began = performance.now();
  try {
    if (await buildApp({ force: false })) console.log(`Built in ${((performance.now() - began) / 1000).toFixed(1)} s.`);
  } catch (error) {
    fail(`The app could not be built: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** Runs until it ends, passing on the signals that ask it to; gives its exit code. */
function stay(program: string, args: readonly string[], environment: Readonly<Record<string, string>> = {}): Promise<number> {
  const child = spawn(program, args, { cwd: root, stdio: 'inherit', env: { ...process.env, ...environment } });
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  const pass = signals.map((signal) => ({
    signal,
    // A terminal gives Ctrl+C to the child as well; passing it on would make it two.
    listener: () => void ((signal === 'SIGINT' && process.stdin.isTTY) || child.kill(signal)),
  }));
  for (const { signal, listener } of pass) process.on(signal, listener);
  return new Promise((resolve) => {
    child.on('error', () => resolve(127));
    child.on('exit', (code, signal) => {
      for (const { signal: name, listener } of pass) process.off(name, listener);
      resolve(code ?? (signal === 'SIGINT' || signal === 'SIGTERM' ? 0 : 1));
    });
  });
}

export async function runServer(args: readonly string[]): Promise<number> {
  await bringUpToDate();
  return stay(process.execPath, [inRoot('out', 'main', 'serve.js'), ...args]);
}

/** Null when the window could not be brought up on this machine. */
export async function runDesktop(binary: string, args: readonly string[]): Promise<number | null> {
  await bringUpToDate();
  const began = performance.now();
  const code = await stay(binary, [root, ...args]);
  if (code === 0 || performance.now() - began > START_SECONDS * 1000) return code;
  console.log(`The desktop window did not come up (exit code ${code}). Serving the same app for a browser instead.`);
  return null;
}
