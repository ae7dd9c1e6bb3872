/** The details of a policy as a form shows them: each with its effect, read from and written as text. Pure. */
import { PolicyDetails, type PolicyLimits } from '#contract/policy.ts';

export type ListField = 'allowedHosts' | 'readable' | 'writable' | 'forbidden' | 'variables';
export type LimitField = keyof PolicyLimits;

interface Described {
  readonly label: string;
  /** What it changes, in one line. */
  readonly effect: string;
  readonly placeholder: string;
}

export const listFields: readonly (Described & { readonly key: ListField })[] = [
  {
    key: 'allowedHosts',
    label: 'Allowed hosts',
    effect:
      'Commands reach these and the hosts that a rule allows, nothing else. One per line: a host, host:port, or *.host for all below it.',
    placeholder: 'packages.example.org:443',
  },
  {
    key: 'writable',
    label: 'Writable paths',
    effect: 'Commands may write here beside the worktree. One per line: absolute, from ~/, or from the worktree.',
    placeholder: '~/.cache/project',
  },
  {
    key: 'readable',
    label: 'Readable paths',
    effect: 'Shown to commands though the home folder is hidden from them. One per line.',
    placeholder: '~/reference-data',
  },
  {
    key: 'forbidden',
    label: 'Forbidden paths',
    effect: 'Neither read nor written, even inside the worktree. One per line. Wins over all that allows.',
    placeholder: 'config/production',
  },
  {
    key: 'variables',
    label: 'Environment variables',
    effect: 'Passed on to commands beside the usual ones, secrets included. One name per line.',
    placeholder: 'DATABASE_URL',
  },
];

export const limitFields: readonly (Described & { readonly key: LimitField })[] = [
  { key: 'processes', label: 'Processes', effect: 'At once, threads included.', placeholder: 'no limit but a guard' },
  { key: 'memoryMegabytes', label: 'Memory in MB', effect: 'Private memory of a process.', placeholder: 'no limit' },
  { key: 'fileMegabytes', label: 'File size in MB', effect: 'Of any one file.', placeholder: 'no limit' },
  { key: 'seconds', label: 'Seconds', effect: 'A command that runs longer is ended.', placeholder: 'no limit' },
];

type Read = { readonly details: PolicyDetails } | { readonly wrong: string };

const without = <K extends keyof PolicyDetails>(details: PolicyDetails, key: K): PolicyDetails => {
  const { [key]: _, ...rest } = details;
  return rest as PolicyDetails;
};

const checked = (details: PolicyDetails): Read => {
  const parsed = PolicyDetails.safeParse(details);
  if (parsed.success) return { details };
  const [issue] = parsed.error.issues;
  const at = issue?.path.reduce<unknown>((value, key) => (value as Record<PropertyKey, unknown> | undefined)?.[key], details);
  return { wrong: `${typeof at === 'string' ? `“${at}” ` : ''}${issue?.message ?? 'is not understood'}` };
};

/** The details with one list as its text says; an empty one is not there at all. */
export const withList = (details: PolicyDetails, key: ListField, text: string): Read => {
  const lines = [...new Set(text.split('\n').map((line) => line.trim()))].filter((line) => line !== '');
  return lines.length === 0 ? { details: without(details, key) } : checked({ ...details, [key]: lines });
};

export const withLimit = (details: PolicyDetails, key: LimitField, text: string): Read => {
  const { [key]: _, ...others } = details.limits ?? {};
  if (text.trim() === '')
    return { details: Object.keys(others).length === 0 ? without(details, 'limits') : { ...details, limits: others } };
  const value = Number(text.trim());
  if (!Number.isSafeInteger(value) || value < 1) return { wrong: 'Write a whole number above zero, or nothing for no limit.' };
  return checked({ ...details, limits: { ...others, [key]: value } });
};

export const listText = (details: PolicyDetails, key: ListField): string => (details[key] ?? []).join('\n');
export const limitText = (details: PolicyDetails, key: LimitField): string => details.limits?.[key]?.toString() ?? '';
