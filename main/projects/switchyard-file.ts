/** The repository's own `switchyard.json`: read with a bound, checked field by field. A wrong field never hides the right ones. */
import { createHash } from 'node:crypto';
import { failure, type Failure } from '#contract/failure.ts';
import { PolicyNarrowing } from '#contract/policy.ts';
import { ProjectSettings } from '#contract/projects.ts';

export const FILE_NAME = 'switchyard.json';
export const FILE_MAX_BYTES = 256_000;

export interface SettingsFile {
  readonly file: ProjectSettings | null;
  readonly failure: Failure | null;
}

/** A repository narrows what its tasks may touch; only the user widens it. */
const shape = { ...ProjectSettings.shape, sandbox: PolicyNarrowing.optional() };
const fields: Readonly<Record<string, (typeof shape)[keyof typeof shape]>> = shape;

const wrong = (message: string, details?: string): Failure =>
  failure(
    'invalid',
    message,
    `Correct ${FILE_NAME} in the repository; it is read again when it is saved.`,
    details === undefined ? {} : { details },
  ).failure;

const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text.replace(/^\uFEFF/, '')) as unknown;
  } catch (error) {
    return error instanceof Error ? error : new Error('not JSON');
  }
};

export const parseSettingsFile = (text: string): SettingsFile => {
  const value = parseJson(text);
  if (value instanceof Error) return { file: null, failure: wrong(`${FILE_NAME} is not valid JSON.`, value.message) };
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return { file: null, failure: wrong(`${FILE_NAME} must hold an object.`) };
  const file: Record<string, unknown> = {};
  const problems: string[] = [];
  for (const [key, given] of Object.entries(value)) {
    // For editors, which find the schema by it.
    if (key === '$schema') continue;
    const field = Object.hasOwn(fields, key) ? fields[key] : undefined;
    if (field === undefined) {
      problems.push(`${key}: there is no such setting`);
      continue;
    }
    const parsed = field.safeParse(given);
    if (parsed.success) file[key] = parsed.data;
    else problems.push(...parsed.error.issues.map((issue) => `${[key, ...issue.path].join('.')}: ${issue.message}`));
  }
  const [first, ...more] = problems;
  if (first === undefined) return { file, failure: null };
  const others = more.length === 0 ? '' : ` (and ${more.length} more)`;
  return { file, failure: wrong(`A setting in ${FILE_NAME} is wrong: ${first}${others}.`, problems.join('\n')) };
};

const byName = <T>(values: Readonly<Record<string, T>> = {}): readonly (readonly [string, T])[] =>
  Object.entries(values).toSorted(([one], [other]) => (one < other ? -1 : 1));

/** Names the commands and MCP servers of the file as they are now; null when it has none. Any change to them is a new text to be asked about. */
export const commandsHash = (file: ProjectSettings | null): string | null => {
  const servers = byName(file?.mcp);
  const commands = {
    setup: file?.setup?.trim() || null,
    teardown: file?.teardown?.trim() || null,
    run: byName(file?.run),
    // Left out where there are none, so that what was trusted before there could be any stays so.
    ...(servers.length === 0 ? {} : { mcp: servers }),
  };
  if (commands.setup === null && commands.teardown === null && commands.run.length === 0 && servers.length === 0) return null;
  return createHash('sha256').update(JSON.stringify(commands)).digest('hex');
};
