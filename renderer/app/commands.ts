/** All commands, from app and features, in one table. */
import { boardCommands } from '#renderer/features/board/board-commands.ts';
import { landingCommands } from '#renderer/features/landing/landing-commands.ts';
import { triageCommands } from '#renderer/features/triage/triage-commands.ts';
import { usageCommands } from '#renderer/features/usage/usage-commands.ts';
import type { Command } from '#renderer/state/commands.ts';
import { appCommands } from './app-commands.ts';

export const allCommands: readonly Command[] = [...boardCommands, ...triageCommands, ...landingCommands, ...usageCommands, ...appCommands];
