import { system } from '../../src/accounts/actor.ts';
import { createConnection, editConnection } from '../../src/connections/connections.ts';
import type { Connection, ConnectionInput } from '../../src/connections/schema.ts';
import type { ApiReply, ApiRequest } from '../../src/requests/request.ts';
import { sendRequest } from '../../src/requests/send-request.ts';
import { testDatabase } from '../support/database.ts';
import { type OpenInstallation, openTestInstallation } from '../support/open-installation.ts';
import { type AtEnd, temporaryDataDir } from '../support/temporary-data-dir.ts';

export type Http = NonNullable<ConnectionInput['http']>;
export type Settings = ConnectionInput['settings'];

/** An installation whose connections of type HTTP may reach servers on this machine. */
export interface HttpWorld {
  installation: OpenInstallation;
  create(http: Http, settings?: Settings): Promise<Connection>;
  edit(id: string, http: Http | null, settings?: Settings): Promise<Connection>;
  send(id: string, request?: Partial<ApiRequest>): Promise<ApiReply>;
}

export async function httpWorld(atEnd: AtEnd): Promise<HttpWorld> {
  const database = await testDatabase();
  const installation = await openTestInstallation({
    database: database.connection,
    dataDir: await temporaryDataDir(atEnd),
    allowPrivate: ['127.0.0.0/8', 'localhost', '::1'],
  });
  atEnd(async () => {
    await installation.close();
    await database.drop();
  });
  const input = { name: 'Warehouse', apiType: 'http', environment: 'live' } as const;
  return {
    installation,
    create: (http, settings = {}) => createConnection(installation, system, { ...input, settings, http }),
    edit: (id, http, settings) =>
      editConnection(installation, system, id, { http, ...(settings ? { settings } : {}) }, undefined),
    send: (id, request = {}) =>
      sendRequest(
        installation,
        id,
        { method: 'GET', url: 'things', costDrips: 1, ...request },
        { lane: 'interactive' },
      ),
  };
}
