/** “Asked versus changed” in words. Pure. */
import type { Evidence, Risk } from '#contract/review.ts';
import { plural } from '#renderer/ui/units.ts';

export const riskWords: Readonly<Record<Risk, string>> = {
  deleted: 'deleted',
  dependencies: 'dependencies',
  configuration: 'configuration',
  ci: 'CI',
  migration: 'migration',
  secrets: 'maybe secrets',
  binary: 'binary',
  tests: 'tests',
  generated: 'generated',
  documentation: 'docs',
};

const loud = 'bg-needs-bg text-needs';
const quiet = 'bg-idle-bg text-muted';
export const riskTones: Readonly<Record<Risk, string>> = {
  deleted: loud,
  dependencies: loud,
  configuration: loud,
  ci: loud,
  migration: loud,
  secrets: 'bg-fail-bg text-fail',
  binary: quiet,
  tests: quiet,
  generated: quiet,
  documentation: quiet,
};
const order = Object.keys(riskWords) as readonly Risk[];

/** How many files are of which kind, the riskiest first. */
export const riskCounts = ({ files }: Pick<Evidence, 'files'>): readonly { readonly risk: Risk; readonly files: number }[] =>
  order.flatMap((risk) => {
    const found = files.filter((file) => file.risks.includes(risk)).length;
    return found === 0 ? [] : [{ risk, files: found }];
  });

/** The whole in one line: what was asked, what ran, how the last tests ended. */
export const evidenceLine = ({ requests, commands, commandsBefore, refused }: Evidence): string => {
  const tests = commands.filter(({ test, status }) => test && status !== 'live');
  const last = tests.at(-1);
  const failed = last !== undefined && (last.status === 'failed' || (last.exitCode ?? 0) !== 0);
  return [
    plural(requests.length, 'request'),
    plural(commands.length + commandsBefore, 'command'),
    last === undefined ? 'no tests run' : failed ? 'last tests failed' : 'last tests passed',
    ...(refused.length === 0 ? [] : [`${refused.length} refused`]),
  ].join(' · ');
};

/** How long something took, in milliseconds; empty while it runs. */
export const took = (milliseconds: number | null): string => {
  if (milliseconds === null) return '';
  const seconds = milliseconds / 1000;
  if (seconds < 60) return `${seconds < 10 ? seconds.toFixed(1) : Math.round(seconds)} s`;
  return `${Math.floor(seconds / 60)} min ${Math.round(seconds % 60)} s`;
};
