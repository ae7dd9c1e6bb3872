/** Threads of the scripted agent, started by the command line while a page looks on. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { Page } from '@playwright/test';
import { inRoot } from '#scripts/checkout.ts';
import type { Repository } from './repository.ts';
import type { RunningApp } from './running-app.ts';

const run = promisify(execFile);

/** Runs a command of the command line against this app and gives the JSON it prints. */
export const commandLine = async (app: RunningApp, ...args: readonly string[]): Promise<unknown> => {
  const { stdout } = await run(process.execPath, [inRoot('out', 'main', 'cli.js'), ...args, '--json'], {
    env: { ...process.env, SWITCHYARD_HOME: app.dataFolder },
  });
  return JSON.parse(stdout);
};

/** Starts a thread that plays these steps and opens it in the page. Gives its id. */
export const openScripted = async (
  page: Page,
  app: RunningApp,
  repository: Repository,
  words: string,
  steps: readonly object[],
  /** What it plays on later messages. */
  then: readonly (readonly object[])[] = [],
): Promise<string> => {
  const project = (await commandLine(app, 'project', 'add', repository.path)) as { readonly id: string };
  const prompt = `${words}\n\n\`\`\`script\n${JSON.stringify({ steps, then })}\n\`\`\``;
  const thread = (await commandLine(app, 'new', '--project', project.id, '--agent', 'scripted', prompt)) as { readonly id: string };
  await page.goto(new URL(`#/thread/${thread.id}`, app.address).href);
  return thread.id;
};
