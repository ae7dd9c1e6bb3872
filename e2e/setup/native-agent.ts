/** The native agent for journeys: a model on loopback, configured as a user would, and a host that it may be allowed to reach. */
import { createServer, type Server } from 'node:http';
import { networkInterfaces } from 'node:os';
import { startModelServer, type ModelServer } from '#main/agents/testing/model-server.ts';
import { findCore } from '#main/cli/core-session.ts';
import type { RunningApp } from './running-app.ts';

/** Adds the model of this server to the app, as its only and default one. Gives its id. */
export const configureModel = async (app: RunningApp, model: ModelServer, name = 'test-model'): Promise<string> => {
  const core = await findCore(app.dataFolder);
  if (core === null) throw new Error('the app is not up');
  try {
    const address = `http://127.0.0.1:${model.port}/v1`;
    const provider = await core.call('models.save-provider', { provider: null, label: 'My box', address });
    await core.call('models.add', { provider, name });
    await core.call('models.set-default', { model: `${provider}/${name}` });
    return `${provider}/${name}`;
  } finally {
    core.close();
  }
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
