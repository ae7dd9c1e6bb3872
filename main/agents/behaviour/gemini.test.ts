import { test } from 'vitest';
import { geminiSubject } from '#main/agents/testing/acp-subjects.ts';
import { findForTests } from '#main/agents/testing/find-for-tests.ts';
import { behave } from './behave.ts';

const binary = findForTests('gemini');
if (binary === null) test.skip('gemini is not installed', () => undefined);
else behave(geminiSubject(binary));
