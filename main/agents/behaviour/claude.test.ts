import { test } from 'vitest';
import { claudeSubject } from '#main/agents/testing/claude-subject.ts';
import { findForTests } from '#main/agents/testing/find-for-tests.ts';
import { behave } from './behave.ts';

const binary = findForTests('claude');
if (binary === null) test.skip('claude is not installed', () => undefined);
else behave(claudeSubject(binary));
