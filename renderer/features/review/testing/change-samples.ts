/** Changed files with sensible fields, for tests that care about one or two of them. */
import type { LandingPreview } from '#contract/landing.ts';
import type { FileChange } from '#contract/review.ts';

export const aFile = (path: string, more: Partial<FileChange> = {}): FileChange => ({
  path,
  from: null,
  kind: 'modified',
  added: 1,
  deleted: 0,
  binary: false,
  untracked: false,
  version: '1',
  ...more,
});

export const aLanding = (more: Partial<LandingPreview> = {}): LandingPreview => ({
  into: 'main',
  branch: 'switchyard/rate-limit',
  commits: [{ commit: 'a'.repeat(40), subject: 'Limit the search' }],
  behind: 0,
  uncommitted: [],
  conflicts: [],
  checkout: null,
  message: 'Limit the search',
  ...more,
});
