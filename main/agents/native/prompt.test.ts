import { describe, expect, test } from 'vitest';
import { z } from '#contract/zod.ts';
import { PatchInput } from './apply-patch.ts';
import { AskInput } from './ask-user.ts';
import { PlanInput } from './plan.ts';
import { systemPrompt } from './prompt.ts';
import { ShellInput } from './shell.ts';
import { toolText } from './tool-texts.ts';

/**
 * Tokenizers of the large providers make a token of 4.1 characters of these very texts (o200k and cl100k, measured by hand);
 * 3.5 leaves a sixth for those that make more.
 */
const CHARS_PER_TOKEN = 3.5;
const BUDGET_TOKENS = 1_500;

test('system prompt and tool definitions together stay within their budget', () => {
  const cwd = '/home/me/.local/share/switchyard/worktrees/application/fix-the-login-of-guests';
  const facts = { cwd, allowedHosts: ['registry.example:443', '*.example.org'], platform: 'linux', today: '2026-11-22' };
  const sizes = (['read-only', 'workspace-write', 'full-access'] as const).map((policy) => {
    const chars = systemPrompt({ ...facts, policy }).length + JSON.stringify(Object.values(toolText)).length;
    return Math.ceil(chars / CHARS_PER_TOKEN);
  });
  console.log(`tokens of the prompt with its tools: at most ${Math.max(...sizes)} (limit ${BUDGET_TOKENS})`);
  expect(Math.max(...sizes)).toBeLessThan(BUDGET_TOKENS);
});

describe('what the model is told is what is taken', () => {
  test.each([
    ['shell', ShellInput],
    ['apply_patch', PatchInput],
    ['update_plan', PlanInput],
    ['ask_user', AskInput],
  ] as const)('%s', (name, schema) => {
    const taken = z.toJSONSchema(schema, { io: 'input' });
    const told = toolText[name].parameters;
    expect(Object.keys(told['properties'] as object).toSorted()).toEqual(Object.keys(taken.properties ?? {}).toSorted());
    expect([...(told['required'] as readonly string[])].toSorted()).toEqual((taken.required ?? []).toSorted());
  });
});
