/** Disk use of a folder, counted by a child process, one folder at a time. */
import { Mailbox } from '#main/base/mailbox.ts';
import { run } from '#main/base/run-command.ts';
import { isFolder } from './parts.ts';

const MAX_MILLISECONDS = 120_000;

/** Bytes on disk, or null when it cannot be told. */
export type Measure = (path: string, signal: AbortSignal) => Promise<number | null>;

export const createMeasure = (): Measure => {
  const mailbox = new Mailbox();
  return (path, signal) =>
    mailbox.put(async () => {
      // `du` is where git is, except on Windows, where the number stays unknown.
      if (signal.aborted || process.platform === 'win32' || !(await isFolder(path))) return null;
      const spec = {
        file: 'du',
        args: ['-sk', '--', path].filter((argument) => argument !== '--' || process.platform !== 'darwin'),
        cwd: '/',
        environment: process.env,
      };
      try {
        const result = await run(spec, { signal, accept: [0, 1], timeoutMilliseconds: MAX_MILLISECONDS });
        const kilobytes = Number.parseInt(result.stdout.toString('utf8'), 10);
        return Number.isFinite(kilobytes) ? kilobytes * 1024 : null;
      } catch {
        // Gone while it was measured, or too slow: unknown is an answer here.
        return null;
      }
    });
};
