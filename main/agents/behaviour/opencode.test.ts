import { test } from 'vitest';
import { opencodeSubject } from '#main/agents/testing/acp-subjects.ts';
import { findForTests } from '#main/agents/testing/find-for-tests.ts';
import { behave } from './behave.ts';

const binary = findForTests('opencode');
if (binary === null) test.skip('opencode is not installed', () => undefined);
else behave(opencodeSubject(binary));
