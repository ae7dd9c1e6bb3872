import { test } from 'vitest';
import { codexSubject } from '#main/agents/testing/codex-subject.ts';
import { findForTests } from '#main/agents/testing/find-for-tests.ts';
import { behave } from './behave.ts';

const binary = findForTests('codex');
if (binary === null) test.skip('codex is not installed', () => undefined);
else behave(codexSubject(binary));
