/** The native agent for journeys: a model on loopback, configured as a user does it, and a host that it may be allowed to reach. */
import { createServer, type Server } from 'node:http';
import { networkInterfaces } from 'node:os';
import { expect, type Page } from '@playwright/test';
import type { ModelServer } from '#main/agents/testing/model-server.ts';
import type { RunningApp } from './running-app.ts';

/** Adds the address of this server in the settings; what it lists can be used then. */
export const addModels = async (page: Page, app: RunningApp, model: ModelServer): Promise<void> => {
  await page.goto(new URL('#/settings/models', app.address).href);
  await page.getByRole('button', { name: /^Add an address/ }).click();
  const dialog = page.getByRole('dialog', { name: 'Add an address' });
  await dialog.getByRole('textbox', { name: 'Name' }).fill('My box');
  await dialog.getByRole('textbox', { name: 'Address' }).fill(`http://127.0.0.1:${model.port}/v1`);
  await dialog.getByRole('button', { name: 'Add', exact: true }).click();
  await expect(dialog).toBeHidden();
  await expect(page.getByText('test-model').first()).toBeVisible();
};

export interface Host {
  /** `ADDRESS:PORT`; the address is this machine's own, but not that of loopback. */
  readonly name: string;
  /** Paths that were asked for. */
  readonly visits: readonly string[];
  readonly close: () => Promise<void>;
}

const ownAddress = (): string => {
  const own = Object.values(networkInterfaces())
    .flat()
    .find((one) => one?.family === 'IPv4' && !one.internal);
  if (own === undefined) throw new Error('this machine has no address beside that of loopback');
  return own.address;
};

/** A web server on this machine as a host out there: it answers every path with this text. */
export const startHost = async (text: string): Promise<Host> => {
  const visits: string[] = [];
  const server: Server = createServer((request, response) => {
    visits.push(request.url ?? '');
    response.end(text);
  });
  await new Promise<void>((resolve) => server.listen(0, '0.0.0.0', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return {
    name: `${ownAddress()}:${port}`,
    visits,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
};
