/** Runs the stages of a check one after the other, all of them, and sums up what they found. */
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { inRoot, run } from './checkout.ts';
import { failedInPlaywright, failedInVitest, type PlaywrightSuite, type VitestFile } from './failed-tests.ts';

export interface Counts {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
  /** The tests that failed, by name and first words. */
  readonly names?: readonly string[];
}

export interface Stage {
  readonly name: string;
  readonly run: () => Promise<Counts>;
}

const reports = inRoot('out', 'test');

/** A stage without tests of its own: one check, which holds or does not. Its output is shown when it does not. */
export const check = (name: string, program: string, args: readonly string[]): Stage => ({
  name,
  run: async () => {
    const { code, output } = await run(program, args, { output: 'keep' });
    if (code !== 0) console.log(output.trimEnd());
    return oneCheck(code === 0);
  },
});

export const oneCheck = (holds: boolean): Counts => ({ passed: holds ? 1 : 0, failed: holds ? 0 : 1, skipped: 0 });

interface VitestReport {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numPendingTests: number;
  readonly numTodoTests: number;
  readonly testResults: readonly VitestFile[];
}
interface PlaywrightReport {
  readonly stats: { readonly expected: number; readonly unexpected: number; readonly flaky: number; readonly skipped: number };
  readonly errors: readonly unknown[];
  readonly suites: readonly PlaywrightSuite[];
}

function countVitest(report: VitestReport): Counts {
  // A file that does not load has no tests to fail.
  const broken = report.testResults.filter((file) => file.status === 'failed' && file.assertionResults.length === 0).length;
  return {
    passed: report.numPassedTests,
    failed: report.numFailedTests + broken,
    skipped: report.numPendingTests + report.numTodoTests,
    names: failedInVitest(report.testResults),
  };
}

const countPlaywright = ({ stats, errors, suites }: PlaywrightReport): Counts => ({
  passed: stats.expected + stats.flaky,
  failed: stats.unexpected + errors.length,
  skipped: stats.skipped,
  names: failedInPlaywright(suites),
});

/** Runs a test runner that leaves a report, and counts by that. One that fails without saying where counts as one failure. */
async function counted<Report>(name: string, args: readonly string[], count: (report: Report) => Counts): Promise<Counts> {
  const [program = '', ...rest] = args;
  const report = `${reports}/${name}.json`;
  mkdirSync(reports, { recursive: true });
  rmSync(report, { force: true });
  const { code } = await run(program, rest, { output: 'show', environment: { PLAYWRIGHT_JSON_OUTPUT_NAME: report } });
  const counts = existsSync(report) ? count(JSON.parse(readFileSync(report, 'utf8')) as Report) : { passed: 0, failed: 0, skipped: 0 };
  return code !== 0 && counts.failed === 0 ? { ...counts, failed: 1 } : counts;
}

/** `selection` are arguments that choose files. Plain words would match anywhere in a path, the checkout's own included. */
export const vitest = (name: string, selection: readonly string[]): Stage => ({
  name,
  run: () => {
    const output = ['--reporter=dot', '--reporter=json', `--outputFile.json=${reports}/${name}.json`];
    return counted(name, ['vitest', 'run', ...selection, ...output], countVitest);
  },
});

export const playwright = (name: string): Stage => ({
  name,
  run: () => counted(name, ['playwright', 'test', '--reporter=list,json'], countPlaywright),
});

const summary = ({ passed, failed, skipped }: Counts): string =>
  `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;

/** Runs every stage, prints a table and, as the last line, the sum. Gives the exit code. */
export async function runStages(stages: readonly Stage[]): Promise<number> {
  const rows: { readonly name: string; readonly counts: Counts; readonly seconds: number }[] = [];
  for (const stage of stages) {
    console.log(`\n── ${stage.name}`);
    const began = performance.now();
    // One stage that breaks does not keep the others from being run.
    const counts = await stage.run().catch((error: unknown) => {
      console.log(error instanceof Error ? error.message : String(error));
      return oneCheck(false);
    });
    const seconds = (performance.now() - began) / 1000;
    rows.push({ name: stage.name, counts, seconds });
    console.log(`${stage.name}: ${summary(counts)} (${seconds.toFixed(1)} s)`);
  }
  console.log('\n── summary');
  for (const { name, counts, seconds } of rows) {
    console.log(
      `${counts.failed === 0 ? 'ok  ' : 'FAIL'} ${name.padEnd(14)} ${`${seconds.toFixed(1)} s`.padStart(8)}   ${summary(counts)}`,
    );
    for (const failed of counts.names ?? []) console.log(`       ${failed}`);
  }
  const sum = (key: Exclude<keyof Counts, 'names'>): number => rows.reduce((total, { counts }) => total + counts[key], 0);
  const all = { passed: sum('passed'), failed: sum('failed'), skipped: sum('skipped') };
  console.log(summary(all));
  return all.failed === 0 ? 0 : 1;
}
